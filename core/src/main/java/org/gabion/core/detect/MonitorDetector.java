package org.gabion.core.detect;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.window.Sample;

/// Sees clients that ask for the same thing again and again all the time and are among the top
/// talkers: the operator's own health checks. Never an attack.
final class MonitorDetector implements Detector {
  private static final int LEAST_REQUESTS = 20;
  private static final double TOP_TALKER = 0.05;
  private static final int MOST_PATHS = 3;
  private static final double STEADY = 0.7;

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    if (block.minutes() < 30) {
      return List.of();
    }
    double visits = 0;
    for (Block.Crowd crowd : Block.Crowd.values()) {
      visits += block.visits(crowd);
    }
    Set<Long> monitors = new HashSet<>();
    for (Map.Entry<Long, Deeds.Deed> each : new Deeds(block, row -> true).byClient().entrySet()) {
      Deeds.Deed deed = each.getValue();
      if (steady(deed, block) && deed.requests >= TOP_TALKER * visits) {
        monitors.add(each.getKey());
      }
    }
    if (monitors.isEmpty()) {
      return List.of();
    }
    Sample rows =
        Rows.of(
            block,
            row ->
                monitors.contains(block.rows.client(row))
                    && (block.rows.agentClass(row) == UserAgentClass.MONITOR
                        || block.rows.agentClass(row) == UserAgentClass.EMPTY
                        || block.rows.agentClass(row) == UserAgentClass.TOOL
                        || block.rows.agentClass(row) == UserAgentClass.OTHER
                        || block.rows.pathClass(row) == PathClass.SERVICE));
    if (rows.size() < LEAST_REQUESTS / 2) {
      return List.of();
    }
    String reason =
        String.format(
            Locale.ROOT,
            "%d sources ask for the same few paths all the time, %.0f requests in %.0f min",
            monitors.size(),
            rows.totalWeight(),
            block.minutes());
    return List.of(
        new Suspicion(
            rows,
            rows.totalWeight(),
            EnumSet.of(Attribute.SOURCE, Attribute.PATH, Attribute.USER_AGENT),
            Kind.OWN_MONITOR,
            Judgement.BENIGN,
            Optional.empty(),
            List.of(reason)));
  }

  private static boolean steady(Deeds.Deed deed, Block block) {
    return deed.requests >= LEAST_REQUESTS
        && deed.paths() <= MOST_PATHS
        && deed.last - deed.first >= STEADY * (block.toMicros - block.fromMicros);
  }
}

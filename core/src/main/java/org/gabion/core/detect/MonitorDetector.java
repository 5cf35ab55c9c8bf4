package org.gabion.core.detect;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.window.Sample;

/// Sees clients that ask for the same thing again and again all the time and are among the top
/// talkers: the operator's own health checks. Never an attack.
///
/// What is named a health check is set aside before others judge it. So who also tries to log in,
/// posts, or is refused, is none: passwords are tried as steadily.
final class MonitorDetector implements Detector {
  private static final int LEAST_REQUESTS = 20;
  private static final double TOP_TALKER = 0.05;
  private static final int MOST_PATHS = 3;
  private static final double STEADY = 0.7;

  /// A check is answered with an error now and then.
  private static final double MOST_STRANGE = 0.01;

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    if (block.minutes() < 30) {
      return List.of();
    }
    double visits = 0;
    for (Block.Crowd crowd : Block.Crowd.values()) {
      visits += block.visits(crowd);
    }
    Map<Long, Deeds.Deed> deeds = new Deeds(block, row -> true).byClient();
    Map<Long, Double> checks = Deeds.requests(block, row -> isCheck(block.rows, row));
    Map<Long, Double> strange = Deeds.requests(block, row -> isStrange(block.rows, row));
    Set<Long> monitors = new HashSet<>();
    int paths = 0;
    for (Map.Entry<Long, Deeds.Deed> each : deeds.entrySet()) {
      Deeds.Deed deed = each.getValue();
      double asked = checks.getOrDefault(each.getKey(), 0.0);
      boolean harmless = strange.getOrDefault(each.getKey(), 0.0) <= MOST_STRANGE * deed.requests;
      boolean top = asked >= Math.max(LEAST_REQUESTS, TOP_TALKER * visits);
      if (harmless && top && steady(deed, block)) {
        monitors.add(each.getKey());
        paths = Math.max(paths, deed.paths());
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
                    && isCheck(block.rows, row)
                    && isByProgram(block.rows, row));
    if (rows.size() < LEAST_REQUESTS / 2) {
      return List.of();
    }
    return List.of(
        new Suspicion(
            rows,
            rows.totalWeight(),
            EnumSet.of(Attribute.SOURCE, Attribute.PATH, Attribute.USER_AGENT),
            Kind.OWN_MONITOR,
            Judgement.BENIGN,
            Optional.empty(),
            List.of(reason(monitors.size(), paths, rows.totalWeight(), block))));
  }

  private static String reason(int sources, int paths, double requests, Block block) {
    return Counts.of(sources, "source", "sources")
        + " asked for "
        + (sources == 1 ? "" : "at most ")
        + Counts.of(paths, "path", "paths")
        + (sources == 1 ? "" : " each")
        + " again and again, all the time: "
        + Counts.requests(requests, block);
  }

  /// A program that says that it is a monitor, and asks for what is made for monitors.
  private static boolean isDeclaredCheck(Sample rows, int row) {
    return rows.agentClass(row) == UserAgentClass.MONITOR
        && rows.pathClass(row) == PathClass.SERVICE;
  }

  private static boolean isCheck(Sample rows, int row) {
    boolean plain =
        !rows.isPost(row) && rows.pathClass(row) != PathClass.LOGIN && rows.status(row) < 400;
    return plain || isDeclaredCheck(rows, row);
  }

  /// What a check does not do; a site that is down is not the check's fault.
  private static boolean isStrange(Sample rows, int row) {
    boolean entry = rows.isPost(row) || rows.pathClass(row) == PathClass.LOGIN;
    return !isCheck(rows, row) && (entry || rows.status(row) < 499);
  }

  private static boolean isByProgram(Sample rows, int row) {
    return switch (rows.agentClass(row)) {
      case MONITOR, EMPTY, TOOL, OTHER -> true;
      case BROWSER, CRAWLER, FEED_READER -> rows.pathClass(row) == PathClass.SERVICE;
    };
  }

  private static boolean steady(Deeds.Deed deed, Block block) {
    return deed.requests >= LEAST_REQUESTS
        && deed.paths() <= MOST_PATHS
        && deed.last - deed.first >= STEADY * (block.toMicros - block.fromMicros);
  }
}

package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;
import org.gabion.core.window.Sample;

/// Sees clients that ask for the same thing again and again all the time and are among the top
/// talkers: the operator's own health checks. Never an attack.
///
/// These are set aside before others judge what is left, or a burst of somebody else would be told
/// by their requests too. Who posts or asks for a login is none of them: passwords are tried as
/// steadily. Who is refused all the time may be a check that lacks its password, or somebody who
/// tries passwords: unclear, unless it is too slow for that.
final class MonitorDetector implements Detector {
  private static final int LEAST_REQUESTS = 20;
  private static final double TOP_TALKER = 0.05;
  private static final int MOST_PATHS = 3;
  private static final double STEADY = 0.7;
  private static final double MOST_ENTRIES = 0.01;
  private static final double MOST_REFUSED = 0.1;
  private static final double MOST_FAILED = 0.5;
  private static final double SLOW_PER_MINUTE = 1;

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    if (block.minutes() < 30) {
      return List.of();
    }
    Sample rows = block.rows;
    double visits = 0;
    for (Block.Crowd crowd : Block.Crowd.values()) {
      visits += block.visits(crowd);
    }
    double least = Math.max(LEAST_REQUESTS, TOP_TALKER * visits);
    Map<Long, Deeds.Deed> steady = new LinkedHashMap<>(new Deeds(block, row -> true).byClient());
    steady.values().removeIf(deed -> deed.requests < least || !isSteady(deed, block));
    if (steady.isEmpty()) {
      return List.of();
    }
    Map<Long, Double> entries = Deeds.requests(block, row -> isEntry(rows, row));
    Map<Long, Double> refused = Deeds.requests(block, row -> isRefused(rows, row));
    Map<Long, Double> failed = Deeds.requests(block, row -> rows.status(row) >= 499);
    Map<Long, Deeds.Deed> monitors = new LinkedHashMap<>();
    Map<Long, Deeds.Deed> doubtful = new LinkedHashMap<>();
    steady.forEach(
        (client, deed) -> {
          boolean welcome =
              refused.getOrDefault(client, 0.0) <= MOST_REFUSED * deed.requests
                  && failed.getOrDefault(client, 0.0) <= MOST_FAILED * deed.requests;
          boolean slow = deed.requests <= SLOW_PER_MINUTE * block.minutes();
          if (entries.getOrDefault(client, 0.0) <= MOST_ENTRIES * deed.requests) {
            (welcome || slow ? monitors : doubtful).put(client, deed);
          }
        });
    List<Suspicion> found = new ArrayList<>();
    add(found, block, doubtful, Judgement.UNCLEAR);
    add(found, block, monitors, Judgement.BENIGN);
    return found;
  }

  private static boolean isSteady(Deeds.Deed deed, Block block) {
    return deed.paths() <= MOST_PATHS
        && deed.last - deed.first >= STEADY * (block.toMicros - block.fromMicros);
  }

  private static void add(
      List<Suspicion> found, Block block, Map<Long, Deeds.Deed> clients, Judgement judgement) {
    Sample rows =
        Rows.of(
            block,
            row -> clients.containsKey(block.rows.client(row)) && isByProgram(block.rows, row));
    if (rows.size() < LEAST_REQUESTS / 2) {
      return;
    }
    int paths = clients.values().stream().mapToInt(Deeds.Deed::paths).max().orElse(0);
    List<String> reasons = new ArrayList<>();
    reasons.add(reason(clients.size(), paths, rows.totalWeight(), block));
    if (judgement == Judgement.UNCLEAR) {
      reasons.add(
          "they were refused or failed: a check of your own may lack its password, or somebody"
              + " tries passwords");
    }
    found.add(
        new Suspicion(
            rows,
            rows.totalWeight(),
            EnumSet.of(Attribute.SOURCE, Attribute.PATH, Attribute.USER_AGENT),
            Kind.OWN_MONITOR,
            judgement,
            Optional.empty(),
            reasons));
  }

  private static String reason(int sources, int paths, double requests, Block block) {
    return Wording.of(sources, "source", "sources")
        + " asked for "
        + (sources == 1 ? "" : "at most ")
        + Wording.of(paths, "path", "paths")
        + (sources == 1 ? "" : " each")
        + " again and again, all the time: "
        + Wording.requests(requests, block);
  }

  /// A program that says that it is a monitor, and asks for what is made for monitors.
  private static boolean isDeclaredCheck(Sample rows, int row) {
    return rows.agentClass(row) == UserAgentClass.MONITOR
        && rows.pathClass(row) == PathClass.SERVICE;
  }

  private static boolean isEntry(Sample rows, int row) {
    return !isDeclaredCheck(rows, row)
        && (rows.isPost(row) || rows.pathClass(row) == PathClass.LOGIN);
  }

  private static boolean isRefused(Sample rows, int row) {
    int status = rows.status(row);
    return !isDeclaredCheck(rows, row) && status >= 400 && status < 499;
  }

  private static boolean isByProgram(Sample rows, int row) {
    return switch (rows.agentClass(row)) {
      case MONITOR, EMPTY, TOOL, OTHER -> true;
      case BROWSER, CRAWLER, FEED_READER -> rows.pathClass(row) == PathClass.SERVICE;
    };
  }
}

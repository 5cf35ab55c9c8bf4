package org.gabion.core.detect;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.window.Sample;

/// Sees clients that ask for many different paths that are not there: somebody looks for weak
/// places, however slowly.
final class ScanDetector implements Detector {
  private static final int LEAST_PATHS = 12;
  private static final int MANY_PATHS = 40;
  private static final double MOSTLY = 0.5;
  private static final double PROBES = 0.15;

  @Override
  public List<Suspicion> step(Block block, Baseline baseline) {
    if (block.minutes() < 5) {
      return List.of();
    }
    Sample rows = block.rows;
    Set<Long> scanners = new HashSet<>();
    double requests = 0;
    int paths = 0;
    Deeds deeds = new Deeds(block, row -> isMissing(rows.status(row)));
    if (!deeds.anyWithPaths(LEAST_PATHS)) {
      return List.of();
    }
    Map<Long, Double> visits = Deeds.requests(block, block::isVisit);
    for (Map.Entry<Long, Deeds.Deed> each : deeds.byClient().entrySet()) {
      Deeds.Deed deed = each.getValue();
      if (scans(deed, visits.getOrDefault(each.getKey(), 0.0))) {
        scanners.add(each.getKey());
        requests += deed.requests;
        paths = Math.max(paths, deed.paths());
      }
    }
    if (scanners.isEmpty()) {
      return List.of();
    }
    Sample theirs = Rows.of(block, row -> scanners.contains(rows.client(row)));
    String reason =
        String.format(
            Locale.ROOT,
            "%d sources asked for up to %d different paths each that are not there: %.0f requests"
                + " in %.0f min",
            scanners.size(),
            paths,
            requests,
            block.minutes());
    return theirs.size() == 0
        ? List.of()
        : List.of(
            new Suspicion(
                theirs,
                theirs.totalWeight(),
                EnumSet.of(
                    Attribute.SOURCE, Attribute.USER_AGENT, Attribute.PREFIX, Attribute.ASSETS),
                Kind.SCAN,
                Judgement.ATTACK,
                Optional.empty(),
                List.of(reason)));
  }

  private static boolean isMissing(int status) {
    return status >= 400 && status < 499;
  }

  private static boolean scans(Deeds.Deed deed, double visits) {
    boolean mostly = deed.requests >= MOSTLY * visits;
    boolean probing = deed.probes >= PROBES * deed.requests;
    return mostly
        && (deed.paths() >= MANY_PATHS && !deed.declared || deed.paths() >= LEAST_PATHS && probing);
  }
}

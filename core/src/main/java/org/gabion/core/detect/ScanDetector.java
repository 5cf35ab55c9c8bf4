package org.gabion.core.detect;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.window.Sample;

/// Sees clients that ask for many different paths that are not there: somebody looks for weak
/// places, however slowly.
///
/// Parts of pages do not count, nor what wants a login or comes too fast: a reader's browser asks
/// for these by itself. Who comes by links is a reader on a site with dead links, unless it fetches
/// no part of any page, and the links lead to many places that only scanners ask for.
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
    Deeds deeds = new Deeds(block, row -> block.isVisit(row) && isMissing(rows.status(row)));
    if (!deeds.anyWithPaths(LEAST_PATHS)) {
      return List.of();
    }
    Set<Long> scanners = new HashSet<>();
    double requests = 0;
    int paths = 0;
    Block usual = baseline.block();
    boolean referersTell = Referers.tell(usual, usual::isVisit);
    Map<Long, Double> visits = Deeds.requests(block, block::isVisit);
    for (Map.Entry<Long, Deeds.Deed> each : deeds.byClient().entrySet()) {
      Deeds.Deed deed = each.getValue();
      boolean mostly = deed.requests >= MOSTLY * visits.getOrDefault(each.getKey(), 0.0);
      if (mostly && scans(deed, referersTell)) {
        scanners.add(each.getKey());
        requests += deed.requests;
        paths = Math.max(paths, deed.paths());
      }
    }
    if (scanners.isEmpty()) {
      return List.of();
    }
    Sample theirs = Rows.of(block, row -> scanners.contains(rows.client(row)));
    return List.of(
        new Suspicion(
            theirs,
            theirs.totalWeight(),
            EnumSet.of(Attribute.SOURCE, Attribute.USER_AGENT, Attribute.PREFIX, Attribute.ASSETS),
            Kind.SCAN,
            Judgement.ATTACK,
            Optional.empty(),
            List.of(reason(scanners.size(), paths, requests, block))));
  }

  private static String reason(int sources, int paths, double requests, Block block) {
    return Wording.of(sources, "source", "sources")
        + " asked for paths that were not found or not allowed, "
        + (sources == 1 ? "" : "the busiest of them for ")
        + "at least "
        + paths
        + " different ones: "
        + Wording.requests(requests, block);
  }

  /// Answers that tell that there is nothing for the client; not those that ask it to log in or to
  /// slow down, or that it did not wait for.
  private static boolean isMissing(int status) {
    return status >= 400 && status < 499 && status != 401 && status != 429;
  }

  private static boolean scans(Deeds.Deed deed, boolean referersTell) {
    if (referersTell && deed.linked >= MOSTLY * deed.requests) {
      // Addresses of uploaded files look like probes where another software ran the site before.
      boolean probing = deed.probes - deed.fileProbes >= PROBES * deed.requests;
      return probing && !deed.fetchesAssets && deed.paths() >= MANY_PATHS;
    }
    boolean reader = !referersTell && deed.fetchesAssets;
    boolean probing = deed.probes >= PROBES * deed.requests;
    return probing && deed.paths() >= (reader ? MANY_PATHS : LEAST_PATHS)
        || deed.paths() >= MANY_PATHS && !deed.declared && !reader;
  }
}

package org.gabion.lab.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gabion.lab.site.SiteFigures;

/// What one run, with or without the guard, came to.
///
/// @param calm readers' visits that began before the flood
/// @param stormy readers' visits that began while the flood ran
/// @param flood what the flood sent and got
/// @param floodSeconds how long it ran
/// @param site what the site saw during the flood
record RunResult(
    List<Visit> calm,
    List<Visit> stormy,
    FloodFigures flood,
    double floodSeconds,
    SiteFigures site) {

  RunResult {
    calm = List.copyOf(calm);
    stormy = List.copyOf(stormy);
  }

  /// Share of the visits, 0 to 1, that were served; 0 when there were none.
  static double okShare(List<Visit> visits) {
    return visits.isEmpty()
        ? 0
        : (double) visits.stream().filter(Visit::served).count() / visits.size();
  }

  /// Milliseconds until a page was complete, at a share (0 to 1) of the visits. A page that never
  /// was complete counts as the reader's whole patience, however soon the error came.
  static double pageMillis(List<Visit> visits, double share) {
    if (visits.isEmpty()) {
      return 0;
    }
    long[] nanos =
        visits.stream()
            .mapToLong(v -> v.served() ? v.tookNanos() : Readers.PATIENCE.toNanos())
            .toArray();
    Arrays.sort(nanos);
    int at = (int) Math.ceil(share * nanos.length) - 1;
    return nanos[Math.max(at, 0)] / 1e6;
  }

  double readersOk() {
    return okShare(stormy);
  }

  /// Bogus visits that were sent and did not reach the site.
  long turnedAway() {
    return Math.max(0, flood.sent() - site.bogusRequests());
  }

  double sentPerSecond() {
    return floodSeconds <= 0 ? 0 : flood.sent() / floodSeconds;
  }

  /// Share of the page requests that reached the site and got its "overloaded".
  double overloadedShare() {
    long pages = site.turnedBusy() + site.rendered();
    return pages == 0 ? 0 : (double) site.turnedBusy() / pages;
  }

  /// What went wrong for readers during the flood, each trouble with its count.
  Map<String, Long> troubles() {
    return stormy.stream()
        .flatMap(v -> v.trouble().stream())
        .collect(Collectors.groupingBy(t -> t, java.util.TreeMap::new, Collectors.counting()));
  }
}

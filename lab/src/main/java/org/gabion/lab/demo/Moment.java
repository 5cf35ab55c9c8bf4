package org.gabion.lab.demo;

import java.time.Duration;
import java.util.List;

/// What the live view shows at one moment. Rates are per second over the last second.
///
/// @param guarded the run with the guard, else the one without
/// @param flooding the flood is on
/// @param readerPages readers' pages finished in the last five seconds
/// @param readerPagesOk how many of them were complete
/// @param pageP95 milliseconds, over the same pages
/// @param siteLoad share of the site's capacity in use, 0 to 1
/// @param guardDoes what the guard says it is doing and why
/// @param history share of readers' pages that came, second by second; -1 where none finished
record Moment(
    boolean guarded,
    boolean flooding,
    Duration elapsed,
    Duration total,
    int readerPages,
    int readerPagesOk,
    double pageP95,
    double bogusPerSecond,
    double awayPerSecond,
    double atSitePerSecond,
    double siteP50,
    double siteP95,
    double siteLoad,
    String guardDoes,
    List<Double> history) {

  Moment {
    history = List.copyOf(history);
  }

  double readersOk() {
    return readerPages == 0 ? 0 : (double) readerPagesOk / readerPages;
  }
}

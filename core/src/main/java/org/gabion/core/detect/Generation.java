package org.gabion.core.detect;

import java.util.Optional;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;

/// What was learnt from a week of calm minutes or less: samples of what came, and how much came in
/// which hour of the week. The counts are of the very minutes that the samples are of, so what they
/// say fits together. Not thread safe.
final class Generation {
  static final int HOURS = 168;

  private final WindowSummary summary;
  private final double[] hourVisits = new double[HOURS];
  private final long[] hourMinutes = new long[HOURS];
  private long minutes;
  private double visits;
  private double squares;
  private double strayed;
  private double foretold;

  Generation(WindowConfig shape) {
    this.summary = WindowSummary.history(shape);
  }

  /// Learns a minute.
  ///
  /// @param hour of the week
  void learn(int hour, Optional<WindowSummary> minute) {
    minute.ifPresent(summary::mergeFrom);
    double came = minute.map(WindowSummary::visits).orElse(0L);
    minutes++;
    visits += came;
    squares += came * came;
    hourVisits[hour] += came;
    hourMinutes[hour]++;
  }

  /// Learns how far the visits of a minute were from what the minutes before it foretold.
  void learnStray(double came, double level) {
    strayed += (came - level) * (came - level) - came;
    foretold += level * level;
  }

  long minutes() {
    return minutes;
  }

  double visits() {
    return visits;
  }

  /// Sum of the squares of visits a minute.
  double squares() {
    return squares;
  }

  /// Sum of the squares by which visits a minute differed from what was foretold, beyond Poisson's.
  double strayed() {
    return strayed;
  }

  /// Sum of the squares of what was foretold.
  double foretold() {
    return foretold;
  }

  double visits(int hour) {
    return hourVisits[hour];
  }

  long minutes(int hour) {
    return hourMinutes[hour];
  }

  WindowSummary summary() {
    return summary;
  }
}

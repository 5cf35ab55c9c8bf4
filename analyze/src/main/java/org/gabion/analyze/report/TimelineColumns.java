package org.gabion.analyze.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gabion.analyze.report.Analysis.Timeline;

/// A timeline brought to so many columns as can be drawn, by adding neighbours up. Immutable.
final class TimelineColumns {
  private static final long[] TICKS = {
    60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800
  };
  private static final int MOST_TICKS = 5;
  private static final long DAY = 86_400;

  private final Instant from;
  private final long seconds;
  private final long[] all;
  private final long[][] matched;

  private TimelineColumns(Instant from, long seconds, long[] all, long[][] matched) {
    this.from = from;
    this.seconds = seconds;
    this.all = all;
    this.matched = matched;
  }

  static TimelineColumns of(Timeline timeline, int most) {
    int together = Math.max(1, Math.ceilDiv(timeline.all().size(), most));
    long[][] matched = new long[timeline.matched().size()][];
    for (int row = 0; row < matched.length; row++) {
      matched[row] = sums(timeline.matched().get(row), together);
    }
    return new TimelineColumns(
        timeline.from(),
        timeline.bucketSeconds() * together,
        sums(timeline.all(), together),
        matched);
  }

  private static long[] sums(List<Long> counts, int together) {
    long[] sums = new long[Math.ceilDiv(counts.size(), together)];
    for (int i = 0; i < counts.size(); i++) {
      sums[i / together] += counts.get(i);
    }
    return sums;
  }

  int size() {
    return all.length;
  }

  int incidents() {
    return matched.length;
  }

  /// The length of a column.
  long seconds() {
    return seconds;
  }

  double minutes() {
    return seconds / 60.0;
  }

  Instant start(int column) {
    return from.plusSeconds(seconds * column);
  }

  long all(int column) {
    return all[column];
  }

  long matched(int incident, int column) {
    return matched[incident][column];
  }

  /// Requests of any incident. One that belongs to two incidents counts twice.
  long matched(int column) {
    long sum = 0;
    for (long[] row : matched) {
      sum += row[column];
    }
    return sum;
  }

  /// Requests of no incident.
  long others(int column) {
    return Math.max(0, all[column] - matched(column));
  }

  /// The highest column as it is drawn.
  long most() {
    long most = 0;
    for (int i = 0; i < all.length; i++) {
      most = Math.max(most, others(i) + matched(i));
    }
    return most;
  }

  /// The column with most requests.
  int peak() {
    int peak = 0;
    for (int i = 1; i < all.length; i++) {
      peak = all[i] > all[peak] ? i : peak;
    }
    return peak;
  }

  long median() {
    long[] sorted = all.clone();
    Arrays.sort(sorted);
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  double perMinute(long requests) {
    return requests / minutes();
  }

  /// Where a time stands, in per cent of the whole.
  double percent(Instant time) {
    double length = (double) seconds * Math.max(1, size());
    return Math.clamp(100 * Duration.between(from, time).toMillis() / 1000.0 / length, 0, 100);
  }

  /// A time that the axis names.
  record Tick(double percent, String text) {}

  /// At most five round times, as a clock or calendar shows them.
  List<Tick> ticks() {
    long length = seconds * size();
    long step = TICKS[TICKS.length - 1];
    for (int i = TICKS.length - 1; i >= 0 && length / TICKS[i] <= MOST_TICKS; i--) {
      step = TICKS[i];
    }
    while (length / step > MOST_TICKS) {
      step *= 2;
    }
    List<Tick> ticks = new ArrayList<>();
    long first = Math.ceilDiv(from.getEpochSecond(), step) * step;
    for (long at = first; at <= from.getEpochSecond() + length; at += step) {
      Instant time = Instant.ofEpochSecond(at);
      String text = at % DAY == 0 ? Wording.dayOfMonth(time) : Wording.minuteOfDay(time);
      ticks.add(new Tick(percent(time), text));
    }
    return ticks;
  }
}

package org.gabion.analyze;

import java.util.HashMap;
import java.util.Map;

/// Requests by second, in bounded memory: beyond a number of different seconds they are kept by the
/// minute, and so on by twice as long, while the greatest number in a second stays known. Merges in
/// any order as long as seconds are kept. Not thread safe.
final class TimeCounts {
  /// Different seconds kept, unless fewer are wanted.
  static final int MOST = 50_000;

  private static final int MINUTE = 60;

  private final int most;
  private final Map<Long, Long> counts = new HashMap<>();

  /// Seconds that one count is for.
  private long width = 1;

  private long peak;

  /// Takes the first second of a stretch, since 1970, and its count.
  interface Consumer {
    void accept(long second, long count);
  }

  TimeCounts() {
    this(MOST);
  }

  TimeCounts(int most) {
    this.most = most;
  }

  void add(long second) {
    add(second, 1);
  }

  /// @param second since 1970
  void add(long second, long count) {
    long sum = counts.merge(Math.floorDiv(second, width), count, Long::sum);
    if (width == 1) {
      peak = Math.max(peak, sum);
    }
    if (counts.size() > most) {
      widen(width == 1 ? MINUTE : 2 * width);
    }
  }

  private void widen(long to) {
    Map<Long, Long> narrow = Map.copyOf(counts);
    long before = width;
    counts.clear();
    width = to;
    narrow.forEach(
        (index, count) -> counts.merge(Math.floorDiv(index * before, to), count, Long::sum));
  }

  void merge(TimeCounts other) {
    if (other.width > width) {
      widen(other.width);
    }
    peak = Math.max(peak, other.peak);
    other.each(this::add);
  }

  void each(Consumer consumer) {
    counts.forEach((index, count) -> consumer.accept(index * width, count));
  }

  /// The most in one second.
  long peak() {
    return peak;
  }
}

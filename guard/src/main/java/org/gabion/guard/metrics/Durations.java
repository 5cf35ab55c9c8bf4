package org.gabion.guard.metrics;

/// Latency histograms with fixed buckets, one per series; merging is adding. One writer.
final class Durations {
  /// Upper bounds of the buckets in microseconds, inclusive; one more bucket holds the rest.
  static final long[] BOUNDS = {
    25,
    50,
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
    2_500_000,
    5_000_000,
    10_000_000,
    30_000_000,
    60_000_000
  };

  static final int BUCKETS = BOUNDS.length + 1;

  private final Tallies counts;
  private final Tallies sums;

  Durations(int series) {
    this.counts = new Tallies(series * BUCKETS);
    this.sums = new Tallies(series);
  }

  void record(int series, long micros) {
    long value = Math.max(0, micros);
    int bucket = 0;
    // Most durations fall into the first buckets: a scan beats a binary search.
    while (bucket < BOUNDS.length && value > BOUNDS[bucket]) {
      bucket++;
    }
    counts.add(series * BUCKETS + bucket, 1);
    sums.add(series, value);
  }

  /// Adds one series' buckets to `into`.
  ///
  /// @return the sum of the series in microseconds
  long addTo(int series, long[] into) {
    for (int i = 0; i < BUCKETS; i++) {
      into[i] += counts.at(series * BUCKETS + i);
    }
    return sums.at(series);
  }

  long bytes() {
    return counts.bytes() + sums.bytes();
  }
}

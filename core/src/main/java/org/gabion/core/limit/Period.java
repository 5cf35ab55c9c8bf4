package org.gabion.core.limit;

/// Sums windows until there are enough answers to judge by. Not thread safe.
final class Period {
  long nanos;
  int samples;
  int failures;
  int maxInFlight;
  private double latency;
  private double expected;

  void add(ConcurrencyLimit.Window w) {
    nanos += w.nanos();
    samples += w.samples();
    failures += w.failures();
    maxInFlight = Math.max(maxInFlight, w.maxInFlight());
    latency += (double) w.samples() * w.meanLatencyNanos();
    // Without expectations every request counts as one, and the floor takes the unit of the
    // latency.
    expected += (double) w.samples() * (w.meanExpectedNanos() == 0 ? 1 : w.meanExpectedNanos());
  }

  void clear() {
    nanos = 0;
    samples = 0;
    failures = 0;
    maxInFlight = 0;
    latency = 0;
    expected = 0;
  }

  int outcomes() {
    return samples + failures;
  }

  /// Nanoseconds; 0 without answers.
  double meanLatency() {
    return samples == 0 ? 0 : latency / samples;
  }

  /// Time taken over time expected; more than 0 if there are answers.
  double relativeLatency() {
    return Math.max(latency, 1) / Math.max(expected, 1);
  }
}

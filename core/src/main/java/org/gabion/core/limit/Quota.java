package org.gabion.core.limit;

/// How much one key may use: a steady rate and a burst on top, in the terms of the Generic Cell
/// Rate Algorithm.
///
/// What a unit is (a request, a connection, a microsecond of the origin's time) is the caller's
/// choice.
///
/// @param intervalNanos the time one unit takes to be forgiven: one second divided by the rate; at
///   least 1
/// @param toleranceNanos the backlog that is allowed: the burst times the interval; at least one
///   interval
public record Quota(long intervalNanos, long toleranceNanos) {
  /// A year; anything longer could overflow the arithmetic of debts.
  private static final long MAX_NANOS = 365L * 86_400L * 1_000_000_000L;

  /// @throws IllegalArgumentException if a bound is broken
  public Quota {
    if (intervalNanos < 1 || intervalNanos > MAX_NANOS) {
      throw new IllegalArgumentException("interval out of range: " + intervalNanos + " ns");
    }
    if (toleranceNanos < intervalNanos || toleranceNanos > MAX_NANOS) {
      throw new IllegalArgumentException("tolerance out of range: " + toleranceNanos + " ns");
    }
  }

  /// A quota of `rate` units a second, and at most `burst` units at once from rest.
  ///
  /// @throws IllegalArgumentException unless the rate is above 0 and at most 1e9 and the burst is
  ///   at least 1
  public static Quota perSecond(double rate, double burst) {
    if (!(rate > 0 && rate <= 1e9) || !(burst >= 1)) {
      throw new IllegalArgumentException("no quota of " + rate + "/s with a burst of " + burst);
    }
    long interval = Math.clamp(Math.round(1e9 / rate), 1, MAX_NANOS);
    return new Quota(interval, Math.clamp(Math.round(interval * burst), interval, MAX_NANOS));
  }

  /// The time that `units` take to be forgiven, without overflow: at most a year.
  long cost(long units) {
    return units >= MAX_NANOS / intervalNanos ? MAX_NANOS : Math.max(0, units) * intervalNanos;
  }

  /// The largest debt that is remembered: however much was charged, a key that stops is forgiven
  /// after this time.
  long maxDebt() {
    return Math.min(MAX_NANOS, 4 * toleranceNanos);
  }
}

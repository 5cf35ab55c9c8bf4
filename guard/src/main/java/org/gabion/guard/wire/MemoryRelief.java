package org.gabion.guard.wire;

/// Frees memory that answers to slow readers hold, before there is none left for anybody: while
/// direct memory is nearly used up, the rate at which a reader must take its answer rises step by
/// step, so that the slowest are closed first.
///
/// One writer: an event loop, a few times a second. The rate never goes beyond {@value #MOST_RATE}
/// bytes a second, which a real reader of a large answer reaches.
final class MemoryRelief {
  static final long MOST_RATE = 64 << 10;
  private static final long FIRST_RATE = 1 << 10;
  private static final long STEP_NANOS = 1_000_000_000L;
  private static final double HIGH = 0.75;
  private static final double LOW = 0.5;

  private long rate;
  private long steppedAt;

  /// The limits in force now.
  ///
  /// @param used direct memory in use
  /// @param most that may be used
  ConnectionLimits limits(ConnectionLimits normal, long used, long most, long now) {
    boolean high = used > HIGH * most;
    if (rate == 0 && !high) {
      return normal;
    }
    if (rate == 0) {
      rate = FIRST_RATE;
      steppedAt = now;
    } else if (now - steppedAt >= STEP_NANOS) {
      steppedAt = now;
      if (high) {
        rate = Math.min(MOST_RATE, 2 * rate);
      } else if (used < LOW * most) {
        rate = rate > FIRST_RATE ? rate / 2 : 0;
      }
    }
    return rate == 0 ? normal : normal.withLeastRead(rate, STEP_NANOS);
  }
}

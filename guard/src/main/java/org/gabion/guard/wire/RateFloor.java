package org.gabion.guard.wire;

/// What slow clients hold, buffers and connections to origins, is bounded: while it is nearly used
/// up, the rates at which clients must send and take rise step by step, so that the slowest are
/// closed first.
///
/// One writer: an event loop, a few times a second. The rates never go beyond what a real reader's
/// line does.
final class RateFloor {
  static final long MOST_READ = 16 << 10;
  private static final long FIRST_READ = 1 << 10;

  /// Lines take faster than they send, and phones pause.
  private static final int READ_PER_BODY = 16;

  private static final long GRACE_NANOS = 2_000_000_000L;
  private static final long STEP_NANOS = 1_000_000_000L;

  private long rate;
  private long steppedAt;

  /// The limits in force now.
  ///
  /// @param scarce whether something is nearly used up: the rates rise
  /// @param plenty whether there is enough of everything: they fall again
  ConnectionLimits limits(ConnectionLimits normal, boolean scarce, boolean plenty, long now) {
    if (rate == 0 && !scarce) {
      return normal;
    }
    if (rate == 0) {
      rate = FIRST_READ;
      steppedAt = now;
    } else if (now - steppedAt >= STEP_NANOS) {
      steppedAt = now;
      if (scarce) {
        rate = Math.min(MOST_READ, 2 * rate);
      } else if (plenty) {
        rate = rate > FIRST_READ ? rate / 2 : 0;
      }
    }
    return rate == 0 ? normal : normal.withLeastRates(rate, rate / READ_PER_BODY, GRACE_NANOS);
  }
}

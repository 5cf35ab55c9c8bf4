package org.gabion.guard.gate;

/// What one event loop saw of one site's origin since it last reported; one writer, that loop.
///
/// Times below {@value #UNNOTICED_MICROS} microseconds count as that much: nobody notices such a
/// wait, and in answers so quick most of the time is that of event loops and sockets, ours too,
/// which says nothing about the origin (the target delay of CoDel; Nichols and Jacobson,
/// "Controlling queue delay", 2012).
public final class SiteLoad {
  static final long UNNOTICED_MICROS = 5_000;

  int samples;
  long latencyMicros;
  long expectedMicros;
  int failures;
  int ended;
  int maxInFlight;

  /// An answer began after `micros`; without load it was expected after `expected`.
  public void answered(long micros, long expected, int inFlight) {
    samples++;
    ended++;
    latencyMicros += Math.max(micros, UNNOTICED_MICROS);
    expectedMicros += Math.max(expected, UNNOTICED_MICROS);
    maxInFlight = Math.max(maxInFlight, inFlight);
  }

  /// The origin failed under a request: no connection, timeout, broken answer, 502 to 504.
  public void failed() {
    failures++;
    ended++;
  }

  void clear() {
    samples = 0;
    latencyMicros = 0;
    expectedMicros = 0;
    failures = 0;
    ended = 0;
    maxInFlight = 0;
  }
}

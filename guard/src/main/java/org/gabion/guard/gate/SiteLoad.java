package org.gabion.guard.gate;

/// What one event loop saw of one site's origin since it last reported; one writer, that loop.
public final class SiteLoad {
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
    latencyMicros += micros;
    expectedMicros += expected;
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

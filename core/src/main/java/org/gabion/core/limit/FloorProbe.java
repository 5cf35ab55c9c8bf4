package org.gabion.core.limit;

/// Measures how long requests take without load, while the limit is always used up: lowers the
/// limit, waits until the origin has drained and what had waited in it is answered, then takes the
/// mean of about 20 answers. Not thread safe.
final class FloorProbe {
  private static final long SECOND = 1_000_000_000L;
  private static final long INTERVAL = 15 * SECOND;
  private static final long SUSPICION = 2 * SECOND;
  private static final int ENOUGH_SAMPLES = 20;
  private static final int LEAST_SAMPLES = 5;

  /// A probe may take one part in this many of the time, at half the throughput.
  private static final int RARITY = 25;

  private enum Phase {
    NONE,
    DRAIN,
    SETTLE,
    MEASURE
  }

  private final Period measured = new Period();
  private Phase phase = Phase.NONE;
  private long sinceLast;
  private boolean urged;
  private double limitAtLast;
  private int limit;
  private long roundTrip;
  private int settled;
  private long inPhase;

  /// Time goes by.
  void pass(long nanos) {
    sinceLast += nanos;
  }

  boolean running() {
    return phase != Phase.NONE;
  }

  /// The next use of the whole limit starts a probe.
  void urge() {
    urged = true;
  }

  /// Whether the floor itself is suspect: the limit has halved since the last probe, and requests
  /// still take long.
  boolean isSuspect(double exactLimit) {
    return exactLimit <= limitAtLast / 2 && sinceLast >= SUSPICION;
  }

  /// Whether to probe now, the limit being used up.
  ///
  /// @param period tells how long a probe would take: until the limit's worth and 20 more were
  ///   answered at half speed
  boolean isDue(double exactLimit, Period period) {
    double cost = 2 * (ENOUGH_SAMPLES + exactLimit / 3) * period.nanos / period.samples;
    return urged || sinceLast >= Math.max(INTERVAL, RARITY * cost);
  }

  void start(int probeLimit, double meanLatency) {
    phase = Phase.DRAIN;
    limit = probeLimit;
    roundTrip = (long) Math.min(meanLatency, 5.0 * SECOND);
    settled = 0;
    urged = false;
    inPhase = 0;
    measured.clear();
  }

  /// The limit that holds while probing.
  int limit() {
    return limit;
  }

  /// The limit after the last probe.
  double limitAtLast() {
    return limitAtLast;
  }

  /// Takes in a window; true when done, with or without a result.
  boolean step(ConcurrencyLimit.Window w) {
    inPhase += w.nanos();
    switch (phase) {
      case NONE -> {
        return true;
      }
      case DRAIN -> {
        if (w.maxInFlight() <= limit) {
          enter(Phase.SETTLE);
        }
        return inPhase > 4 * roundTrip + 2 * SECOND;
      }
      case SETTLE -> {
        // What is in the origin now may have waited there; it is not to be counted.
        settled += w.samples() + w.failures();
        if (settled >= limit) {
          enter(Phase.MEASURE);
        }
        return inPhase > 4 * roundTrip + 2 * SECOND;
      }
      case MEASURE -> {
        measured.add(w);
        int wanted = inPhase > 2 * roundTrip + SECOND ? LEAST_SAMPLES : ENOUGH_SAMPLES;
        return measured.samples >= wanted || inPhase > 5 * roundTrip + SECOND;
      }
    }
    return true;
  }

  private void enter(Phase next) {
    phase = next;
    inPhase = 0;
  }

  boolean hasResult() {
    return phase == Phase.MEASURE && measured.samples >= LEAST_SAMPLES;
  }

  double result() {
    return measured.relativeLatency();
  }

  /// @param again the floor fell much: one probe more, because this one may have been too high
  ///   still
  void finish(double exactLimit, boolean again) {
    phase = Phase.NONE;
    limitAtLast = exactLimit;
    sinceLast = 0;
    urged = again;
  }
}

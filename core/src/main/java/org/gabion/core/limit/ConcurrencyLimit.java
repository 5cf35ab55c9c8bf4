package org.gabion.core.limit;

/// How many requests the origin is given at once, found out from how long it takes: enough to keep
/// it busy, so few that the queue stands in the guard, where it can be ordered, and not in the
/// origin.
///
/// By Little's law, if N requests are in the origin and take r times as long as they would alone, N
/// / r of them are being worked on and the rest wait there (TCP Vegas, Brakmo and Peterson 1995,
/// reads a path's queue the same way). Once a round trip the limit is set to `limit * min(1,
/// tolerance / r) + allowance`, the rule of Netflix' concurrency-limits (Gradient2), which settles
/// at `tolerance * capacity + allowance`: about one and a half times what the origin works on.
///
/// What is bent:
/// - r is a ratio of sums, time taken over time expected for the same requests ([RouteCosts]); so a
///   change from cheap assets to dear pages is no load. Without expectations it is the mean time
///   itself.
/// - The time without load (the floor) is a mean, not a minimum: the minimum of random times says
///   nothing. It follows the measurements whenever few requests are in the origin. While the limit
///   stays used up there are none such, so every 10 s or more the limit is halved below capacity
///   until about 20 answers came (as BBR does, Cardwell et al. 2016); this costs at most about 3 %
///   of the throughput. So a site that is slow for reasons of its own is not strangled.
/// - If the limit fell by half and requests still take long, load is not the reason: the floor is
///   measured at once, and if that was it, the limit returns to where it was.
/// - Grows only if it was used up. If it was not, it falls only for a clear queue; below half of it
///   nothing changes.
/// - Failures: if nearly all fail, the limit halves down to 1; if some do, it falls to what the
///   origin works on and no lower, for one broken page must not take the others along. Then it
///   doubles up to half of what it was, as TCP's slow start does.
///
/// What is counted in flight must be what the times measure. One writer calls [#onWindow]; any
/// thread reads.
public final class ConcurrencyLimit {
  private static final double TOLERANCE = 1.5;
  private static final int ENOUGH_SAMPLES = 20;
  private static final long SECOND = 1_000_000_000L;
  private static final long MAX_PERIOD_NANOS = 30 * SECOND;
  private static final double FAILURE_SHARE = 0.1;

  /// Calm traffic comes in bursts: only what is clearly a queue lowers a limit that nobody meets.
  private static final double UNUSED_TOLERANCE = 2;

  private static final double LOWER = 0.8;
  private static final double NO_QUEUE_SHARE = 0.7;
  private static final double MOSTLY_FAILING = 0.9;

  private final int ceiling;
  private final Period period = new Period();
  private final FloorProbe probe = new FloorProbe();

  private double exact;
  private double floor = Double.NaN;
  private double smoothed = Double.NaN;
  private double resumeBelow;
  private int sentBefore;

  /// The relative latency when a probe for suspicion began; else not a number.
  private double suspected = Double.NaN;

  private volatile int limit;
  private volatile double loadRatio = 1;

  /// What happened in one stretch of time, over all event loops.
  ///
  /// @param nanos how long it was
  /// @param samples answers of the origin that came
  /// @param meanLatencyNanos how long those took, from being sent to the origin
  /// @param meanExpectedNanos how long the same were expected to take ([RouteCosts#cost]); 0 if not
  ///   known
  /// @param maxInFlight the most requests that were in the origin at one moment
  /// @param failures requests the origin failed under: refused, timed out, 502 to 504
  public record Window(
      long nanos,
      int samples,
      long meanLatencyNanos,
      long meanExpectedNanos,
      int maxInFlight,
      int failures) {
    /// @throws IllegalArgumentException if something is negative, or no time passed
    public Window {
      if (nanos <= 0 || samples < 0 || meanLatencyNanos < 0 || meanExpectedNanos < 0) {
        throw new IllegalArgumentException("no such window");
      }
      if (maxInFlight < 0 || failures < 0) {
        throw new IllegalArgumentException("no such window");
      }
    }
  }

  /// @param initial the limit before anything was measured
  /// @param ceiling the limit is never above
  /// @throws IllegalArgumentException unless 1 <= initial <= ceiling
  public ConcurrencyLimit(int initial, int ceiling) {
    if (initial < 1 || initial > ceiling) {
      throw new IllegalArgumentException("initial " + initial + ", ceiling " + ceiling);
    }
    this.ceiling = ceiling;
    this.exact = initial;
    this.limit = initial;
  }

  /// The limit now; from 1 to the ceiling.
  public int limit() {
    return limit;
  }

  /// How many times longer than without load requests take, at least 1.
  public double loadRatio() {
    return loadRatio;
  }

  /// Takes in what happened since the last call; about ten times a second.
  public void onWindow(Window w) {
    probe.pass(w.nanos());
    if (probe.running()) {
      onProbeWindow(w);
      return;
    }
    if (sentBefore > 0) {
      sentBefore -= w.samples() + w.failures();
      return;
    }
    period.add(w);
    if (isEnough()) {
      adjust();
      period.clear();
    } else if (period.nanos >= MAX_PERIOD_NANOS) {
      period.clear();
    }
  }

  // A round trip at least, or the limit would move again before its last move can be seen.
  private boolean isEnough() {
    int wanted = isRecovering() ? Math.min(ENOUGH_SAMPLES, 2 * limit) : ENOUGH_SAMPLES;
    double roundTrip = period.meanLatency();
    return period.outcomes() >= wanted
        ? period.nanos >= roundTrip
        : period.outcomes() > 0 && period.nanos >= 2 * Math.max(roundTrip, SECOND);
  }

  private boolean isRecovering() {
    return exact < resumeBelow;
  }

  private void adjust() {
    double before = exact;
    boolean used = period.maxInFlight >= limit - limit / 10;
    if (period.samples > 0) {
      measure();
    }
    double failing = period.failures / (double) period.outcomes();
    if (failing > FAILURE_SHARE) {
      onFailures(failing);
    } else if (2 * period.maxInFlight >= limit) {
      onLoad(used);
    }
    // Answers to what was sent under the higher limit say nothing about the lower one.
    sentBefore = exact < 0.9 * before ? period.maxInFlight : 0;
    if (period.samples > 0 && used && startsProbe()) {
      limit = probe.limit();
    } else {
      publish();
    }
  }

  private boolean startsProbe() {
    if (loadRatio > TOLERANCE && (probe.isSuspect(exact) || isImpossible())) {
      // If requests do not wait in the origin, half as many will take as long.
      suspected = period.relativeLatency();
      probe.start((int) Math.max(1, exact / 2), period.meanLatency());
      return true;
    }
    if (probe.isDue(exact, period)) {
      suspected = Double.NaN;
      int few = (int) (exact / Math.max(TOLERANCE, loadRatio) / 2);
      probe.start(Math.max(1, few), period.meanLatency());
      return true;
    }
    return false;
  }

  // The origin works on one request at least, so nobody waits longer than for all the others.
  private boolean isImpossible() {
    return period.relativeLatency() > 2.0 * period.maxInFlight * floor;
  }

  private void measure() {
    double x = period.relativeLatency();
    double weight = Math.min(1, period.samples / (3.0 * ENOUGH_SAMPLES));
    smoothed = Double.isNaN(smoothed) ? x : smoothed + weight * (x - smoothed);
    boolean idle = period.maxInFlight <= Math.max(1, limit / 3);
    if (Double.isNaN(floor)) {
      floor = x;
      if (!idle) {
        probe.urge();
      }
    } else if (x < floor || idle) {
      floor += (x < floor ? 0.2 : 0.05) * weight * (x - floor);
    }
    loadRatio = Math.max(1, smoothed / floor);
  }

  private void onLoad(boolean used) {
    double tolerance = used ? TOLERANCE : UNUSED_TOLERANCE;
    double gradient = Math.clamp(tolerance / loadRatio, 0.5, 1);
    double allowance = Math.max(1, Math.sqrt(exact) / 2);
    if (used && gradient == 1 && isRecovering()) {
      exact = Math.min(resumeBelow, 2 * exact);
    } else {
      exact = exact * gradient + (used ? allowance : 0);
      resumeBelow = gradient < 1 ? 0 : resumeBelow;
    }
    exact = Math.clamp(exact, 1, ceiling);
  }

  private void onFailures(double failing) {
    resumeBelow = Math.max(resumeBelow, exact / 2);
    smoothed = Double.NaN;
    double least = failing > MOSTLY_FAILING ? 1 : Math.max(1, exact / loadRatio);
    exact = Math.max(Math.min(exact, least), exact * (1 - failing / 2));
  }

  private void onProbeWindow(Window w) {
    if (!probe.step(w)) {
      limit = probe.limit();
      return;
    }
    double before = floor;
    if (probe.hasResult()) {
      onProbeResult(probe.result());
    }
    probe.finish(exact, floor <= LOWER * before);
    smoothed = Double.NaN;
    period.clear();
    publish();
  }

  private void onProbeResult(double x) {
    boolean stale =
        Double.isNaN(suspected) ? x > TOLERANCE * floor : x > NO_QUEUE_SHARE * suspected;
    if (stale) {
      floor = x;
      exact = Math.max(exact, probe.limitAtLast());
    } else if (!Double.isNaN(suspected) || x < LOWER * floor) {
      floor = Math.min(floor, x);
    } else {
      floor = (floor + x) / 2;
    }
  }

  private void publish() {
    limit = (int) Math.clamp(exact, 1, ceiling);
  }
}

package org.gabion.core.limit;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

/// An origin of `workers` that take requests in order of arrival, behind a guard that holds a
/// [ConcurrencyLimit]; in simulated time. Not thread safe.
final class OriginSimulation {
  private static final long WINDOW = 100_000_000L;

  private record Job(long sent, long done, boolean dear, boolean failed) {}

  final ConcurrencyLimit limit;
  private final SplittableRandom random;
  private final PriorityQueue<Job> inService =
      new PriorityQueue<>((a, b) -> Long.compare(a.done, b.done));
  private final ArrayDeque<Job> waiting = new ArrayDeque<>();

  int workers;

  /// Draws a service time in nanoseconds; the argument tells whether the request is a dear one.
  ServiceTime service;

  /// Chance of a request to be dear.
  double dear;

  /// Requests a second that come; infinite if the guard always has some waiting.
  double arrivals = Double.POSITIVE_INFINITY;

  /// Whether every answer is a failure.
  boolean failing;

  /// What the guard expects a request to take; 0 if it does not know.
  ToLongFunction<Boolean> expected = isDear -> 0;

  long now;
  long completed;
  private long nextArrival;
  private int inFlight;
  private int pending;

  interface ServiceTime {
    long draw(SplittableRandom random, boolean dear);
  }

  OriginSimulation(ConcurrencyLimit limit, long seed, int workers, ServiceTime service) {
    this.limit = limit;
    this.random = new SplittableRandom(seed);
    this.workers = workers;
    this.service = service;
  }

  static ServiceTime constant(long nanos) {
    return (random, dear) -> nanos;
  }

  static ServiceTime exponential(long mean) {
    return (random, dear) -> Math.max(1, (long) (-Math.log(1 - random.nextDouble()) * mean));
  }

  /// Runs for some time.
  ///
  /// @return the mean limit meanwhile
  double run(double seconds) {
    long end = now + (long) (seconds * 1e9);
    double sum = 0;
    int windows = 0;
    while (now < end) {
      window();
      sum += limit.limit();
      windows++;
    }
    return sum / windows;
  }

  private void window() {
    long end = now + WINDOW;
    int samples = 0;
    int failures = 0;
    double latency = 0;
    double expectation = 0;
    admit();
    int most = inFlight;
    while (true) {
      long done = inService.isEmpty() ? Long.MAX_VALUE : inService.peek().done;
      long arrival = Double.isInfinite(arrivals) ? Long.MAX_VALUE : nextArrival;
      long next = Math.min(done, arrival);
      if (next > end) {
        break;
      }
      now = next;
      if (done <= arrival) {
        Job job = inService.remove();
        inFlight--;
        if (job.failed) {
          failures++;
        } else {
          samples++;
          completed++;
          latency += now - job.sent;
          expectation += expected.applyAsLong(job.dear);
        }
        serve();
      } else {
        pending = Math.min(100_000, pending + 1);
        nextArrival = now + (long) (-Math.log(1 - random.nextDouble()) * 1e9 / arrivals);
      }
      admit();
      most = Math.max(most, inFlight);
    }
    now = end;
    limit.onWindow(
        new ConcurrencyLimit.Window(
            WINDOW,
            samples,
            samples == 0 ? 0 : (long) (latency / samples),
            samples == 0 ? 0 : (long) (expectation / samples),
            most,
            failures));
  }

  private void admit() {
    while (inFlight < limit.limit() && (Double.isInfinite(arrivals) || pending > 0)) {
      pending -= Double.isInfinite(arrivals) ? 0 : 1;
      inFlight++;
      waiting.add(new Job(now, 0, random.nextDouble() < dear, failing));
      serve();
    }
  }

  private void serve() {
    while (inService.size() < workers && !waiting.isEmpty()) {
      Job job = waiting.remove();
      long time = job.failed ? 1_000_000 : service.draw(random, job.dear);
      inService.add(new Job(job.sent, now + time, job.dear, job.failed));
    }
  }

  void startArrivals(double perSecond) {
    arrivals = perSecond;
    nextArrival = now;
    pending = 0;
  }
}

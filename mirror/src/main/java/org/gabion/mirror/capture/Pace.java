package org.gabion.mirror.capture;

import java.time.Duration;

/// Keeps requests apart: no two are sent closer together than the interval, so that no second has
/// more than the rate, and there are no bursts. Safe for use by several threads.
final class Pace {
  private static final long SECOND = 1_000_000_000L;

  private final Timing timing;
  private long interval;
  private long next;

  /// @param requestsPerSecond a higher one than the ceiling counts as the ceiling
  Pace(double requestsPerSecond, Timing timing) {
    this.timing = timing;
    double rate = Math.min(requestsPerSecond, CrawlLimits.MOST_REQUESTS_PER_SECOND);
    this.interval = (long) Math.ceil(SECOND / rate);
    this.next = timing.nanos();
  }

  /// Asks for more room between requests, never for less.
  void slowDown(Duration leastInterval) {
    synchronized (this) {
      interval = Math.max(interval, leastInterval.toNanos());
    }
  }

  /// Nobody sends before this time is over.
  void pause(Duration time) {
    synchronized (this) {
      next = Math.max(next, timing.nanos() + time.toNanos());
    }
  }

  /// Waits until the caller may send one request.
  void awaitTurn() throws InterruptedException {
    long turn;
    synchronized (this) {
      turn = Math.max(next, timing.nanos());
      next = turn + interval;
    }
    timing.sleepUntil(turn);
  }
}

package org.gabion.mirror.capture;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The time that a crawl goes by: the machine's, or a simulated one. Safe for use by several
/// threads.
interface Timing {
  /// Nanoseconds since some moment; never fewer than before.
  long nanos();

  /// Waits until that moment.
  void sleepUntil(long nanos) throws InterruptedException;

  default void sleep(Duration time) throws InterruptedException {
    sleepUntil(nanos() + time.toNanos());
  }

  /// The machine's time.
  static Timing ofMachine() {
    return new Timing() {
      private final long start = System.nanoTime();

      @Override
      public long nanos() {
        return System.nanoTime() - start;
      }

      @Override
      public void sleepUntil(long nanos) throws InterruptedException {
        for (long left = nanos - nanos(); left > 0; left = nanos - nanos()) {
          TimeUnit.NANOSECONDS.sleep(left);
        }
      }
    };
  }
}

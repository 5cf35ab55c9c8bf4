package org.gabion.mirror.wire;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Closes what takes too long, whatever it is waiting for: a peer that sends a byte now and then
/// outlives every time-out of a single read. One thread of its own; safe for use by several.
public final class Deadlines implements AutoCloseable {
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("deadlines").factory());

  public Deadlines() {
    timer.setRemoveOnCancelPolicy(true);
  }

  /// A deadline that stands until it is closed.
  interface Deadline extends AutoCloseable {
    @Override
    void close();
  }

  /// Closes something after a time, unless the deadline is closed first.
  Deadline after(Duration time, Closeable what) {
    ScheduledFuture<?> planned =
        timer.schedule(() -> end(what), time.toNanos(), TimeUnit.NANOSECONDS);
    return () -> planned.cancel(false);
  }

  private static void end(Closeable what) {
    try {
      what.close();
    } catch (IOException e) {
      // Whoever waits for it is told by its own fault.
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}

package org.gabion.lab.site;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// The site's capacity: a fixed number of workers, each busy for the page time with every page, and
/// a bounded queue before them, as an application server has it. The time is spent waiting (a
/// database, a disk), not computing, so that the machine stays free for the guard and the load.
/// Safe for every thread.
final class Workers implements AutoCloseable {
  private final long pageNanos;
  private final ThreadPoolExecutor pool;

  Workers(int workers, int waiting, Duration pageTime) {
    this.pageNanos = pageTime.toNanos();
    ThreadFactory named = Thread.ofPlatform().name("worker-", 0).daemon().factory();
    this.pool =
        new ThreadPoolExecutor(
            workers, workers, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(waiting), named);
  }

  /// The page once a worker has made it, or a failure with [RejectedExecutionException] at once
  /// when the queue is full.
  CompletableFuture<Content> make(Supplier<Content> page) {
    return CompletableFuture.supplyAsync(
        () -> {
          occupy();
          return page.get();
        },
        pool);
  }

  private void occupy() {
    long until = System.nanoTime() + pageNanos;
    long left = pageNanos;
    while (left > 0 && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, left);
      left = until - System.nanoTime();
    }
  }

  @Override
  public void close() {
    pool.shutdownNow();
  }
}

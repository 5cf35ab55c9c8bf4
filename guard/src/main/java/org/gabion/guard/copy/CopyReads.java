package org.gabion.guard.copy;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// Reads copies on threads of their own, never on an event loop: so many at once, and so much of
/// them in memory, as the configuration allows. Thread safe.
///
/// A reader's page holds memory from its first piece until its last is handed on, as much as its
/// largest piece takes. Large pieces stop at three quarters, so that slow readers of large files
/// leave room for pages.
public final class CopyReads {
  /// A page of this size or less is handed on at once, and holds memory for the blink of a read.
  static final int SMALL = 64 << 10;

  private final Semaphore places;
  private final AtomicLong held = new AtomicLong();
  private final long memory;

  /// @param most reads at once
  /// @param memory bytes of pieces that readers' answers may hold together
  public CopyReads(int most, long memory) {
    this.places = new Semaphore(most);
    this.memory = memory;
  }

  /// Runs a reader's first read, unless as many run as may; those that are due to go on come before
  /// it.
  ///
  /// @return whether it will run
  public boolean begin(Runnable read) {
    if (places.hasQueuedThreads() || !places.tryAcquire()) {
      return false;
    }
    run(read);
    return true;
  }

  /// Runs the next read of an answer under way, when it is its turn. Answers under way hold memory,
  /// which bounds how many wait here.
  public void goOn(Runnable read) {
    start(
        () -> {
          places.acquireUninterruptibly();
          perform(read);
        });
  }

  private void run(Runnable read) {
    try {
      start(() -> perform(read));
    } catch (RuntimeException | Error notStarted) {
      places.release();
      throw notStarted;
    }
  }

  private static void start(Runnable task) {
    Thread.ofVirtual().name("gabion-copy").start(task);
  }

  private void perform(Runnable read) {
    try {
      read.run();
    } finally {
      places.release();
    }
  }

  /// Takes memory for a page's pieces; false if there is not enough left.
  boolean reserve(long bytes) {
    long limit = bytes > SMALL ? memory / 4 * 3 : memory;
    long now = held.get();
    while (now + bytes <= limit) {
      if (held.compareAndSet(now, now + bytes)) {
        return true;
      }
      now = held.get();
    }
    return false;
  }

  public void release(long bytes) {
    held.addAndGet(-bytes);
  }

  /// Bytes of pieces that answers hold now.
  public long held() {
    return held.get();
  }
}

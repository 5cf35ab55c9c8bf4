package org.gabion.mirror.upload;

/// Lets a number of bytes a second pass, and makes whoever is ahead wait. Safe for use by several
/// threads.
final class RateCap {
  private static final long SECOND = 1_000_000_000L;

  private final long bytesPerSecond;
  private boolean used;
  private long due;

  /// @param bytesPerSecond 0 for no bound
  RateCap(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /// Waits until these bytes may be sent.
  void await(long bytes) throws InterruptedException {
    long wait = reserve(bytes, System.nanoTime());
    if (wait > 0) {
      Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
    }
  }

  /// How many nanoseconds to wait.
  synchronized long reserve(long bytes, long now) {
    if (bytesPerSecond == 0) {
      return 0;
    }
    // The clock's zero may lie ahead: nothing is due before the first file.
    long from = !used || due - now < 0 ? now : due;
    used = true;
    due = from + (long) ((double) bytes / bytesPerSecond * SECOND);
    return from - now;
  }
}

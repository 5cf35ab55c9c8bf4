package org.gabion.mirror.node;

/// How many bytes a second may be sent: a virtual clock that runs ahead with each byte (GCRA, ITU-T
/// I.371), with a second's worth of burst. Safe for use by several threads.
final class ByteBudget {
  private static final long SECOND = 1_000_000_000L;

  private final long bytesPerSecond;
  private boolean used;
  private long due;

  /// @param bytesPerSecond 0 for no bound
  ByteBudget(long bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /// Takes some bytes if they may be sent now.
  ///
  /// @param now in nanoseconds, of a clock that never goes back
  synchronized boolean take(long bytes, long now) {
    if (bytesPerSecond == 0) {
      return true;
    }
    // The clock's zero may lie ahead: nothing is due before the first bytes.
    if (used && due - now > SECOND) {
      return false;
    }
    long from = !used || due - now < 0 ? now : due;
    used = true;
    due = from + (long) ((double) bytes / bytesPerSecond * SECOND);
    return true;
  }
}

package org.gabion.guard.wire;

import org.gabion.guard.GuardConfig;

/// How much one HTTP/2 connection may ask for that serves nobody, measured against what it let us
/// complete.
///
/// Each kind is a purse: full at the start, emptied by one per event, refilled by each completed
/// request and by one per second (so that a quiet connection may ping for hours), never above twice
/// its first content. What floods a server with frames (CVE-2019-9512 to 9518, CVE-2023-44487,
/// CVE-2025-8671) empties one within a round trip; a browser that cancels half of what it asked for
/// never does. One event loop.
final class Http2Budget {
  /// What costs us work and brings nobody an answer.
  enum Waste {
    /// The peer reset a stream.
    RESET,
    /// The peer sent a request that we had to refuse as malformed, or for which we had to reset a
    /// stream.
    FAULT,
    SETTINGS,
    PING,
    /// A frame without content or effect.
    EMPTY
  }

  private static final int UPDATES_PER_DATA_FRAME = 2;
  private static final int MAX_UPDATES = 1000;
  private static final long SECOND = 1_000_000_000L;

  private final double[] left = new double[Waste.values().length];
  private final double[] full = new double[Waste.values().length];
  private final double[] perRequest = new double[Waste.values().length];
  private int updates;
  private long refilledAt;

  Http2Budget(GuardConfig.Http2Limits limits, long now) {
    purse(Waste.RESET, limits.freeResets(), limits.resetsPerRequest());
    purse(Waste.FAULT, limits.freeResets(), limits.resetsPerRequest());
    purse(Waste.SETTINGS, limits.freeSettings(), limits.settingsPerRequest());
    purse(Waste.PING, limits.freePings(), limits.pingsPerRequest());
    purse(Waste.EMPTY, limits.freeEmptyFrames(), limits.emptyFramesPerRequest());
    this.refilledAt = now;
  }

  private void purse(Waste waste, int free, double ratio) {
    left[waste.ordinal()] = free;
    full[waste.ordinal()] = 2.0 * free;
    perRequest[waste.ordinal()] = ratio;
  }

  /// Counts one event.
  ///
  /// @return whether it is still within the budget
  boolean spend(Waste waste) {
    return --left[waste.ordinal()] >= 0;
  }

  /// A request was answered to its end.
  void completed() {
    for (int i = 0; i < left.length; i++) {
      left[i] = Math.min(full[i], left[i] + perRequest[i]);
    }
  }

  /// We sent DATA of a size that was ours to choose: the peer may answer it with a WINDOW_UPDATE
  /// for the stream and one for the connection.
  void sentData() {
    updates = Math.min(MAX_UPDATES, updates + UPDATES_PER_DATA_FRAME);
  }

  /// The peer opened a window.
  ///
  /// @return whether it is still within the budget
  boolean windowUpdate() {
    if (updates > 0) {
      updates--;
      return true;
    }
    return spend(Waste.EMPTY);
  }

  /// Refills by time; called a few times a second.
  void tick(long now) {
    long seconds = (now - refilledAt) / SECOND;
    if (seconds > 0) {
      refilledAt += seconds * SECOND;
      for (int i = 0; i < left.length; i++) {
        left[i] = Math.min(full[i], left[i] + seconds);
      }
    }
  }
}

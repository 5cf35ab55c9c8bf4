package org.gabion.guard.log;

import java.util.List;
import org.gabion.core.window.Observation;

/// One event loop's side of the access log. One writer: that event loop.
///
/// Renders into memory of its own; never blocks, never throws, allocates nothing once it runs.
public final class LoopLog {
  private final BlockRing[] rings;
  private final long flushNanos;

  LoopLog(List<BlockRing> rings, long flushNanos) {
    this.rings = rings.toArray(new BlockRing[0]);
    this.flushNanos = flushNanos;
  }

  /// Writes down a finished request, also one that was refused or malformed. Everything is copied
  /// before it returns.
  public void append(Observation observation) {
    for (BlockRing ring : rings) {
      ring.append(observation);
    }
  }

  /// Hands over lines that have waited for the flush interval. To be called every 100 to 250 ms.
  ///
  /// @param nowNanos from [System#nanoTime]
  public void tick(long nowNanos) {
    for (BlockRing ring : rings) {
      ring.flush(nowNanos, flushNanos);
    }
  }

  /// Hands over every line. Called by the event loop when it ends, before [AccessLog#close].
  public void close() {
    for (BlockRing ring : rings) {
      ring.publish();
    }
  }
}

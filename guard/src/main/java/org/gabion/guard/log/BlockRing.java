package org.gabion.guard.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.gabion.core.window.Observation;
import org.jspecify.annotations.Nullable;

/// The blocks that one event loop fills for one file, in a ring: Lamport's queue for one writer and
/// one reader ("Specifying Concurrent Program Modules", 1983), so that neither ever waits for the
/// other.
///
/// The event loop calls [#append], [#flush], [#publish]; the writer thread [#peek], [#release]; any
/// thread the counters. When every block is full a line is dropped and counted, and the next block
/// begins with a gap record. Memory is fixed at construction.
final class BlockRing {
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;
  private static final VarHandle DROPPED;

  /// Room for a gap record at the start of a block.
  static final int GAP_BYTES = 128;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      HEAD = lookup.findVarHandle(BlockRing.class, "head", long.class);
      TAIL = lookup.findVarHandle(BlockRing.class, "tail", long.class);
      DROPPED = lookup.findVarHandle(BlockRing.class, "dropped", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LineFormat format;
  private final Block[] blocks;
  private final Runnable wakeWriter;

  /// Blocks published so far; written by the loop.
  private long head;

  /// Blocks given back so far; written by the writer thread.
  private long tail;

  private long dropped;

  private @Nullable Block current;
  private long gapLines;
  private long gapFrom;
  private long gapTo;
  private boolean aged;
  private long agedSince;

  BlockRing(LineFormat format, int blocks, int blockBytes, Runnable wakeWriter) {
    this.format = format;
    this.wakeWriter = wakeWriter;
    this.blocks = new Block[blocks];
    for (int i = 0; i < blocks; i++) {
      this.blocks[i] = new Block(blockBytes);
    }
  }

  /// Renders one line into the current block.
  void append(Observation observation) {
    Block block = current;
    if (block == null || block.room() < format.roughBound(observation)) {
      block = blockFor(observation);
      if (block == null) {
        drop(observation);
        return;
      }
    }
    try {
      block.length = format.render(observation, block.bytes, block.length);
      block.lines++;
    } catch (RuntimeException e) {
      // A fault in here must not cost a reader the answer; what was rendered of the line is behind
      // `length` and is overwritten.
      drop(observation);
    }
  }

  /// The current block if the line fits by the close bound, else the next one; null if it fits
  /// nowhere or no block is free.
  private @Nullable Block blockFor(Observation observation) {
    int bound = format.bound(observation);
    Block block = current;
    if (block != null && block.room() >= bound) {
      return block;
    }
    if (bound > blocks[0].bytes.length - GAP_BYTES) {
      return null;
    }
    publish();
    return next();
  }

  private void drop(Observation observation) {
    long time = observation.startMicros;
    gapFrom = gapLines == 0 ? time : Math.min(gapFrom, time);
    gapTo = gapLines == 0 ? time : Math.max(gapTo, time);
    gapLines++;
    DROPPED.setOpaque(this, dropped + 1);
  }

  private @Nullable Block next() {
    if (head - (long) TAIL.getAcquire(this) == blocks.length) {
      return null;
    }
    Block block = blocks[(int) (head % blocks.length)];
    block.clear();
    if (gapLines > 0) {
      block.length = format.renderGap(gapLines, gapFrom, gapTo, block.bytes, 0);
      gapLines = 0;
    }
    current = block;
    return block;
  }

  /// Publishes the current block once it has waited for `interval`. Called by the loop several
  /// times a second.
  void flush(long nowNanos, long interval) {
    if (current == null && gapLines > 0) {
      next();
    }
    Block block = current;
    if (block == null || block.length == 0) {
      aged = false;
    } else if (!aged) {
      aged = true;
      agedSince = nowNanos;
    } else if (nowNanos - agedSince >= interval) {
      publish();
    }
  }

  /// Hands the current block to the writer, if there is anything in it.
  void publish() {
    Block block = current;
    if (block != null && block.length > 0) {
      current = null;
      aged = false;
      HEAD.setRelease(this, head + 1);
      wakeWriter.run();
    }
  }

  /// The oldest block that waits for the writer; null if none does.
  @Nullable Block peek() {
    return (long) HEAD.getAcquire(this) == tail ? null : blocks[(int) (tail % blocks.length)];
  }

  /// Gives the block that [#peek] returned back to the loop.
  void release() {
    TAIL.setRelease(this, tail + 1);
  }

  /// Lines lost so far.
  long dropped() {
    return (long) DROPPED.getOpaque(this);
  }

  /// Memory of the blocks.
  long bytes() {
    return (long) blocks.length * blocks[0].bytes.length;
  }
}

package org.gabion.guard.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Journal;
import org.gabion.core.request.KnownHeader;
import org.gabion.guard.GuardConfig;
import org.jspecify.annotations.Nullable;

/// The access log: event loops render lines into blocks of their own ([LoopLog]), one thread writes
/// full or old blocks to the files.
///
/// Lossless, or counted: a line that finds no free block is dropped, and a gap record tells how
/// many and when. A disk that fails is tried again each second with the same blocks, while serving
/// goes on; the journal hears of it, and of drops, at most once in ten seconds. Memory is fixed.
public final class AccessLog implements AutoCloseable {
  private static final int MIN_BLOCK = 64 * 1024;
  private static final int MIN_BLOCKS = 3;
  private static final long IDLE_NANOS = Duration.ofMillis(100).toNanos();
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long TELL_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

  /// One file, its format and the rings that feed it. Used by the writer thread.
  private static final class Stream {
    final LogFile file;
    final Supplier<LineFormat> format;
    final List<BlockRing> rings = new CopyOnWriteArrayList<>();
    long retryAt;

    /// Not open, or the last write failed: nothing is written before `retryAt`.
    boolean down = true;

    long tellAt;

    Stream(LogFile file, Supplier<LineFormat> format) {
      this.file = file;
      this.format = format;
    }
  }

  private final List<Stream> streams = new ArrayList<>();
  private final Journal journal;
  private final long flushNanos;
  private final int loops;
  private final int blockBytes;
  private final int blocksPerRing;
  private final Thread writer;
  private int loopsMade;
  private volatile boolean closing;
  private volatile long failures;
  private volatile long bytesWritten;
  private long droppedTold;
  private long tellDropsAt;

  /// Starts the writer thread, if there is anything to write.
  ///
  /// @param maxHeadBytes the largest request head, which decides how large a block must be so that
  ///   any line fits
  /// @param loops how many event loops will ask for a [LoopLog]
  /// @param version Gabion's, for the first line of a file
  public AccessLog(
      GuardConfig.AccessLog config,
      int maxHeadBytes,
      int loops,
      String version,
      NameTable sites,
      NameTable origins,
      Journal journal,
      InstantSource clock) {
    this.journal = journal;
    this.loops = loops;
    this.flushNanos = config.flushInterval().toNanos();
    config
        .json()
        .ifPresent(
            path -> {
              LogFile file = new LogFile(path, () -> schema(version, clock));
              streams.add(new Stream(file, () -> new JsonLine(sites, origins)));
            });
    config
        .combined()
        .ifPresent(
            path ->
                streams.add(new Stream(new LogFile(path, () -> new byte[0]), CombinedLine::new)));
    int widest = Ascii.MAX_ESCAPED * maxHeadBytes + JsonLine.ROUGH + BlockRing.GAP_BYTES;
    this.blockBytes = Math.max(MIN_BLOCK, (widest + 4095) & -4096);
    int rings = Math.max(1, loops * streams.size());
    this.blocksPerRing = Math.max(MIN_BLOCKS, config.queueBytes() / rings / blockBytes);
    this.writer = Thread.ofPlatform().daemon().name("gabion-access-log").unstarted(this::run);
    if (!streams.isEmpty()) {
      long now = System.nanoTime();
      tellDropsAt = now;
      streams.forEach(stream -> stream.retryAt = stream.tellAt = now);
      writer.start();
    }
  }

  private static byte[] schema(String version, InstantSource clock) {
    StringBuilder line =
        new StringBuilder("{\"schema\":\"gabion.access/1\",\"version\":\"").append(version);
    long micros = clock.millis() * 1000;
    line.append("\",\"opened\":").append(micros).append(",\"header_bits\":[");
    for (KnownHeader header : KnownHeader.values()) {
      line.append(header.ordinal() == 0 ? "\"" : ",\"").append(header.lowerCase()).append('"');
    }
    return line.append("]}\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /// A new event loop's side of the log.
  ///
  /// @throws IllegalStateException if more are asked for than were announced
  public synchronized LoopLog newLoop() {
    if (loopsMade == loops) {
      throw new IllegalStateException("the access log was made for " + loops + " event loops");
    }
    loopsMade++;
    List<BlockRing> rings = new ArrayList<>();
    for (Stream stream : streams) {
      BlockRing ring =
          new BlockRing(
              stream.format.get(), blocksPerRing, blockBytes, () -> LockSupport.unpark(writer));
      stream.rings.add(ring);
      rings.add(ring);
    }
    return new LoopLog(rings, flushNanos);
  }

  /// Opens the files anew, for example after they were renamed: lines before this call go to the
  /// old file, except those not yet flushed.
  public void reopen() {
    streams.forEach(stream -> stream.file.reopen());
    LockSupport.unpark(writer);
  }

  /// Lines lost so far, over all files.
  public long dropped() {
    long sum = 0;
    for (Stream stream : streams) {
      for (BlockRing ring : stream.rings) {
        sum += ring.dropped();
      }
    }
    return sum;
  }

  /// How often a file could not be opened or written.
  public long failures() {
    return failures;
  }

  /// Bytes written so far, over all files.
  public long bytesWritten() {
    return bytesWritten;
  }

  /// Memory of all blocks.
  public long bytes() {
    long sum = 0;
    for (Stream stream : streams) {
      for (BlockRing ring : stream.rings) {
        sum += ring.bytes();
      }
    }
    return sum;
  }

  private void run() {
    while (true) {
      // Read before draining: what was handed over before `close` is then seen.
      boolean last = closing;
      long now = System.nanoTime();
      boolean busy = false;
      for (Stream stream : streams) {
        busy |= drain(stream, now, last);
      }
      tellDrops(now);
      if (last && !busy) {
        streams.forEach(stream -> stream.file.close());
        return;
      }
      if (!busy) {
        LockSupport.parkNanos(this, IDLE_NANOS);
      }
    }
  }

  /// Writes what waits for this file.
  ///
  /// @return whether there was anything
  private boolean drain(Stream stream, long now, boolean last) {
    if (stream.down && !last && now - stream.retryAt < 0) {
      return false;
    }
    boolean busy = false;
    try {
      if (stream.down || stream.file.reopenDue()) {
        stream.file.current();
        stream.down = false;
      }
      for (BlockRing ring : stream.rings) {
        for (Block block = ring.peek(); block != null; block = ring.peek()) {
          write(stream, block);
          ring.release();
          busy = true;
        }
      }
    } catch (IOException e) {
      fail(stream, e, now);
    }
    return busy;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void write(Stream stream, Block block) throws IOException {
    int before = block.written;
    stream.file.write(block);
    bytesWritten += block.length - before;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void fail(Stream stream, IOException cause, long now) {
    failures++;
    stream.down = true;
    stream.retryAt = now + RETRY_NANOS;
    if (now - stream.tellAt >= 0) {
      stream.tellAt = now + TELL_NANOS;
      journal.record(new Event.LogFailed(stream.file.path().toString(), words(cause)));
    }
  }

  private static String words(IOException cause) {
    @Nullable String message = cause.getMessage();
    return Optional.ofNullable(message)
        .map(text -> cause.getClass().getSimpleName() + ": " + text)
        .orElse(cause.getClass().getSimpleName());
  }

  private void tellDrops(long now) {
    long dropped = dropped();
    if (dropped > droppedTold && now - tellDropsAt >= 0) {
      journal.record(new Event.AccessLogDropped(dropped - droppedTold));
      droppedTold = dropped;
      tellDropsAt = now + TELL_NANOS;
    }
  }

  /// Writes what the loops have handed over ([LoopLog#close]) and closes the files; gives up on a
  /// disk that does not take it within five seconds.
  @Override
  public void close() {
    if (streams.isEmpty()) {
      return;
    }
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(CLOSE_DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Our side of one HTTP/2 stream: the answer, as far as the reader's window lets it go (RFC 9113
/// section 5.2).
///
/// What waits is bounded by one read from the origin, because [Downstream#writable] is false while
/// anything waits. One event loop.
final class StreamOutput {
  /// A smaller frame than this says that the reader keeps its window tiny; it earns no
  /// WINDOW_UPDATE.
  private static final int EARNING_FRAME = 256;

  private final Http2Output output;
  private final Http2Stream stream;
  private final ArrayDeque<ByteBuf> pending = new ArrayDeque<>(2);
  private boolean open = true;
  private int window;
  private int pendingBytes;
  private boolean queued;
  private boolean ending;
  private ByteBuf trailers = Unpooled.EMPTY_BUFFER;
  private long remaining = -1;
  private long written;
  private @Nullable Pace pace;

  StreamOutput(Http2Output output, Http2Stream stream) {
    this.output = output;
    this.stream = stream;
    this.window = output.streamWindow();
  }

  boolean open() {
    return open;
  }

  /// Bytes of the answer, those that wait included.
  long written() {
    return written;
  }

  /// Writes an interim head.
  void interim(HeadWriter block) {
    output.frames().headers(stream.id(), block, false);
    output.wrote(block.length());
  }

  /// Writes the answer's head.
  ///
  /// @param length bytes of data that follow; 0 if the answer is whole with its head, -1 if not
  ///   known
  void head(HeadWriter block, long length) {
    remaining = length;
    output.frames().headers(stream.id(), block, length == 0);
    output.wrote(block.length());
    written += FrameReader.HEADER_BYTES + block.length();
    if (length == 0) {
      ended();
    }
  }

  void data(ByteBuf payload) {
    int count = payload.readableBytes();
    if (!open || count == 0) {
      payload.release();
      return;
    }
    written += count;
    if (remaining > 0) {
      remaining -= count;
    }
    boolean last = remaining == 0;
    if (pendingBytes == 0
        && count <= Math.min(window, FrameWriter.MAX_FRAME)
        && output.mayWrite(count)) {
      // An answer that fits goes straight into the connection's buffer, with its end in the same
      // frame.
      write(payload, count, last, true);
      payload.release();
    } else {
      pending.add(payload);
      pendingBytes += count;
      ending |= last;
      output.enqueue(this);
      output.pump(false);
    }
  }

  private void write(ByteBuf from, int count, boolean last, boolean ownChoice) {
    output.frames().data(stream.id(), from, count, last);
    window -= count;
    output.wroteData(count, ownChoice);
    if (last) {
      ended();
    }
  }

  /// Writes one frame of what waits.
  ///
  /// @return false if the windows are too small for one
  boolean writePending(boolean forced) {
    ByteBuf first = pending.peek();
    int allowed = Math.min(Math.min(window, output.window()), FrameWriter.MAX_FRAME);
    if (first == null || allowed <= 0 || !forced && cramped(allowed)) {
      return false;
    }
    int count = Math.min(first.readableBytes(), allowed);
    pendingBytes -= count;
    boolean drained = count == first.readableBytes();
    boolean last = ending && pendingBytes == 0 && !trailers.isReadable();
    write(first, count, last, drained || count >= EARNING_FRAME);
    if (drained) {
      pending.remove();
      first.release();
    }
    if (pendingBytes == 0 && open) {
      emptied();
    }
    return true;
  }

  /// Whether it is better to wait for more window; a reader whose windows are small from the start
  /// gets small frames.
  private boolean cramped(int allowed) {
    return allowed < Math.min(pendingBytes, Http2Output.USEFUL_FRAME)
        && allowed < output.streamWindow() / 2;
  }

  private void emptied() {
    if (ending) {
      writeEnd();
    } else {
      stream.drained();
    }
  }

  /// Ends an answer whose length was not known, or that has trailers.
  void end(ByteBuf trailerLines) {
    if (!open) {
      trailerLines.release();
      return;
    }
    trailers = trailerLines;
    ending = true;
    if (pendingBytes == 0) {
      writeEnd();
    }
  }

  private void writeEnd() {
    if (trailers.isReadable()) {
      HeadWriter block = stream.block();
      HpackWriter.lines(block, ByteBufUtil.getBytes(trailers));
      output.frames().headers(stream.id(), block, true);
    } else {
      output.frames().endData(stream.id());
    }
    releaseTrailers();
    ended();
  }

  private void ended() {
    open = false;
    stream.localEnd();
  }

  /// Drops what waits: the stream was reset.
  void drop() {
    open = false;
    pending.forEach(ByteBuf::release);
    pending.clear();
    pendingBytes = 0;
    ending = false;
    releaseTrailers();
  }

  private void releaseTrailers() {
    trailers.release();
    trailers = Unpooled.EMPTY_BUFFER;
  }

  // ---- its window and its turn

  boolean waits() {
    return pendingBytes > 0;
  }

  boolean canGoOn() {
    return pendingBytes > 0 && window > 0;
  }

  boolean queued() {
    return queued;
  }

  void queued(boolean now) {
    queued = now;
  }

  /// Opens the window that the reader gives, or closes it, by SETTINGS.
  ///
  /// @return whether it is still a window
  boolean openWindow(int delta) {
    long opened = (long) window + delta;
    window = (int) opened;
    return opened <= Integer.MAX_VALUE;
  }

  /// Whether the reader keeps the window too small to take this stream's share of the minimum rate;
  /// asked a few times a second.
  ///
  /// @param streams how many share the connection
  boolean readTooSlowly(long now, ConnectionLimits limits, int streams) {
    if (pendingBytes <= Math.max(window, 0)) {
      pace = null;
      return false;
    }
    long gone = written - pendingBytes;
    if (pace == null) {
      pace = new Pace(now, gone);
    }
    return pace.readsTooSlowly(now, gone, streams, limits);
  }
}

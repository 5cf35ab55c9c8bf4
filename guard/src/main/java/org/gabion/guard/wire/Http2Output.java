package org.gabion.guard.wire;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What one HTTP/2 connection sends: its frames, the window that the reader gives for all streams
/// together, and whose turn it is (RFC 9113 section 5.2).
///
/// Streams that must wait take turns, a frame each. One event loop.
final class Http2Output {
  static final int DEFAULT_WINDOW = 65_535;

  /// Less than this is not worth a frame while more waits: readers that give back each frame's
  /// bytes at once would cut the frames ever smaller. What waits for more window is sent anyway by
  /// the next sweep.
  static final int USEFUL_FRAME = 1024;

  private final EdgeLoop loop;
  private final Channel channel;
  private final Http2Budget budget;
  private final FrameWriter frames;
  private final ArrayDeque<StreamOutput> waiting = new ArrayDeque<>();
  private final Runnable flushNow = this::flushNow;
  private int window = DEFAULT_WINDOW;
  private int streamWindow = DEFAULT_WINDOW;
  private boolean firstBlock = true;
  private boolean flushAsked;
  private boolean pumping;
  private boolean stopped;
  private long written;
  private @Nullable Pace pace;

  Http2Output(EdgeLoop loop, Channel channel, Http2Budget budget) {
    this.loop = loop;
    this.channel = channel;
    this.budget = budget;
    this.frames = new FrameWriter(channel);
  }

  FrameWriter frames() {
    return frames;
  }

  /// Whether the next header block is the connection's first one; it is asked once per block.
  boolean firstBlock() {
    boolean first = firstBlock;
    firstBlock = false;
    return first;
  }

  // ---- windows

  int window() {
    return window;
  }

  /// The window that a new stream has.
  int streamWindow() {
    return streamWindow;
  }

  /// The reader's SETTINGS_INITIAL_WINDOW_SIZE.
  ///
  /// @return by how much the windows of streams change
  int changeStreamWindow(int initial) {
    int delta = initial - streamWindow;
    streamWindow = initial;
    return delta;
  }

  /// The reader gives more for the connection.
  ///
  /// @return whether it is still a window
  boolean openWindow(int increment) {
    window += increment;
    return window >= 0;
  }

  /// Whether this much may go out before that of others, who wait.
  boolean mayWrite(int count) {
    return count <= window && waiting.isEmpty() && channel.isWritable();
  }

  /// Data was written in a frame whose size was ours to choose, or was not.
  void wroteData(int count, boolean ownChoice) {
    window -= count;
    wrote(count);
    if (ownChoice) {
      budget.sentData();
    }
  }

  void wrote(int payload) {
    written += FrameReader.HEADER_BYTES + payload;
  }

  // ---- turns

  void enqueue(StreamOutput stream) {
    if (stream.canGoOn() && !stream.queued()) {
      stream.queued(true);
      waiting.add(stream);
    }
  }

  /// Writes what waits as far as windows and socket allow. `forced` sends small frames too.
  void pump(boolean forced) {
    if (pumping || waiting.isEmpty()) {
      return;
    }
    pumping = true;
    while (window > 0 && !stopped && channel.isWritable()) {
      StreamOutput stream = waiting.poll();
      if (stream == null) {
        break;
      }
      stream.queued(false);
      if (stream.writePending(forced)) {
        enqueue(stream);
      } else if (window < USEFUL_FRAME) {
        waiting.addFirst(stream);
        stream.queued(true);
        break;
      }
    }
    pumping = false;
    flushSoon();
  }

  boolean channelWritable() {
    return channel.isWritable();
  }

  // ---- the socket

  /// Sends what was written when the event loop is through with what it has at hand.
  void flushSoon() {
    if (!flushAsked) {
      flushAsked = true;
      loop.eventLoop().execute(flushNow);
    }
  }

  private void flushNow() {
    flushAsked = false;
    frames.flush();
    if (!stopped && Pace.inSocket(channel) > 2L * channel.config().getWriteBufferHighWaterMark()) {
      // Answers that nobody reads: no more requests until they are read.
      channel.config().setAutoRead(false);
    }
  }

  /// Whether the reader takes too slowly what is there for it; asked a few times a second.
  boolean readTooSlowly(long now, ConnectionLimits limits) {
    long inSocket = Pace.inSocket(channel);
    if (inSocket == 0 && waiting.isEmpty()) {
      pace = null;
      return false;
    }
    long gone = written - inSocket;
    if (pace == null) {
      pace = new Pace(now, gone);
    }
    return pace.readsTooSlowly(now, gone, 1, limits);
  }

  /// Nothing more of streams is sent.
  void stop() {
    stopped = true;
    waiting.clear();
    frames.settle();
  }

  void release() {
    stopped = true;
    frames.release();
  }
}

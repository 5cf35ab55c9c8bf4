package org.gabion.guard.wire;

/// The window that we give one HTTP/2 connection for the payload of all its requests together (RFC
/// 9113 section 5.2).
///
/// It bounds what one connection can make us hold while the origin is slow. One event loop.
final class Http2Input {
  /// The connection's window is this many streams' windows.
  private static final int STREAMS = 4;

  /// A frame on a stream that we shut counts for at least this much.
  private static final int LATE_FRAME = 64;

  private final Http2Output output;
  private final int streamWindow;
  private int window = Http2Output.DEFAULT_WINDOW;
  private int taken;
  private int late;
  private boolean stopped;

  /// @param streamWindow what a stream's window becomes once the origin takes its payload
  Http2Input(Http2Output output, int streamWindow) {
    this.output = output;
    // A client may send 65,535 bytes before it has seen our SETTINGS; less could not be held
    // against it.
    this.streamWindow = Math.max(Http2Output.DEFAULT_WINDOW, streamWindow);
  }

  int streamWindow() {
    return streamWindow;
  }

  /// Opens the window to its full size; the protocol begins with less.
  void widen() {
    long full = Math.min(Integer.MAX_VALUE, (long) streamWindow * STREAMS);
    open((int) full - window);
  }

  private void open(int more) {
    output.frames().windowUpdate(0, more);
    output.flushSoon();
    window += more;
  }

  /// Takes a DATA frame's length out of the window.
  ///
  /// @return whether it fits
  boolean fits(int length) {
    window -= length;
    return window >= 0;
  }

  /// Bytes were used, or dropped: the reader may send as many more.
  void took(int count) {
    taken += count;
    if (taken >= streamWindow / 2 && !stopped) {
      open(taken);
      taken = 0;
    }
  }

  /// Whether streams hold so much that others can not send.
  boolean starves() {
    return window < FrameWriter.MAX_FRAME;
  }

  /// A stream was shut before its reader was done: as much as its window allowed may still come.
  void shutEarly(int streamsWindow) {
    late = Math.min(window, late + streamsWindow);
  }

  /// Takes a frame on a stream that we shut.
  ///
  /// @return whether the reader may have sent it before it knew
  boolean late(int length) {
    late -= Math.max(length, LATE_FRAME);
    if (late >= 0) {
      return true;
    }
    late = 0;
    return false;
  }

  void stop() {
    stopped = true;
  }
}

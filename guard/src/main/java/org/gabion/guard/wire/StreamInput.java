package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/// The reader's side of one HTTP/2 stream: the request's payload, on its way to the origin at the
/// origin's pace (RFC 9113 section 5.2).
///
/// What is held is bounded by the window that the stream gave; the window opens again as the origin
/// takes. One event loop.
final class StreamInput {
  private static final int FIRST_HELD = 1024;

  private final Http2Connection connection;
  private final EdgeLoop loop;
  private final int id;
  private boolean open;
  private long announced = -1;
  private long received;
  private int window;
  private int taken;
  private @Nullable ByteBuf held;
  private ByteBuf trailers = Unpooled.EMPTY_BUFFER;
  private boolean endHeld;
  private boolean feeding;
  private long since;
  private long bytes;

  StreamInput(Http2Connection connection, EdgeLoop loop, int id, boolean open, long now) {
    this.connection = connection;
    this.loop = loop;
    this.id = id;
    this.open = open;
    this.window = connection.streamWindow();
    this.since = now;
  }

  boolean open() {
    return open;
  }

  /// What content-length says; -1 if nothing.
  void announce(long length) {
    announced = length;
  }

  /// Takes a DATA frame's length out of the window.
  ///
  /// @return whether it fits
  boolean fits(int length) {
    window -= length;
    return window >= 0;
  }

  /// Counts data that comes.
  ///
  /// @return whether content-length allows it
  boolean expects(int count) {
    received += count;
    bytes += count;
    return announced < 0 || received <= announced;
  }

  long received() {
    return received;
  }

  /// Whether all has come that was announced.
  boolean whole() {
    return announced < 0 || received == announced;
  }

  void drop(ByteBuf in, int count) {
    in.skipBytes(count);
    took(count);
  }

  /// Hands data to the exchange, or holds it until the exchange wants it.
  void pass(ByteBuf in, int count, Exchange to) {
    if (held == null && to.wantsBody()) {
      feed(in.readRetainedSlice(count), to);
      return;
    }
    if (held == null) {
      held = loop.allocator().directBuffer(Math.max(count, FIRST_HELD));
    }
    // Copied, because a slice of a few bytes would keep the whole buffer that they came in.
    held.writeBytes(in, count);
  }

  private void feed(ByteBuf payload, Exchange to) {
    int count = payload.readableBytes();
    feeding = true;
    to.body(payload);
    feeding = false;
    took(count);
  }

  /// Bytes are on their way to the origin, or dropped: the reader may send as many more.
  void took(int count) {
    connection.took(count);
    taken += count;
    if (open && taken >= connection.streamWindow() / 2) {
      connection.output().frames().windowUpdate(id, taken);
      connection.output().flushSoon();
      window += taken;
      taken = 0;
    }
  }

  /// The reader's side is whole; its exchange is told when it has got everything.
  void end(ByteBuf trailerLines, Exchange to) {
    open = false;
    boolean nothing = received == 0 && !trailerLines.isReadable();
    if (held == null && (nothing || to.wantsBody())) {
      to.bodyEnd(trailerLines);
      to.flushOrigin();
    } else {
      trailers = trailerLines;
      endHeld = true;
    }
  }

  /// The exchange wants more.
  void resume(Exchange to) {
    if (feeding) {
      return;
    }
    while (held != null && to.wantsBody()) {
      ByteBuf payload = held;
      held = null;
      feed(payload, to);
    }
    if (endHeld && held == null && to.wantsBody()) {
      endHeld = false;
      ByteBuf lines = trailers;
      trailers = Unpooled.EMPTY_BUFFER;
      to.bodyEnd(lines);
    }
    to.flushOrigin();
  }

  /// Nothing more is wanted.
  void close() {
    open = false;
    forget();
  }

  /// Drops what is held.
  void forget() {
    endHeld = false;
    trailers.release();
    trailers = Unpooled.EMPTY_BUFFER;
    ByteBuf dropped = held;
    if (dropped != null) {
      held = null;
      took(dropped.readableBytes());
      dropped.release();
    }
  }

  /// Whether the payload trickles in; asked a few times a second. Time in which we did not want
  /// more does not count.
  boolean sentTooSlowly(long now, ConnectionLimits limits, boolean wanted) {
    if (!open || !wanted) {
      since = now;
      bytes = 0;
      return false;
    }
    if (now - since <= limits.graceNanos()) {
      return false;
    }
    boolean slow = limits.tooSlow(bytes, now - since);
    since = now;
    bytes = 0;
    return slow;
  }
}

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

  private final Http2Input connection;
  private final Http2Output output;
  private final EdgeLoop loop;
  private final int id;
  private boolean open;
  private long announced = -1;
  private long received;
  private int window = Http2Output.DEFAULT_WINDOW;
  private int limit = Http2Output.DEFAULT_WINDOW;
  private int taken;
  private @Nullable ByteBuf held;
  private ByteBuf trailers = Unpooled.EMPTY_BUFFER;
  private boolean endHeld;
  private boolean feeding;
  private @Nullable Pace pace;

  StreamInput(Http2Connection connection, EdgeLoop loop, int id, boolean open) {
    this.connection = connection.input();
    this.output = connection.output();
    this.loop = loop;
    this.id = id;
    this.open = open;
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
    return announced < 0 || received <= announced;
  }

  /// Bytes that the reader may still send.
  int window() {
    return Math.max(0, window);
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
    if (open && taken >= limit / 2) {
      open(taken);
      taken = 0;
    }
  }

  private void open(int more) {
    output.frames().windowUpdate(id, more);
    output.flushSoon();
    window += more;
  }

  /// The origin takes the payload: a longer one may come faster. Until then a stream can make us
  /// hold no more than the protocol's own first window.
  private void widen() {
    int more = connection.streamWindow() - limit;
    boolean needed = announced < 0 || announced - received > window;
    if (open && needed && more > 0) {
      limit += more;
      open(more);
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
    if (to.wantsBody()) {
      widen();
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
      pace = null;
      return false;
    }
    if (pace == null) {
      pace = new Pace(now, received);
    }
    return pace.sendsTooSlowly(now, received, limits);
  }
}

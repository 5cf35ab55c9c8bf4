package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import java.util.ArrayDeque;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.guard.metrics.LoopMetrics;
import org.jspecify.annotations.Nullable;

/// One request and its answer on an HTTP/2 connection (RFC 9113 section 5).
///
/// ```
///              reader's side (remoteOpen)          our side (localOpen)
/// HEADERS ->   open -END_STREAM or reset-> shut    open -END_STREAM or reset-> shut
/// ```
///
/// It counts against the connection's streams until both sides are shut *and* its exchange with the
/// origin has ended. What it holds of the request is bounded by the window that it gave, what it
/// holds of the answer by one read from the origin. One event loop.
final class Http2Stream implements Downstream {
  /// A smaller frame than this says that the peer keeps the window tiny; it earns it no
  /// WINDOW_UPDATE.
  private static final int USEFUL_FRAME = 256;

  private static final int FIRST_HELD = 1024;

  private final Http2Connection connection;
  private final EdgeLoop loop;
  private final int id;
  private final ArrayDeque<ByteBuf> pending = new ArrayDeque<>(2);
  private @Nullable RequestSlot slot;
  private @Nullable Exchange exchange;
  private ClosedStreams.How how = ClosedStreams.How.DONE;
  private boolean faulty;

  // the request
  private boolean remoteOpen;
  private long announced;
  private long received;
  private int receiveWindow;
  private int taken;
  private @Nullable ByteBuf held;
  private ByteBuf heldTrailers = Unpooled.EMPTY_BUFFER;
  private boolean endHeld;
  private boolean feeding;
  private long bodySince;
  private long bodyBytes;

  // the answer
  private boolean localOpen = true;
  private boolean answered;
  private int sendWindow;
  private int pendingBytes;
  private boolean queued;
  private boolean endPending;
  private ByteBuf endTrailers = Unpooled.EMPTY_BUFFER;
  private long remaining = -1;
  private long bytesWritten;
  private long readCheckedAt;
  private long readProgress;

  Http2Stream(
      Http2Connection connection, EdgeLoop loop, int id, RequestSlot slot, boolean endStream) {
    this.connection = connection;
    this.loop = loop;
    this.id = id;
    this.slot = slot;
    this.remoteOpen = !endStream;
    this.receiveWindow = connection.streamWindow();
    this.sendWindow = connection.peerWindow();
  }

  int id() {
    return id;
  }

  // ---- the request

  /// Begins the exchange: the head is whole, and may be served.
  void begin(ReaderFacts reader, long now) {
    announced = slot().request().contentLength();
    bodySince = now;
    newExchange(reader, now).begin(remoteOpen);
  }

  /// Answers a head that must not be served.
  void beginMalformed(ReaderFacts reader, Malformed malformed, long now) {
    faulty = true;
    newExchange(reader, now).beginMalformed(malformed);
  }

  private Exchange newExchange(ReaderFacts reader, long now) {
    Exchange next = new Exchange(loop, this, reader, slot().request(), now);
    exchange = next;
    return next;
  }

  private RequestSlot slot() {
    if (slot == null) {
      throw new IllegalStateException("the request of stream " + id + " is over");
    }
    return slot;
  }

  boolean remoteOpen() {
    return remoteOpen;
  }

  /// How it was closed, if it was.
  ClosedStreams.How how() {
    return how;
  }

  /// Takes a DATA frame's length out of the window that we gave.
  ///
  /// @return whether it fits
  boolean fits(int length) {
    receiveWindow -= length;
    return receiveWindow >= 0;
  }

  void data(ByteBuf in, int count) {
    Exchange current = exchange;
    received += count;
    bodyBytes += count;
    if (!remoteOpen || current == null) {
      in.skipBytes(count);
      took(count);
    } else if (announced >= 0 && received > announced) {
      in.skipBytes(count);
      took(count);
      fault("no more data than content-length says");
    } else if (current.hasSite() && received > current.site().maxRequestBody()) {
      in.skipBytes(count);
      took(count);
      current.tooLarge();
    } else if (held == null && current.wantsBody()) {
      feed(current, in.readRetainedSlice(count));
    } else {
      hold(in, count);
    }
  }

  private void feed(Exchange to, ByteBuf payload) {
    int count = payload.readableBytes();
    feeding = true;
    try {
      to.body(payload);
    } finally {
      feeding = false;
    }
    took(count);
  }

  /// Copies, because a slice of a few bytes would keep the whole buffer that they came in.
  private void hold(ByteBuf in, int count) {
    if (held == null) {
      held = loop.allocator().directBuffer(Math.max(count, FIRST_HELD));
    }
    held.writeBytes(in, count);
  }

  /// Bytes of the request are on their way to the origin, or dropped: the reader may send as many
  /// more.
  void took(int count) {
    connection.took(count);
    taken += count;
    if (remoteOpen && taken >= connection.streamWindow() / 2) {
      connection.frames().windowUpdate(id, taken);
      receiveWindow += taken;
      taken = 0;
      connection.flushSoon();
    }
  }

  /// The reader's side is whole. `trailerLines` are raw field lines, or empty.
  void remoteEnd(ByteBuf trailerLines) {
    Exchange current = exchange;
    if (!remoteOpen || current == null) {
      trailerLines.release();
      remoteOpen = false;
      connection.settled(this);
      return;
    }
    if (announced >= 0 && received != announced) {
      trailerLines.release();
      fault("as much data as content-length says");
      return;
    }
    remoteOpen = false;
    boolean nothing = received == 0 && !trailerLines.isReadable();
    if (held == null && (nothing || current.wantsBody())) {
      current.bodyEnd(trailerLines);
      current.flushOrigin();
    } else {
      heldTrailers = trailerLines;
      endHeld = true;
    }
  }

  @Override
  public void demand(boolean more) {
    if (!more || feeding) {
      return;
    }
    while (held != null && exchange != null && exchange.wantsBody()) {
      ByteBuf payload = held;
      held = null;
      feed(exchange, payload);
    }
    if (endHeld && held == null && exchange != null && exchange.wantsBody()) {
      endHeld = false;
      ByteBuf trailers = heldTrailers;
      heldTrailers = Unpooled.EMPTY_BUFFER;
      exchange.bodyEnd(trailers);
    }
    flushOrigin();
  }

  void flushOrigin() {
    if (exchange != null) {
      exchange.flushOrigin();
    }
  }

  /// The reader broke the rules within the request's body: nothing more of it goes to the origin.
  void fault(String expected) {
    faulty = true;
    dropHeld();
    connection.fault();
    if (exchange != null && localOpen) {
      exchange.bodyBroke(expected);
    }
  }

  private void dropHeld() {
    endHeld = false;
    heldTrailers.release();
    heldTrailers = Unpooled.EMPTY_BUFFER;
    if (held != null) {
      int count = held.readableBytes();
      held.release();
      held = null;
      took(count);
    }
  }

  // ---- the answer

  @Override
  public void interim(Response head) {
    if (localOpen) {
      HeadWriter block = loop.writer().clear();
      HpackWriter.write(block, head, connection.firstBlock(), "");
      connection.frames().headers(id, block, false);
    }
  }

  @Override
  public void head(Response head, boolean more, String cookie) {
    if (!localOpen) {
      return;
    }
    answered = true;
    remaining = more && head.body() == Response.Body.LENGTH ? head.contentLength() : -1;
    HeadWriter block = loop.writer().clear();
    HpackWriter.write(block, head, connection.firstBlock(), cookie);
    writeHead(block, !more);
  }

  private void writeHead(HeadWriter block, boolean end) {
    connection.frames().headers(id, block, end);
    bytesWritten += FrameReader.HEADER_BYTES + block.length();
    connection.wrote(FrameReader.HEADER_BYTES + block.length());
    if (end) {
      localEnd();
    }
  }

  @Override
  public void data(ByteBuf payload) {
    int count = payload.readableBytes();
    if (!localOpen || count == 0) {
      payload.release();
      return;
    }
    bytesWritten += count;
    boolean last = false;
    if (remaining >= 0) {
      remaining -= count;
      last = remaining == 0;
    }
    if (pendingBytes == 0
        && count <= Math.min(sendWindow, FrameWriter.MAX_FRAME)
        && connection.maySend(count)) {
      writeData(payload, count, last);
      connection.earned();
      payload.release();
      if (last) {
        localEnd();
      }
    } else {
      pending.add(payload);
      pendingBytes += count;
      endPending |= last;
      connection.enqueue(this);
      connection.pump();
    }
  }

  private void writeData(ByteBuf from, int count, boolean last) {
    connection.frames().data(id, from, count, last);
    sendWindow -= count;
    connection.spend(count);
  }

  /// Writes one frame of what waits, as far as the windows allow.
  void writePending() {
    ByteBuf first = pending.peek();
    int allowed = Math.min(Math.min(sendWindow, connection.sendWindow()), FrameWriter.MAX_FRAME);
    if (first == null || allowed <= 0) {
      return;
    }
    int count = Math.min(first.readableBytes(), allowed);
    boolean end = endPending && pendingBytes == count && !endTrailers.isReadable();
    writeData(first, count, end);
    pendingBytes -= count;
    if (count >= USEFUL_FRAME || !first.isReadable()) {
      connection.earned();
    }
    if (!first.isReadable()) {
      pending.remove();
      first.release();
    }
    if (end) {
      localEnd();
    } else if (pendingBytes == 0) {
      drained();
    }
  }

  private void drained() {
    if (endPending) {
      finish();
    } else if (exchange != null && writable()) {
      exchange.writableAgain(true);
    }
  }

  @Override
  public void end(ByteBuf trailerLines) {
    if (!localOpen) {
      trailerLines.release();
      return;
    }
    endTrailers = trailerLines;
    endPending = true;
    if (pendingBytes == 0) {
      finish();
    }
  }

  private void finish() {
    if (endTrailers.isReadable()) {
      HeadWriter block = loop.writer().clear();
      HpackWriter.lines(block, ByteBufUtil.getBytes(endTrailers));
      connection.frames().headers(id, block, true);
    } else {
      connection.frames().endData(id);
    }
    endTrailers.release();
    endTrailers = Unpooled.EMPTY_BUFFER;
    localEnd();
  }

  @Override
  public void answer(Answer answer) {
    if (!localOpen) {
      return;
    }
    answered = true;
    boolean bodyless =
        slot().request().method() == Request.Method.HEAD || answer.body().length == 0;
    HeadWriter block = loop.writer().clear();
    HpackWriter.write(block, answer, connection.firstBlock(), loop.date());
    writeHead(block, bodyless);
    if (!bodyless) {
      remaining = answer.body().length;
      data(Unpooled.wrappedBuffer(answer.body()));
    }
    flush();
  }

  /// Our side is done. What the reader still sends is not wanted (RFC 9113 section 8.1).
  private void localEnd() {
    localOpen = false;
    if (!faulty) {
      connection.completed();
    }
    if (remoteOpen) {
      remoteOpen = false;
      how = ClosedStreams.How.BY_US;
      connection.frames().reset(id, Http2Error.NO_ERROR);
      dropHeld();
    }
    connection.settled(this);
  }

  @Override
  public void abort() {
    reset(faulty ? Http2Error.PROTOCOL_ERROR : Http2Error.INTERNAL_ERROR);
  }

  private void reset(Http2Error error) {
    if (localOpen || remoteOpen) {
      connection.frames().reset(id, error);
      connection.flushSoon();
      shut(ClosedStreams.How.BY_US);
    }
  }

  private void shut(ClosedStreams.How closed) {
    how = closed;
    localOpen = false;
    remoteOpen = false;
    dropHeld();
    pending.forEach(ByteBuf::release);
    pending.clear();
    pendingBytes = 0;
    endPending = false;
    endTrailers.release();
    endTrailers = Unpooled.EMPTY_BUFFER;
    connection.settled(this);
  }

  @Override
  public void tunnel(Response head) {
    throw new IllegalStateException("no tunnel over HTTP/2");
  }

  @Override
  public void tunnelData(ByteBuf bytes) {
    bytes.release();
    throw new IllegalStateException("no tunnel over HTTP/2");
  }

  @Override
  public void flush() {
    connection.flushSoon();
  }

  @Override
  public boolean writable() {
    return pendingBytes == 0 && connection.channelWritable();
  }

  void writabilityChanged() {
    if (exchange != null) {
      exchange.writableAgain(writable());
    }
  }

  @Override
  public boolean answered() {
    return answered;
  }

  @Override
  public long bytesWritten() {
    return bytesWritten;
  }

  // ---- its window

  int sendWindow() {
    return sendWindow;
  }

  /// Opens (or closes, by SETTINGS) the window that the reader gives.
  ///
  /// @return whether it is still a window
  boolean openWindow(int delta) {
    long opened = (long) sendWindow + delta;
    sendWindow = (int) opened;
    return opened <= Integer.MAX_VALUE;
  }

  boolean waits() {
    return pendingBytes > 0;
  }

  boolean queued() {
    return queued;
  }

  void queued(boolean now) {
    queued = now;
  }

  // ---- the end

  /// The reader reset the stream, or its connection is gone.
  ///
  /// @param atOnce whether the origin is not waited for either
  void left(boolean atOnce) {
    shut(ClosedStreams.How.BY_PEER);
    Exchange current = exchange;
    if (current == null) {
      return;
    }
    if (atOnce) {
      current.readerLeft();
    } else {
      current.readerReset();
    }
  }

  @Override
  public void recorded() {
    exchange = null;
    if (slot != null) {
      loop.giveSlot(slot);
      slot = null;
    }
    connection.settled(this);
  }

  /// Whether nothing of it is left.
  boolean over() {
    return exchange == null && !localOpen && !remoteOpen;
  }

  void sweep(long now, ConnectionLimits limits) {
    if (exchange != null) {
      exchange.sweep(now);
    }
    if (exchange != null && remoteOpen) {
      checkSending(exchange, now, limits);
    }
    if (localOpen) {
      checkReading(now, limits);
    }
  }

  /// Ends a request whose body trickles in. Time in which we did not want more does not count.
  private void checkSending(Exchange current, long now, ConnectionLimits limits) {
    if (!current.wantsBody() || connection.starves()) {
      bodySince = now;
      bodyBytes = 0;
    } else if (now - bodySince > limits.graceNanos()) {
      if (limits.tooSlow(bodyBytes, now - bodySince)) {
        loop.metrics().cutOff(LoopMetrics.Cutoff.SLOW_BODY);
        current.fail(408, "body.slow");
      }
      bodySince = now;
      bodyBytes = 0;
    }
  }

  /// Ends a stream whose window the reader keeps too small to take its share of the minimum rate.
  private void checkReading(long now, ConnectionLimits limits) {
    if (pendingBytes <= Math.max(sendWindow, 0)) {
      readCheckedAt = 0;
      return;
    }
    long gone = bytesWritten - pendingBytes;
    if (readCheckedAt == 0) {
      readCheckedAt = now;
      readProgress = gone;
    } else if (now - readCheckedAt > limits.graceNanos()) {
      if (limits.readsTooSlowly(
          (gone - readProgress) * connection.streamCount(), now - readCheckedAt)) {
        loop.metrics().cutOff(LoopMetrics.Cutoff.SLOW_READER);
        reset(Http2Error.CANCEL);
        if (exchange != null) {
          exchange.readerLeft();
        }
        return;
      }
      readCheckedAt = now;
      readProgress = gone;
    }
  }
}

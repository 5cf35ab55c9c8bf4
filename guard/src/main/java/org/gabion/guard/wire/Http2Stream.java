package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.guard.metrics.LoopMetrics;
import org.jspecify.annotations.Nullable;

/// One request and its answer on an HTTP/2 connection (RFC 9113 section 5).
///
/// It counts against the connection's streams until both its sides are shut *and* its exchange with
/// the origin has ended. One event loop.
final class Http2Stream implements Downstream {
  private final Http2Connection connection;
  private final EdgeLoop loop;
  private final int id;
  private final StreamInput input;
  private final StreamOutput output;
  private @Nullable RequestSlot slot;
  private @Nullable Exchange exchange;
  private ClosedStreams.How how = ClosedStreams.How.DONE;
  private boolean answered;
  private boolean faulty;

  Http2Stream(
      Http2Connection connection,
      EdgeLoop loop,
      int id,
      RequestSlot slot,
      boolean endStream,
      long now) {
    this.connection = connection;
    this.loop = loop;
    this.id = id;
    this.slot = slot;
    this.input = new StreamInput(connection, loop, id, !endStream);
    this.output = new StreamOutput(connection.output(), this);
  }

  int id() {
    return id;
  }

  StreamOutput output() {
    return output;
  }

  // ---- the request

  /// Begins the exchange: the head is whole, and may be served.
  void begin(ReaderFacts reader, long now) {
    input.announce(slot().request().contentLength());
    newExchange(reader, now).begin(input.open());
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

  /// Whether the reader may still send on it.
  boolean receives() {
    return input.open();
  }

  /// How it was shut; [ClosedStreams.How#DONE] also while it is not.
  ClosedStreams.How how() {
    return how;
  }

  /// Takes a DATA frame's length out of the window.
  ///
  /// @return whether it fits
  boolean fits(int length) {
    return input.fits(length);
  }

  void data(ByteBuf in, int count) {
    Exchange current = exchange;
    if (!input.open() || current == null) {
      input.drop(in, count);
    } else if (!input.expects(count)) {
      input.drop(in, count);
      fault("no more data than content-length says");
    } else if (current.exceeds(input.received())) {
      input.drop(in, count);
      current.tooLarge();
    } else {
      input.pass(in, count, current);
    }
  }

  /// The reader's side is over, in one way or the other.
  void shutInput() {
    input.close();
  }

  /// Padding came.
  void took(int count) {
    input.took(count);
  }

  /// The reader's side is whole. `trailerLines` are raw field lines, or empty.
  void remoteEnd(ByteBuf trailerLines) {
    Exchange current = exchange;
    if (!input.open() || current == null) {
      trailerLines.release();
      input.close();
      connection.settled(this);
    } else if (input.whole()) {
      input.end(trailerLines, current);
    } else {
      trailerLines.release();
      input.close();
      fault("as much data as content-length says");
    }
  }

  @Override
  public void demand(boolean more) {
    if (more && exchange != null) {
      input.resume(exchange);
    }
  }

  void flushOrigin() {
    if (exchange != null) {
      exchange.flushOrigin();
    }
  }

  /// The reader broke the rules within the request's body: nothing more of it goes to the origin.
  void fault(String expected) {
    faulty = true;
    input.forget();
    connection.afford(Http2Budget.Waste.FAULT);
    if (exchange != null && output.open()) {
      exchange.bodyBroke(expected);
    }
  }

  // ---- the answer

  /// An empty header block.
  HeadWriter block() {
    return loop.writer().clear();
  }

  @Override
  public void interim(Response head) {
    if (output.open()) {
      HeadWriter block = block();
      HpackWriter.write(block, head, connection.output().firstBlock(), "");
      output.interim(block);
    }
  }

  @Override
  public void head(Response head, boolean more, String cookie) {
    if (!output.open()) {
      return;
    }
    answered = true;
    HeadWriter block = block();
    HpackWriter.write(block, head, connection.output().firstBlock(), cookie);
    output.head(block, !more ? 0 : head.body() == Response.Body.LENGTH ? head.contentLength() : -1);
  }

  @Override
  public void data(ByteBuf payload) {
    output.data(payload);
  }

  @Override
  public void end(ByteBuf trailerLines) {
    output.end(trailerLines);
  }

  @Override
  public void answer(Answer answer) {
    if (!output.open()) {
      return;
    }
    answered = true;
    boolean toHead = slot().request().method() == Request.Method.HEAD;
    int length = toHead ? 0 : answer.body().length;
    HeadWriter block = block();
    HpackWriter.write(
        block, answer, answer.body().length, connection.output().firstBlock(), loop.date());
    output.head(block, length);
    if (length > 0) {
      output.data(Unpooled.wrappedBuffer(answer.body()));
    }
    flush();
  }

  @Override
  public void answer(Answer head, long length) {
    if (!output.open()) {
      return;
    }
    answered = true;
    boolean toHead = slot().request().method() == Request.Method.HEAD;
    HeadWriter block = block();
    HpackWriter.write(block, head, length, connection.output().firstBlock(), loop.date());
    output.head(block, toHead ? 0 : length);
  }

  /// Everything that waited is sent.
  void drained() {
    if (exchange != null && writable()) {
      exchange.writableAgain(true);
    }
  }

  /// Our side is done. What the reader still sends is not wanted (RFC 9113 section 8.1).
  void localEnd() {
    if (!faulty) {
      connection.completed();
    }
    if (input.open()) {
      how = ClosedStreams.How.BY_US;
      connection.output().frames().reset(id, Http2Error.NO_ERROR);
      closeEarly();
    }
    // A body that was whole may still wait for an origin that never took it.
    input.forget();
    connection.settled(this);
  }

  private void closeEarly() {
    if (input.open()) {
      connection.input().shutEarly(input.window());
    }
    input.close();
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
  public void tunnelEnd() {
    throw new IllegalStateException("no tunnel over HTTP/2");
  }

  @Override
  public void flush() {
    connection.output().flushSoon();
  }

  @Override
  public boolean writable() {
    return !output.waits() && connection.output().channelWritable();
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
    return output.written();
  }

  // ---- the end

  @Override
  public void abort() {
    reset(faulty ? Http2Error.PROTOCOL_ERROR : Http2Error.INTERNAL_ERROR);
  }

  private void reset(Http2Error error) {
    if (!shut()) {
      connection.output().frames().reset(id, error);
      shut(ClosedStreams.How.BY_US);
      flush();
    }
  }

  private boolean shut() {
    return !input.open() && !output.open();
  }

  private void shut(ClosedStreams.How closed) {
    how = closed;
    closeEarly();
    output.drop();
    connection.settled(this);
  }

  /// The reader reset the stream, or its connection is gone.
  ///
  /// @param atOnce whether the origin is not waited for either
  void left(boolean atOnce) {
    shut(ClosedStreams.How.BY_PEER);
    Exchange current = exchange;
    if (current != null) {
      current.readerLeft(atOnce);
    }
  }

  @Override
  public void recorded(long now) {
    exchange = null;
    if (slot != null) {
      loop.giveSlot(slot);
      slot = null;
    }
    connection.settled(this);
  }

  /// Whether nothing of it is left.
  boolean over() {
    return exchange == null && shut();
  }

  void sweep(long now, ConnectionLimits limits) {
    if (exchange != null) {
      exchange.sweep(now);
    }
    Exchange current = exchange;
    if (current != null
        && input.sentTooSlowly(
            now, limits, current.awaitsBody() && !connection.input().starves())) {
      current.bodyTooSlow();
    }
    if (output.readTooSlowly(now, limits, connection.streamCount())) {
      loop.metrics().cutOff(LoopMetrics.Cutoff.SLOW_READER);
      reset(Http2Error.CANCEL);
      if (exchange != null) {
        exchange.readerLeft(true);
      }
    }
  }
}

package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import org.gabion.core.request.ChunkScanner;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.core.request.Trailers;
import org.jspecify.annotations.Nullable;

/// One reader's HTTP/1.1 connection (RFC 9112): requests one after the other; a pipelined one waits
/// for the answer before it.
///
/// ```
/// HEAD -> BODY -> ANSWER -> HEAD ...   (BODY is skipped without a body; the answer may begin during BODY)
///   |       |        |
///   +-------+--------+--> LINGER (answer sent, the rest of the request is read and dropped) -> CLOSED
/// ANSWER -> TUNNEL after 101
/// ```
final class Http1Connection extends ChannelInboundHandlerAdapter
    implements Downstream, ReaderConnection {
  private enum State {
    HEAD,
    BODY,
    ANSWER,
    TUNNEL,
    LINGER,
    CLOSED
  }

  private static final int COPY_STEP = 2048;
  private static final int COALESCE = 8192;
  private static final long LINGER_NANOS = 2_000_000_000L;
  private static final int LINGER_BYTES = 1 << 18;

  private final EdgeLoop loop;
  private final ReaderFacts reader;
  private final Channel channel;
  private State state = State.HEAD;
  private @Nullable RequestSlot slot;
  private @Nullable Exchange exchange;
  private @Nullable ByteBuf held;
  private @Nullable ByteBuf out;
  private long remaining;
  private boolean answered;
  private boolean answerChunked;
  private boolean bodyless;
  private boolean closeAfter;
  private boolean processing;
  private long since;
  private long bodySince;
  private long bodyBytes;
  private long bytesWritten;
  private long writeProgress;
  private long writeCheckedAt;
  private int lingered;
  private boolean unread;
  private boolean demanded;
  private boolean lingering;

  Http1Connection(EdgeLoop loop, ReaderFacts reader, Channel channel) {
    this.loop = loop;
    this.reader = reader;
    this.channel = channel;
    this.since = System.nanoTime();
  }

  // ---- reading

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    if (held != null) {
      held = join(held, in);
    } else {
      held = in;
    }
    process();
  }

  private ByteBuf join(ByteBuf first, ByteBuf second) {
    ByteBuf joined = loop.allocator().directBuffer(first.readableBytes() + second.readableBytes());
    joined.writeBytes(first).writeBytes(second);
    first.release();
    second.release();
    return joined;
  }

  /// Takes what has come as far as it can be used now.
  private void process() {
    if (processing) {
      return;
    }
    processing = true;
    try {
      while (held != null && held.isReadable() && step(held)) {
        continue;
      }
    } finally {
      processing = false;
    }
    if (held != null && !held.isReadable()) {
      held.release();
      held = null;
    }
    updateReading();
  }

  /// Reads on when what came was used up and more is wanted. While an answer is under way reading
  /// goes on too, so that a reader who leaves is noticed; a pipelined request then stops it.
  private void updateReading() {
    boolean wanted =
        switch (state) {
          case HEAD, ANSWER -> held == null;
          case BODY, TUNNEL -> held == null && demanded;
          case LINGER -> true;
          case CLOSED -> false;
        };
    if (channel.config().isAutoRead() != wanted) {
      channel.config().setAutoRead(wanted);
    }
  }

  private boolean step(ByteBuf in) {
    return switch (state) {
      case HEAD -> head(in);
      case BODY -> body(in);
      case ANSWER -> false;
      case TUNNEL -> tunnel(in);
      case LINGER -> linger(in);
      case CLOSED -> {
        in.skipBytes(in.readableBytes());
        yield false;
      }
    };
  }

  private boolean head(ByteBuf in) {
    RequestSlot current = slot;
    if (current == null) {
      current = loop.takeSlot();
      slot = current;
      since = System.nanoTime();
      reader.countRequest();
    }
    Request request = current.request();
    int count = Math.min(in.readableBytes(), COPY_STEP);
    request.ensure(count);
    in.readBytes(request.bytes(), request.length(), count);
    request.grow(count);
    return switch (current.parser().parse(request, loop.requestHeadLimits())) {
      case Parsed.Incomplete() -> loop.mayGrow(current) || noRoom(request);
      case Parsed.Refused(var malformed) -> malformed(request, malformed);
      case Parsed.Complete(int headBytes) -> {
        in.readerIndex(in.readerIndex() - (request.length() - headBytes));
        request.trim(headBytes);
        yield begin(request);
      }
    };
  }

  private boolean noRoom(Request request) {
    return malformed(
        request, new Malformed(request.length(), "less memory in unfinished heads", 431));
  }

  private boolean begin(Request request) {
    beginAnswer();
    demanded = false;
    closeAfter = !request.keepAlive() || loop.closing(reader);
    bodySince = System.nanoTime();
    bodyBytes = 0;
    remaining = request.contentLength();
    if (request.chunked() && slot != null) {
      slot.chunks().reset();
    }
    state = request.hasBody() ? State.BODY : State.ANSWER;
    Exchange next = new Exchange(loop, this, reader, request, since);
    exchange = next;
    next.begin(request.hasBody());
    return true;
  }

  private boolean malformed(Request request, Malformed malformed) {
    beginAnswer();
    closeAfter = true;
    state = State.BODY;
    remaining = Long.MAX_VALUE;
    Exchange next = new Exchange(loop, this, reader, request, since);
    exchange = next;
    next.beginMalformed(malformed);
    return state == State.LINGER;
  }

  private void beginAnswer() {
    answered = false;
    answerChunked = false;
    bodyless = false;
    bytesWritten = 0;
  }

  private boolean body(ByteBuf in) {
    Exchange current = exchange;
    if (current == null || !current.wantsBody()) {
      return false;
    }
    int before = in.readableBytes();
    boolean more =
        slot != null && slot.request().chunked()
            ? chunkedBody(in, current, slot.chunks())
            : lengthBody(in, current);
    bodyBytes += before - in.readableBytes();
    current.flushOrigin();
    return more;
  }

  private boolean lengthBody(ByteBuf in, Exchange current) {
    int count = (int) Math.min(remaining, in.readableBytes());
    remaining -= count;
    current.body(in.readRetainedSlice(count));
    if (remaining == 0) {
      bodyDone(current, Unpooled.EMPTY_BUFFER);
    }
    return true;
  }

  private boolean chunkedBody(ByteBuf in, Exchange current, ChunkScanner chunks) {
    while (in.isReadable() && state == State.BODY && current.wantsBody()) {
      switch (chunks.stage()) {
        case DATA -> {
          int count = (int) Math.min(chunks.remaining(), in.readableBytes());
          chunks.took(count);
          current.body(in.readRetainedSlice(count));
        }
        case TRAILER -> {
          if (!trailer(in, current)) {
            return state != State.CLOSED;
          }
        }
        case SIZE, EXTENSION, SIZE_LF, DATA_CR, DATA_LF -> {
          if (chunks.framing(in.readByte()) == ChunkScanner.Stage.BROKEN) {
            return brokenBody(current, "valid chunked framing");
          }
          if (chunks.stage() == ChunkScanner.Stage.TRAILER && slot != null) {
            slot.trailers().clear();
          } else if (chunks.stage() == ChunkScanner.Stage.DATA) {
            bodyLimit(current, chunks.remaining());
          }
        }
        case END, BROKEN -> {
          return brokenBody(current, "valid chunked framing");
        }
      }
    }
    return in.isReadable() && (state != State.BODY || current.wantsBody());
  }

  /// Counts a chunk by its announced size, so that one too large is refused before its data.
  private void bodyLimit(Exchange current, long more) {
    remaining = remaining < 0 ? more : remaining + more;
    if (current.hasSite() && remaining > current.site().maxRequestBody() && !current.done()) {
      closeAfter = true;
      current.tooLarge();
    }
  }

  private boolean trailer(ByteBuf in, Exchange current) {
    if (slot == null) {
      return false;
    }
    Trailers trailers = slot.trailers();
    int count = Math.min(in.readableBytes(), COPY_STEP);
    trailers.ensure(count);
    in.readBytes(trailers.bytes(), trailers.length(), count);
    trailers.grow(count);
    return switch (trailers.parse(loop.requestHeadLimits(), 400)) {
      case Parsed.Incomplete() -> true;
      case Parsed.Refused(var malformed) -> brokenBody(current, malformed.expected());
      case Parsed.Complete(int bytes) -> {
        in.readerIndex(in.readerIndex() - (trailers.length() - bytes));
        slot.chunks().trailersDone();
        bodyDone(current, TrailerLines.of(trailers, loop));
        yield false;
      }
    };
  }

  private boolean brokenBody(Exchange current, String expected) {
    closeAfter = true;
    current.bodyBroke(expected);
    return state == State.LINGER;
  }

  private void bodyDone(Exchange current, ByteBuf trailerLines) {
    state = State.ANSWER;
    current.bodyEnd(trailerLines);
  }

  private boolean tunnel(ByteBuf in) {
    if (exchange != null) {
      exchange.tunnelData(in.readRetainedSlice(in.readableBytes()));
    }
    return false;
  }

  private boolean linger(ByteBuf in) {
    lingered += in.readableBytes();
    in.skipBytes(in.readableBytes());
    if (lingered > LINGER_BYTES) {
      close();
    }
    return false;
  }

  @Override
  public void demand(boolean more) {
    demanded = more;
    if (processing) {
      return;
    }
    if (more && held != null) {
      process();
    } else {
      updateReading();
    }
  }

  // ---- answering

  @Override
  public void interim(Response head) {
    HeadWriter writer = loop.writer().clear();
    ReaderHead.writeInterim(writer, head);
    write(writer.toBuffer(loop.allocator(), 0));
  }

  @Override
  public void head(Response head, boolean more, String cookie) {
    Request request = current();
    boolean old = request.version() == 10;
    answered = true;
    bodyless = !more;
    answerChunked = more && !old && head.body() != Response.Body.LENGTH;
    closeAfter |= old || state == State.BODY || loop.closing(reader);
    HeadWriter writer = loop.writer().clear();
    ReaderHead.write(writer, head, answerChunked, closeAfter, cookie);
    out =
        writer.toBuffer(
            loop.allocator(),
            head.contentLength() >= 0 && more ? (int) Math.min(head.contentLength(), COALESCE) : 0);
    bytesWritten += writer.length();
  }

  private Request current() {
    if (slot == null) {
      throw new IllegalStateException("no request");
    }
    return slot.request();
  }

  @Override
  public void data(ByteBuf payload) {
    if (bodyless) {
      payload.release();
      return;
    }
    int count = payload.readableBytes();
    bytesWritten += count;
    if (answerChunked) {
      if (count == 0) {
        payload.release();
        return;
      }
      writeOut();
      write(Chunks.size(count, loop));
      write(payload);
      write(loop.allocator().directBuffer(2).writeShort('\r' << 8 | '\n'));
      return;
    }
    ByteBuf head = out;
    if (head != null && head.writableBytes() >= count && count <= COALESCE) {
      // One buffer, one write: a copy of a few kilobytes is cheaper than a second buffer in the
      // socket's queue.
      head.writeBytes(payload);
      payload.release();
      return;
    }
    writeOut();
    write(payload);
  }

  private void writeOut() {
    ByteBuf head = out;
    if (head != null) {
      out = null;
      write(head);
    }
  }

  private void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  @Override
  public void end(ByteBuf trailerLines) {
    if (answerChunked) {
      writeOut();
      write(Chunks.end(trailerLines, loop));
    } else {
      trailerLines.release();
    }
    answerDone();
  }

  @Override
  public void answer(Answer answer) {
    boolean toHead = slot != null && slot.request().method() == Request.Method.HEAD;
    answered = true;
    closeAfter |=
        answer.close()
            || state == State.BODY
            || loop.closing(reader)
            || slot != null && slot.request().version() == 10;
    HeadWriter writer = loop.writer();
    ReaderHead.writeAnswer(writer.clear(), answer, closeAfter, loop.date());
    if (!toHead) {
      writer.put(answer.body());
    }
    bytesWritten += writer.length();
    write(writer.toBuffer(loop.allocator(), 0));
    channel.flush();
    answerDone();
  }

  /// The answer is written; what follows depends on what the reader still sends.
  private void answerDone() {
    writeOut();
    channel.flush();
    exchangeOver();
  }

  private void exchangeOver() {
    unread = state == State.BODY;
    state = closeAfter || unread ? State.LINGER : State.HEAD;
  }

  @Override
  public void recorded() {
    exchange = null;
    if (slot != null) {
      loop.giveSlot(slot);
      slot = null;
    }
    since = System.nanoTime();
    if (state == State.LINGER) {
      beginLinger(unread || held != null);
    } else if (state == State.HEAD) {
      if (!processing) {
        process();
      }
    }
  }

  /// Closes after an answer so that the reader gets it whole. If the reader still sends, our side
  /// ends first, and what comes is dropped for a short time (RFC 9112 section 9.6).
  private void beginLinger(boolean stillSending) {
    ChannelFuture sent = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    if (!stillSending || !(channel instanceof DuplexChannel duplex)) {
      sent.addListener(ChannelFutureListener.CLOSE);
      return;
    }
    sent.addListener(
        done -> {
          lingering = true;
          since = System.nanoTime();
          SslHandler tls = channel.pipeline().get(SslHandler.class);
          if (tls == null) {
            duplex.shutdownOutput();
          } else {
            tls.closeOutbound().addListener(closed -> duplex.shutdownOutput());
          }
        });
    if (!processing) {
      process();
    }
  }

  @Override
  public void abort() {
    close();
  }

  @Override
  public void tunnel(Response head) {
    answered = true;
    HeadWriter writer = loop.writer().clear();
    ReaderHead.writeUpgrade(writer, head);
    write(writer.toBuffer(loop.allocator(), 0));
    state = State.TUNNEL;
    demanded = true;
  }

  @Override
  public void tunnelData(ByteBuf bytes) {
    bytesWritten += bytes.readableBytes();
    write(bytes);
  }

  @Override
  public void flush() {
    writeOut();
    channel.flush();
  }

  @Override
  public boolean writable() {
    return channel.isWritable();
  }

  @Override
  public boolean answered() {
    return answered;
  }

  @Override
  public long bytesWritten() {
    return bytesWritten;
  }

  // ---- the connection

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.writableAgain(channel.isWritable());
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    loop.opened(this);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    state = State.CLOSED;
    Exchange current = exchange;
    if (current != null) {
      current.readerLeft();
    }
    release();
    loop.closed(this);
  }

  private void release() {
    if (held != null) {
      held.release();
      held = null;
    }
    if (out != null) {
      out.release();
      out = null;
    }
    if (slot != null) {
      loop.giveSlot(slot);
      slot = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close();
  }

  @Override
  public void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      channel.close();
    }
  }

  @Override
  public void drain() {
    if (state == State.HEAD && slot == null) {
      close();
    } else {
      closeAfter = true;
    }
  }

  @Override
  public void sweep(long now) {
    if (exchange != null) {
      exchange.sweep(now);
    }
    ConnectionLimits limits = loop.limits();
    switch (state) {
      case HEAD -> {
        if (slot != null && now - since > limits.headNanos()) {
          headTooSlow();
        } else if (slot == null
            && now - since
                > (reader.requests() == 0 ? limits.headNanos() : limits.keepAliveNanos())) {
          close();
        }
      }
      case BODY -> {
        if (limits.tooSlow(bodyBytes, now - bodySince)
            && exchange != null
            && exchange.wantsBody()) {
          closeAfter = true;
          exchange.bodyTooSlow();
        }
      }
      case LINGER -> {
        if (lingering && now - since > LINGER_NANOS) {
          close();
        }
      }
      case ANSWER, TUNNEL, CLOSED -> {}
    }
    if (state != State.CLOSED) {
      checkReading(now, limits);
    }
  }

  private void headTooSlow() {
    if (slot != null) {
      malformed(
          slot.request(),
          new Malformed(slot.request().length(), "the whole head within its deadline", 408));
    }
  }

  /// Closes a reader that takes the answer too slowly: slow read keeps an origin connection and
  /// buffers busy.
  private void checkReading(long now, ConnectionLimits limits) {
    ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
    long pending = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    if (pending == 0) {
      writeCheckedAt = 0;
      return;
    }
    long gone = bytesWritten - pending;
    if (writeCheckedAt == 0) {
      writeCheckedAt = now;
      writeProgress = gone;
    } else if (now - writeCheckedAt > limits.readGraceNanos()) {
      if (limits.readsTooSlowly(gone - writeProgress, now - writeCheckedAt)) {
        close();
      }
      writeCheckedAt = now;
      writeProgress = gone;
    }
  }
}

package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.guard.metrics.LoopMetrics;
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

  private final EdgeLoop loop;
  private final ReaderFacts reader;
  private final Channel channel;
  private final Http1Output output;
  private State state = State.HEAD;
  private @Nullable RequestSlot slot;
  private @Nullable Exchange exchange;
  private @Nullable Linger linger;
  private @Nullable ByteBuf held;
  private boolean closeAfter;
  private boolean processing;
  private boolean unread;
  private boolean demanded;
  private long since;

  Http1Connection(EdgeLoop loop, ReaderFacts reader, Channel channel) {
    this.loop = loop;
    this.reader = reader;
    this.channel = channel;
    this.output = new Http1Output(loop, channel);
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
      case LINGER, CLOSED -> drop(in);
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
    return switch (current.read(in, loop.requestHeadLimits())) {
      case Parsed.Incomplete() -> loop.mayGrow(current) || noRoom(current.request());
      case Parsed.Refused(var malformed) -> refused(current.request(), malformed);
      case Parsed.Complete(int _) -> begin(current);
    };
  }

  private boolean noRoom(Request request) {
    return malformed(
        request, new Malformed(request.length(), "less memory in unfinished heads", 431));
  }

  private boolean refused(Request request, Malformed malformed) {
    loop.metrics().cutOff(LoopMetrics.Cutoff.PROTOCOL_ERROR);
    return malformed(request, malformed);
  }

  private boolean begin(RequestSlot current) {
    Request request = current.request();
    output.begin();
    demanded = false;
    closeAfter = !request.keepAlive() || loop.closing(reader);
    state = State.ANSWER;
    if (request.hasBody()) {
      state = State.BODY;
      current.body().begin(request);
    }
    Exchange next = new Exchange(loop, this, reader, request, since);
    exchange = next;
    next.begin(request.hasBody());
    return true;
  }

  private boolean malformed(Request request, Malformed malformed) {
    output.begin();
    closeAfter = true;
    // What follows such a head is not known: it counts as a body that nobody wants.
    state = State.BODY;
    Exchange next = new Exchange(loop, this, reader, request, since);
    exchange = next;
    next.beginMalformed(malformed);
    return state == State.LINGER;
  }

  private boolean body(ByteBuf in) {
    Exchange current = exchange;
    if (current == null || slot == null || !current.wantsBody()) {
      return false;
    }
    Http1Body body = slot.body();
    switch (body.read(in, current, loop)) {
      case OPEN -> {}
      case WHOLE -> {
        state = State.ANSWER;
        current.bodyEnd(body.trailerLines(loop));
      }
      case TOO_LARGE -> {
        closeAfter = true;
        current.tooLarge();
      }
      case BROKEN -> {
        loop.metrics().cutOff(LoopMetrics.Cutoff.PROTOCOL_ERROR);
        closeAfter = true;
        current.bodyBroke(body.expected());
      }
    }
    current.flushOrigin();
    return true;
  }

  private boolean tunnel(ByteBuf in) {
    if (exchange != null) {
      exchange.tunnelData(in.readRetainedSlice(in.readableBytes()));
    }
    return false;
  }

  private boolean drop(ByteBuf in) {
    if (linger != null) {
      linger.drop(in.readableBytes());
    }
    in.skipBytes(in.readableBytes());
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
    output.interim(head);
  }

  @Override
  public void head(Response head, boolean more, String cookie) {
    boolean old = current().version() == 10;
    closeAfter |= old || state == State.BODY || loop.closing(reader);
    output.head(head, more, old, closeAfter, cookie);
  }

  private Request current() {
    if (slot == null) {
      throw new IllegalStateException("no request");
    }
    return slot.request();
  }

  @Override
  public void data(ByteBuf payload) {
    output.data(payload);
  }

  @Override
  public void end(ByteBuf trailerLines) {
    output.end(trailerLines);
    answerDone();
  }

  @Override
  public void answer(Answer answer) {
    boolean toHead = beginAnswer(answer);
    output.answer(answer, toHead, closeAfter);
    answerDone();
  }

  @Override
  public void answer(Answer head, long length) {
    boolean toHead = beginAnswer(head);
    output.answer(head, length, toHead, closeAfter);
  }

  private boolean beginAnswer(Answer answer) {
    Request request = current();
    closeAfter |=
        answer.close() || state == State.BODY || loop.closing(reader) || request.version() == 10;
    return request.method() == Request.Method.HEAD;
  }

  /// The answer is written; what follows depends on what the reader still sends.
  private void answerDone() {
    unread = state == State.BODY;
    state = closeAfter || unread ? State.LINGER : State.HEAD;
  }

  @Override
  public void recorded(long now) {
    exchange = null;
    giveSlot();
    since = now;
    if (state == State.LINGER) {
      beginLinger();
    } else if (state == State.HEAD && !processing) {
      process();
    }
  }

  private void giveSlot() {
    if (slot != null) {
      loop.giveSlot(slot);
      slot = null;
    }
  }

  private void beginLinger() {
    if (!unread && (held == null || !held.isReadable())) {
      channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    linger = Linger.begin(channel);
    if (!processing) {
      process();
    }
  }

  @Override
  public void abort() {
    shut();
  }

  @Override
  public void tunnel(Response head) {
    output.tunnel(head);
    state = State.TUNNEL;
    demanded = true;
    // What came right behind the request waits since then; after this turn, as the tunnel is not
    // whole yet.
    loop.eventLoop().execute(this::process);
  }

  @Override
  public void tunnelData(ByteBuf bytes) {
    output.tunnelData(bytes);
  }

  @Override
  public void tunnelEnd() {
    unread = true;
    state = State.LINGER;
  }

  @Override
  public void flush() {
    output.flush();
  }

  @Override
  public boolean writable() {
    return output.writable();
  }

  @Override
  public boolean answered() {
    return output.answered();
  }

  @Override
  public long bytesWritten() {
    return output.answerBytes();
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
    if (exchange != null) {
      exchange.readerLeft(false);
    }
    if (held != null) {
      held.release();
      held = null;
    }
    output.release();
    if (exchange == null) {
      giveSlot();
    } else {
      // The origin has the request, and reads it until it answers: so does the log.
      loop.orphaned(exchange);
    }
    loop.closed(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    shut();
  }

  private void shut() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      channel.close();
    }
  }

  private void cutOff(LoopMetrics.Cutoff why) {
    loop.metrics().cutOff(why);
    shut();
  }

  @Override
  public void close() {
    shut();
    if (exchange != null) {
      exchange.readerLeft(true);
    }
  }

  @Override
  public void drain() {
    if (state == State.HEAD && slot == null) {
      shut();
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
      case HEAD -> sweepHead(now, limits);
      case BODY -> {
        if (exchange != null
            && slot != null
            && slot.body().tooSlow(now, limits, exchange.awaitsBody())) {
          closeAfter = true;
          exchange.bodyTooSlow();
        }
      }
      case LINGER -> {
        if (linger != null) {
          linger.sweep(now);
        }
      }
      case ANSWER, TUNNEL, CLOSED -> {}
    }
    if (state != State.CLOSED && output.readTooSlowly(now, limits)) {
      cutOff(LoopMetrics.Cutoff.SLOW_READER);
    }
  }

  private void sweepHead(long now, ConnectionLimits limits) {
    long waited = now - since;
    if (slot != null && waited > limits.headNanos()) {
      loop.metrics().cutOff(LoopMetrics.Cutoff.HEAD_DEADLINE);
      Request request = slot.request();
      malformed(
          request, new Malformed(request.length(), "the whole head within its deadline", 408));
    } else if (slot == null && reader.requests() == 0 && waited > limits.headNanos()) {
      cutOff(LoopMetrics.Cutoff.HEAD_DEADLINE);
    } else if (slot == null && reader.requests() > 0 && waited > limits.keepAliveNanos()) {
      cutOff(LoopMetrics.Cutoff.IDLE);
    }
  }
}

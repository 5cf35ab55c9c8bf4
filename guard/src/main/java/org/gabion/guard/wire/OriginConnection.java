package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.gabion.core.request.ChunkScanner;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Response;
import org.gabion.core.request.ResponseParser;
import org.gabion.core.request.Trailers;
import org.jspecify.annotations.Nullable;

/// One keep-alive connection to an origin: carries one exchange at a time, or none.
///
/// A connection whose answer was ambiguous, broken or unfinished is closed, never used again.
final class OriginConnection extends ChannelInboundHandlerAdapter {
  private enum State {
    CONNECTING,
    IDLE,
    HEAD,
    BODY,
    TUNNEL,
    CLOSED
  }

  private static final int COPY_STEP = 2048;

  private final EdgeLoop loop;
  private final OriginPool pool;
  private final ResponseParser parser = new ResponseParser();
  private final Response response = new Response(1024);
  private final ChunkScanner chunks = new ChunkScanner();
  private final Trailers trailers = new Trailers();
  private @Nullable Channel channel;
  private @Nullable Upstream exchange;
  private State state = State.CONNECTING;
  private long remaining;
  private int exchanges;
  private boolean requestWhole;
  private boolean headToHead;
  private boolean failed;
  long idleSince;

  OriginConnection(EdgeLoop loop, OriginPool pool) {
    this.loop = loop;
    this.pool = pool;
  }

  /// The connection is made (and secured): it may carry exchanges.
  void ready(Channel connected) {
    channel = connected;
    if (state == State.CONNECTING) {
      state = State.IDLE;
    }
  }

  boolean usable() {
    return state == State.IDLE && channel != null && channel.isActive();
  }

  /// Whether an exchange before this one used the connection: then the origin may have closed it
  /// meanwhile.
  boolean reused() {
    return exchanges > 1;
  }

  boolean writable() {
    return channel != null && channel.isWritable();
  }

  /// Begins an exchange. Its head follows by [#write].
  void begin(Upstream next, boolean toHead) {
    exchange = next;
    exchanges++;
    headToHead = toHead;
    requestWhole = false;
    response.clear();
    parser.reset();
    state = State.HEAD;
  }

  void write(ByteBuf bytes) {
    if (channel == null || state == State.CLOSED) {
      bytes.release();
      return;
    }
    channel.write(bytes, channel.voidPromise());
  }

  void flush() {
    if (channel != null) {
      channel.flush();
    }
  }

  /// The request was written to its last byte.
  void requestWhole() {
    requestWhole = true;
  }

  /// Asks for more of the answer, or for a pause.
  void demand(boolean more) {
    if (channel != null && channel.config().isAutoRead() != more) {
      channel.config().setAutoRead(more);
    }
  }

  /// The exchange that wanted the connection is gone before it began.
  void unused() {
    if (usable()) {
      pool.release(this);
    }
  }

  /// The exchange ended before the origin's answer did: the connection can not be used again.
  void abandon() {
    exchange = null;
    close();
  }

  void close() {
    if (state != State.CLOSED) {
      state = State.CLOSED;
      pool.closed(this);
      if (channel != null) {
        channel.close();
      }
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable() && step(in)) {
        continue;
      }
    } finally {
      in.release();
    }
  }

  /// Takes some bytes; false when the rest is not wanted.
  private boolean step(ByteBuf in) {
    return switch (state) {
      case HEAD -> head(in);
      case BODY -> body(in);
      case TUNNEL -> tunnel(in);
      case IDLE, CONNECTING -> unexpected();
      case CLOSED -> false;
    };
  }

  private boolean unexpected() {
    close();
    return false;
  }

  private boolean head(ByteBuf in) {
    int count = Math.min(in.readableBytes(), COPY_STEP);
    response.ensure(count);
    in.readBytes(response.bytes(), response.length(), count);
    response.grow(count);
    return switch (parser.parse(response, loop.originHeadLimits(), headToHead)) {
      case Parsed.Incomplete() -> true;
      case Parsed.Refused(var malformed) -> broken(malformed.expected());
      case Parsed.Complete(int headBytes) -> {
        in.readerIndex(in.readerIndex() - (response.length() - headBytes));
        yield headDone(in);
      }
    };
  }

  private boolean broken(String expected) {
    Upstream current = exchange;
    abandon();
    if (current != null) {
      current.broke(expected);
    }
    return false;
  }

  private boolean headDone(ByteBuf in) {
    Upstream current = exchange;
    if (current == null) {
      return unexpected();
    }
    if (response.status() == 101) {
      return upgrade(current);
    }
    if (response.status() < 200) {
      current.interim(response);
      response.clear();
      parser.reset();
      return true;
    }
    remaining = response.contentLength();
    chunks.reset();
    state = State.BODY;
    boolean more = response.body() != Response.Body.NONE;
    current.head(response, more);
    if (!more && state == State.BODY) {
      // Bytes behind an answer without a body would be taken for the next answer.
      requestWhole &= !in.isReadable();
      done(Unpooled.EMPTY_BUFFER);
    }
    return true;
  }

  private boolean upgrade(Upstream current) {
    if (!current.wantsTunnel() || !response.upgradesToWebSocket()) {
      return broken("101 only for a WebSocket that was asked for");
    }
    state = State.TUNNEL;
    current.upgraded(response);
    return true;
  }

  private boolean tunnel(ByteBuf in) {
    if (exchange != null) {
      exchange.tunnelled(in.readRetainedSlice(in.readableBytes()));
    }
    return false;
  }

  private boolean body(ByteBuf in) {
    return switch (response.body()) {
      case NONE -> unexpected();
      case LENGTH -> lengthBody(in);
      case CHUNKED -> chunkedBody(in);
      case UNTIL_CLOSE -> {
        data(in.readRetainedSlice(in.readableBytes()));
        yield true;
      }
    };
  }

  private boolean lengthBody(ByteBuf in) {
    int count = (int) Math.min(remaining, in.readableBytes());
    remaining -= count;
    data(in.readRetainedSlice(count));
    if (remaining == 0 && state == State.BODY) {
      if (in.isReadable()) {
        // Bytes behind the answer: the connection's framing can not be trusted any more.
        requestWhole = false;
      }
      done(Unpooled.EMPTY_BUFFER);
    }
    return true;
  }

  private boolean chunkedBody(ByteBuf in) {
    while (in.isReadable() && state == State.BODY) {
      switch (chunks.stage()) {
        case DATA -> {
          int count = (int) Math.min(chunks.remaining(), in.readableBytes());
          chunks.took(count);
          data(in.readRetainedSlice(count));
        }
        case TRAILER -> {
          if (!trailer(in)) {
            return false;
          }
        }
        case END, BROKEN -> {
          return broken("valid chunked framing");
        }
        case SIZE, EXTENSION, SIZE_LF, DATA_CR, DATA_LF -> {
          if (chunks.framing(in.readByte()) == ChunkScanner.Stage.BROKEN) {
            return broken("valid chunked framing");
          }
          if (chunks.stage() == ChunkScanner.Stage.TRAILER) {
            trailers.clear();
          }
        }
      }
    }
    return true;
  }

  private boolean trailer(ByteBuf in) {
    int count = Math.min(in.readableBytes(), COPY_STEP);
    trailers.ensure(count);
    in.readBytes(trailers.bytes(), trailers.length(), count);
    trailers.grow(count);
    return switch (trailers.parse(loop.originHeadLimits(), 502)) {
      case Parsed.Incomplete() -> true;
      case Parsed.Refused(var malformed) -> broken(malformed.expected());
      case Parsed.Complete(int bytes) -> {
        if (trailers.length() > bytes || in.isReadable()) {
          requestWhole = false;
        }
        chunks.trailersDone();
        done(TrailerLines.of(trailers, loop));
        yield false;
      }
    };
  }

  private void data(ByteBuf payload) {
    if (exchange == null) {
      payload.release();
    } else {
      exchange.data(payload);
    }
  }

  private void done(ByteBuf trailerLines) {
    Upstream current = exchange;
    exchange = null;
    boolean reuse = requestWhole && response.keepAlive() && channel != null && channel.isActive();
    if (reuse) {
      state = State.IDLE;
      demand(true);
      pool.release(this);
    } else {
      close();
    }
    if (current == null) {
      trailerLines.release();
    } else {
      current.end(trailerLines);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (exchange != null) {
      exchange.writable(ctx.channel().isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    Upstream current = exchange;
    if (state == State.BODY
        && response.body() == Response.Body.UNTIL_CLOSE
        && current != null
        && !failed) {
      exchange = null;
      close();
      current.end(Unpooled.EMPTY_BUFFER);
      return;
    }
    boolean nothingCame = state == State.HEAD && response.length() == 0;
    exchange = null;
    close();
    if (current != null) {
      current.closed(nothingCame);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A reset is no end of an answer that ends with its connection.
    failed = true;
    ctx.channel().close().addListener(ChannelFutureListener.CLOSE);
  }
}

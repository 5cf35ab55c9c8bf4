package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.gabion.guard.metrics.LoopMetrics;
import org.jspecify.annotations.Nullable;

/// Tells HTTP/2 by prior knowledge (RFC 9113 section 3.3) from HTTP/1.1 by the first three bytes of
/// a connection: no method of HTTP/1.1 is called `PRI`. One event loop.
final class PrefaceSniffer extends ChannelInboundHandlerAdapter implements ReaderConnection {
  private static final byte[] PRI = {'P', 'R', 'I'};

  private final EdgeLoop loop;
  private final ReaderFacts reader;
  private final Channel channel;
  private final long since = System.nanoTime();
  private @Nullable ByteBuf held;

  PrefaceSniffer(EdgeLoop loop, ReaderFacts reader, Channel channel) {
    this.loop = loop;
    this.reader = reader;
    this.channel = channel;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    loop.opened(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    ByteBuf all =
        held == null ? in : loop.allocator().directBuffer().writeBytes(held).writeBytes(in);
    if (held != null) {
      held.release();
      in.release();
      held = null;
    }
    int same = 0;
    int count = Math.min(PRI.length, all.readableBytes());
    while (same < count && all.getByte(all.readerIndex() + same) == PRI[same]) {
      same++;
    }
    if (same == count && count < PRI.length) {
      held = all;
    } else {
      handOver(ctx, all, same == PRI.length);
    }
  }

  private void handOver(ChannelHandlerContext ctx, ByteBuf first, boolean http2) {
    ctx.pipeline()
        .addLast(
            http2
                ? new Http2Connection(loop, reader, channel)
                : new Http1Connection(loop, reader, channel));
    ctx.fireChannelRead(first);
    ctx.pipeline().remove(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    loop.closed(this);
    if (held != null) {
      held.release();
      held = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    close();
  }

  @Override
  public void sweep(long now) {
    if (now - since > loop.limits().headNanos()) {
      loop.metrics().cutOff(LoopMetrics.Cutoff.HEAD_DEADLINE);
      close();
    }
  }

  @Override
  public void drain() {
    close();
  }

  @Override
  public void close() {
    channel.close();
  }
}

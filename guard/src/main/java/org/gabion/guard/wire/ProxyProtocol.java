package org.gabion.guard.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.PrefixSet;
import org.gabion.core.request.ProxyHeader;
import org.jspecify.annotations.Nullable;

/// The first handler of a connection to a listener that wants a PROXY protocol header: reads it,
/// publishes the address it tells as [#PEER] and as the event [Told], and leaves. One event loop.
///
/// A peer that is not trusted is closed before a byte is read: its header could name anybody, and
/// without one it would be taken for the balancer. One deadline covers the whole header.
public final class ProxyProtocol extends ByteToMessageDecoder {

  /// The other end of the connection as the trusted balancer told it; not set when the socket's own
  /// address stands.
  public static final AttributeKey<ClientKey> PEER =
      AttributeKey.valueOf(ProxyProtocol.class, "PEER");

  /// Fired once the header was read.
  ///
  /// @param peer the address it told, else the socket's
  public record Told(ClientKey peer) {}

  private final PrefixSet trusted;
  private final Duration deadline;
  private @Nullable Future<?> timeout;

  public ProxyProtocol(PrefixSet trusted, Duration deadline) {
    this.trusted = trusted;
    this.deadline = deadline;
  }

  /// The key of a socket's address.
  ///
  /// @throws IllegalArgumentException for the address of something else than an internet socket
  public static ClientKey keyOf(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
      return ClientKey.of(inet.getAddress().getAddress());
    }
    throw new IllegalArgumentException("no internet address: " + address);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      begin(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    begin(ctx);
    ctx.fireChannelActive();
  }

  private void begin(ChannelHandlerContext ctx) {
    if (timeout != null) {
      return;
    }
    if (!trusted.contains(keyOf(ctx.channel().remoteAddress()))) {
      ctx.close();
      return;
    }
    timeout =
        ctx.executor().schedule(() -> ctx.close(), deadline.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (timeout == null) {
      in.skipBytes(in.readableBytes());
      return;
    }
    byte[] bytes = new byte[Math.min(in.readableBytes(), ProxyHeader.MAX_BYTES)];
    in.getBytes(in.readerIndex(), bytes);
    switch (ProxyHeader.read(bytes, bytes.length)) {
      case ProxyHeader.Outcome.Incomplete() -> {
        // ByteToMessageDecoder keeps what came and calls again with more.
      }
      case ProxyHeader.Outcome.Malformed() -> {
        in.skipBytes(in.readableBytes());
        ctx.close();
      }
      case ProxyHeader.Outcome.Complete complete -> {
        in.skipBytes(complete.length());
        publish(ctx, complete);
      }
    }
  }

  private void publish(ChannelHandlerContext ctx, ProxyHeader.Outcome.Complete header) {
    header.source().ifPresent(source -> ctx.channel().attr(PEER).set(source));
    ctx.fireUserEventTriggered(
        new Told(header.source().orElseGet(() -> keyOf(ctx.channel().remoteAddress()))));
    ctx.pipeline().remove(this);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (timeout != null) {
      timeout.cancel(false);
    }
  }
}

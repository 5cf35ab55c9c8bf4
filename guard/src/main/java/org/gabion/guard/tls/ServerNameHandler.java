package org.gabion.guard.tls;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.AbstractSniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Picks the certificate of one connection by the server name in its ClientHello (RFC 6066, section
/// 3). One event loop.
final class ServerNameHandler extends AbstractSniHandler<Optional<SslContext>> {

  /// More than any browser sends (2 KB with post-quantum key shares); a connection may make us hold
  /// no more than this.
  private static final int MAX_CLIENT_HELLO_BYTES = 16 * 1024;

  /// A TLS record with the fatal alert `unrecognized_name` (RFC 8446, section 6.2): type 21,
  /// version 3.3, length 2, level 2 (fatal), description 112.
  private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 2, 112};

  private final TlsContexts contexts;
  private final long deadlineNanos;

  ServerNameHandler(TlsContexts contexts, Duration handshakeTimeout) {
    super(MAX_CLIENT_HELLO_BYTES, handshakeTimeout.toMillis());
    this.contexts = contexts;
    this.deadlineNanos = System.nanoTime() + handshakeTimeout.toNanos();
  }

  @Override
  protected Future<Optional<SslContext>> lookup(
      ChannelHandlerContext ctx, @Nullable String serverName) {
    return ctx.executor()
        .newSucceededFuture(contexts.acquire(serverName == null ? "" : serverName));
  }

  @Override
  protected void onLookupComplete(
      ChannelHandlerContext ctx, @Nullable String serverName, Future<Optional<SslContext>> future) {
    Optional<SslContext> found = future.getNow();
    if (found.isEmpty()) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(UNRECOGNIZED_NAME))
          .addListener(ChannelFutureListener.CLOSE);
      return;
    }
    try {
      startTls(ctx, found.get());
    } finally {
      ReferenceCountUtil.release(found.get());
    }
  }

  private void startTls(ChannelHandlerContext ctx, SslContext context) {
    if (ctx.isRemoved()) {
      return;
    }
    SslHandler handler = context.newHandler(ctx.alloc());
    // One deadline for ClientHello and handshake together: the handshake gets what is left.
    long left = deadlineNanos - System.nanoTime();
    handler.setHandshakeTimeout(
        Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)), TimeUnit.MILLISECONDS);
    ctx.pipeline().replace(this, "tls", handler);
  }
}

package org.gabion.guard.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Optional;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.origin.OriginState;
import org.gabion.guard.tls.OriginTls;

/// The connections of one event loop to one origin. Idle ones are used again last in, first out, so
/// that the rest can age and close.
final class OriginPool {
  private final EdgeLoop loop;
  private final OriginState origin;
  private final Optional<OriginTls> tls;
  private final int maxIdle;
  private final long keepAliveNanos;
  private final ArrayDeque<OriginConnection> idle = new ArrayDeque<>();
  private int open;

  OriginPool(EdgeLoop loop, OriginState origin, Optional<OriginTls> tls, int maxIdle) {
    this.loop = loop;
    this.origin = origin;
    this.tls = tls;
    this.maxIdle = maxIdle;
    this.keepAliveNanos = origin.group().keepAlive().toNanos();
  }

  OriginState origin() {
    return origin;
  }

  int idleCount() {
    return idle.size();
  }

  int openCount() {
    return open;
  }

  /// Gives the exchange a connection, at once or later: [Exchange#originReady] or
  /// [Exchange#originUnreachable].
  void acquire(Exchange exchange, boolean fresh) {
    OriginConnection connection = fresh ? null : idle.pollFirst();
    while (connection != null && !connection.usable()) {
      connection = idle.pollFirst();
    }
    if (connection != null) {
      exchange.originReady(connection);
    } else if (!origin.takeConnection()) {
      exchange.originUnreachable(
          "all " + origin.group().maxConnections() + " connections to " + origin + " are in use",
          false);
    } else {
      open++;
      connect(exchange);
    }
  }

  private void connect(Exchange exchange) {
    SocketAddress address;
    if (origin.address() instanceof GuardConfig.Origin.Unix unix) {
      address = loop.transport().unixAddress(unix.path());
    } else {
      Optional<InetSocketAddress> resolved = origin.resolved();
      if (resolved.isEmpty()) {
        gone();
        exchange.originUnreachable("the name of " + origin + " could not be resolved yet", true);
        return;
      }
      address = resolved.get();
    }
    OriginConnection connection = new OriginConnection(loop, this);
    ChannelFuture connecting = bootstrap(connection).connect(address);
    connecting.addListener(done -> connected(connecting, connection, exchange));
  }

  private Bootstrap bootstrap(OriginConnection connection) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .option(ChannelOption.ALLOCATOR, loop.allocator())
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                (int) origin.group().connectTimeout().toMillis())
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, loop.waterMark());
    boolean unix = origin.address() instanceof GuardConfig.Origin.Unix;
    if (unix) {
      bootstrap.channel(loop.transport().unixChannel());
    } else {
      bootstrap.channel(loop.transport().clientChannel()).option(ChannelOption.TCP_NODELAY, true);
    }
    return bootstrap.handler(
        new ChannelInitializer<Channel>() {
          @Override
          protected void initChannel(Channel channel) {
            if (tls.isPresent() && origin.address() instanceof GuardConfig.Origin.Tcp tcp) {
              channel
                  .pipeline()
                  .addLast(
                      tls.get().newHandler(loop.allocator(), tcp, origin.group().connectTimeout()));
            }
            channel.pipeline().addLast("origin", connection);
          }
        });
  }

  private void connected(ChannelFuture connecting, OriginConnection connection, Exchange exchange) {
    if (!connecting.isSuccess()) {
      gone();
      exchange.originUnreachable(String.valueOf(connecting.cause().getMessage()), true);
      return;
    }
    Channel channel = connecting.channel();
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      secured(channel, connection, exchange);
      return;
    }
    Future<Channel> handshake = handler.handshakeFuture();
    handshake.addListener(
        done -> {
          if (handshake.isSuccess()) {
            secured(channel, connection, exchange);
          } else {
            connection.close();
            channel.close();
            exchange.originUnreachable(
                "TLS with " + origin + " failed: " + handshake.cause().getMessage(), true);
          }
        });
  }

  private static void secured(Channel channel, OriginConnection connection, Exchange exchange) {
    connection.ready(channel);
    exchange.originReady(connection);
  }

  /// Takes back a connection that may carry another exchange.
  void release(OriginConnection connection) {
    if (idle.size() >= maxIdle) {
      connection.close();
      return;
    }
    connection.idleSince = System.nanoTime();
    idle.addFirst(connection);
  }

  void closed(OriginConnection connection) {
    idle.remove(connection);
    gone();
  }

  private void gone() {
    open--;
    origin.giveConnection();
  }

  /// Closes what has been idle for longer than the keep-alive time.
  void sweep(long now) {
    for (OriginConnection last = idle.peekLast();
        last != null && now - last.idleSince > keepAliveNanos;
        last = idle.peekLast()) {
      last.close();
    }
  }

  void closeIdle() {
    while (!idle.isEmpty()) {
      idle.getFirst().close();
    }
  }
}

package org.gabion.guard.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.origin.OriginState;
import org.gabion.guard.tls.OriginTls;

/// Opens connections from one event loop to one origin: TCP, TLS over TCP, or a Unix socket.
final class OriginDialer {
  /// What came of it; called once.
  interface Dialled {
    /// Connected, and secured if the origin wants TLS.
    void connected(Channel channel);

    /// @param why in words, for the operator
    void failed(String why);
  }

  private final EdgeLoop loop;
  private final OriginState origin;
  private final Optional<OriginTls> tls;

  OriginDialer(EdgeLoop loop, OriginState origin, Optional<OriginTls> tls) {
    this.loop = loop;
    this.origin = origin;
    this.tls = tls;
  }

  /// Connects with `handler` as the last of the pipeline.
  void dial(ChannelHandler handler, Dialled then) {
    if (tls.isEmpty() && origin.address() instanceof GuardConfig.Origin.Tcp tcp && tcp.tls()) {
      // Never without TLS where TLS is wanted.
      then.failed(origin + " is no longer in the configuration");
      return;
    }
    SocketAddress address;
    if (origin.address() instanceof GuardConfig.Origin.Unix unix) {
      address = loop.transport().unixAddress(unix.path());
    } else {
      Optional<InetSocketAddress> resolved = origin.resolved();
      if (resolved.isEmpty()) {
        then.failed("the name of " + origin + " could not be resolved yet");
        return;
      }
      address = resolved.get();
    }
    ChannelFuture connecting = bootstrap(handler).connect(address);
    connecting.addListener(done -> connected(connecting, then));
  }

  private Bootstrap bootstrap(ChannelHandler handler) {
    int timeout = (int) origin.group().connectTimeout().toMillis();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop.eventLoop())
            .option(ChannelOption.ALLOCATOR, loop.allocator())
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeout)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, loop.waterMark());
    if (origin.address() instanceof GuardConfig.Origin.Unix) {
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
            channel.pipeline().addLast(handler);
          }
        });
  }

  private void connected(ChannelFuture connecting, Dialled then) {
    if (!connecting.isSuccess()) {
      then.failed(String.valueOf(connecting.cause().getMessage()));
      return;
    }
    Channel channel = connecting.channel();
    SslHandler handler = channel.pipeline().get(SslHandler.class);
    if (handler == null) {
      then.connected(channel);
      return;
    }
    Future<Channel> handshake = handler.handshakeFuture();
    handshake.addListener(
        done -> {
          if (handshake.isSuccess()) {
            then.connected(channel);
          } else {
            channel.close();
            then.failed("TLS with " + origin + " failed: " + handshake.cause().getMessage());
          }
        });
  }
}

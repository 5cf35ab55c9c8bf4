package org.gabion.guard.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.metrics.Metrics;

/// The operator's port: one thread of its own, never an event loop of the data plane, so that it
/// answers while those are busy.
///
/// At most [#MAX_CONNECTIONS] connections, [#MAX_BODY] bytes a request; a connection that brings no
/// whole request in [#REQUEST_SECONDS] is closed.
public final class AdminServer implements AutoCloseable {
  static final int MAX_CONNECTIONS = 64;
  static final int MAX_BODY = 16 * 1024;
  static final int MAX_LINE = 2048;
  static final int MAX_HEAD = 8192;
  static final int REQUEST_SECONDS = 15;

  private final EventLoopGroup group;
  private final Channel listener;

  private AdminServer(EventLoopGroup group, Channel listener) {
    this.group = group;
    this.listener = listener;
  }

  /// Binds and serves; empty if the configuration has no admin address.
  ///
  /// @throws IOException if the address can not be bound, or is not loopback and there is no token
  public static Optional<AdminServer> start(
      GuardConfig.Admin config,
      String version,
      StatusSource guard,
      Reloader reloader,
      Refusals refusals,
      Metrics metrics,
      InstantSource clock)
      throws IOException {
    if (config.address().isEmpty()) {
      return Optional.empty();
    }
    InetSocketAddress address = config.address().get();
    boolean loopback = !address.isUnresolved() && address.getAddress().isLoopbackAddress();
    if (!loopback && config.token().isEmpty()) {
      throw new IOException(
          "the admin port needs a token on " + address + ", which is not loopback");
    }
    AdminGate gate = new AdminGate(config.hosts(), config.token().map(GuardConfig.Secret::value));
    AdminRoutes routes = new AdminRoutes(version, guard, metrics, refusals, clock);
    ReloadTurn turn = new ReloadTurn(reloader);
    ConnectionCount count = new ConnectionCount(MAX_CONNECTIONS);
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("gabion-admin", true), NioIoHandler.newFactory());
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    if (count.admit(channel)) {
                      build(channel.pipeline(), new AdminHandler(gate, routes, turn));
                    }
                  }
                });
    ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
      throw new IOException(
          "the admin port can not listen on " + address + ": " + bound.cause().getMessage(),
          bound.cause());
    }
    return Optional.of(new AdminServer(group, bound.channel()));
  }

  private static void build(ChannelPipeline pipeline, AdminHandler handler) {
    HttpDecoderConfig limits =
        new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEAD);
    pipeline.addLast(new WriteTimeoutHandler(REQUEST_SECONDS));
    pipeline.addLast(new HttpServerCodec(limits));
    pipeline.addLast(
        new HttpObjectAggregator(MAX_BODY, true) {
          @Override
          protected void handleOversizedMessage(
              ChannelHandlerContext context, HttpMessage message) {
            context.fireUserEventTriggered(AdminHandler.TOO_LARGE);
          }
        });
    pipeline.addLast(handler);
  }

  /// The address in use.
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
  }
}

package org.gabion.guard.wire;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.gabion.core.journal.Journal;
import org.gabion.core.limit.ConnectionBudget;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.admin.Refusals;
import org.gabion.guard.copy.CopyReads;
import org.gabion.guard.detection.Detection;
import org.gabion.guard.gate.Gate;
import org.gabion.guard.log.AccessLog;
import org.gabion.guard.metrics.Metrics;
import org.gabion.guard.origin.OriginState;
import org.gabion.guard.tls.TlsContexts;

/// The running data plane: listeners, event loops, and what the loops share. Thread safe.
public final class Edge {
  /// What the edge is given by the guard that runs it.
  public record Services(
      Gate gate,
      ConnectionBudget connections,
      TlsContexts tls,
      AccessLog accessLog,
      Optional<Detection> detection,
      Metrics metrics,
      Journal journal,
      InstantSource clock,
      Refusals refusals,
      CopyReads copies) {}

  private static final long LOOK_MILLIS = 1000;

  /// Kept, as a logger that nobody holds forgets its level.
  private static final Logger NETTY = Logger.getLogger("io.netty");

  static {
    // A warning for each broken connection would be a line per hostile request.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    NETTY.setLevel(Level.SEVERE);
  }

  private final Services services;
  private final Enforcer enforcer;
  private final Transport transport;
  private final EventLoopGroup group;
  private final List<EdgeLoop> loops = new ArrayList<>();
  private final List<Channel> listening = new ArrayList<>();
  private volatile EdgeView view;

  public Edge(Services services, EdgeView view, Transport transport, int loopCount) {
    this.services = services;
    this.view = view;
    this.transport = transport;
    this.enforcer = new Enforcer(services.refusals());
    this.group = transport.eventLoops(loopCount);
    ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    for (int i = 0; i < loopCount; i++) {
      EventLoop eventLoop = group.next();
      EdgeLoop loop =
          new EdgeLoop(
              eventLoop,
              allocator,
              transport,
              this,
              services.accessLog().newLoop(),
              services.detection().map(Detection::newLoop),
              services.metrics().newLoop());
      loops.add(loop);
      loop.start();
    }
    apply(view);
  }

  /// Listens on one address with every event loop.
  ///
  /// @return the address it listens on, with the port that was chosen if 0 was asked for
  /// @throws ListenFailed if the address can not be had
  public InetSocketAddress listen(GuardConfig.Listener listener) throws ListenFailed {
    InetSocketAddress address = listener.address();
    for (EdgeLoop loop : loops) {
      ServerBootstrap bootstrap =
          new ServerBootstrap()
              .group(loop.eventLoop())
              .channel(transport.serverChannel())
              .option(ChannelOption.SO_BACKLOG, 4096)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, view.waterMark())
              .childHandler(new Arrival(loop, this, listener));
      if (transport != Transport.NIO && loops.size() > 1) {
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
      }
      ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new ListenFailed(address, bound.cause());
      }
      listening.add(bound.channel());
      // As configured: a socket for all addresses calls itself by its IPv6 name.
      int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
      address = new InetSocketAddress(address.getAddress(), port);
      if (transport == Transport.NIO) {
        break;
      }
    }
    return address;
  }

  /// The address can not be listened on.
  public static final class ListenFailed extends Exception {
    private static final long serialVersionUID = 1L;

    ListenFailed(InetSocketAddress address, Throwable cause) {
      super(
          "can not listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + ": "
              + cause.getMessage(),
          cause);
    }
  }

  /// Puts another view in force. When this returns, every request that comes sees it; never called
  /// by an event loop.
  public void apply(EdgeView changed) {
    view = changed;
    for (EdgeLoop loop : loops) {
      loop.eventLoop().submit(loop::look).awaitUninterruptibly(LOOK_MILLIS);
    }
    EdgeLoop first = loops.getFirst();
    first.eventLoop().execute(() -> first.probe(changed));
  }

  public EdgeView view() {
    return view;
  }

  Gate gate() {
    return services.gate();
  }

  Enforcer enforcer() {
    return enforcer;
  }

  CopyReads copies() {
    return services.copies();
  }

  Journal journal() {
    return services.journal();
  }

  InstantSource clock() {
    return services.clock();
  }

  ConnectionBudget connections() {
    return services.connections();
  }

  TlsContexts tls() {
    return services.tls();
  }

  /// Idle connections that one loop may keep to an origin.
  int maxIdle(OriginState origin) {
    return Math.max(1, origin.group().maxIdle() / loops.size());
  }

  public List<EdgeLoop> loops() {
    return List.copyOf(loops);
  }

  /// Takes no new connections.
  public void stopListening() {
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
    listening.clear();
  }

  /// Ends every connection when what is under way on it is done.
  public void drain() {
    loops.forEach(loop -> loop.eventLoop().execute(loop::drain));
  }

  /// Connections that readers hold now.
  public int connectionCount() {
    return services.connections().open();
  }

  /// Ends everything.
  public void close() {
    stopListening();
    for (EdgeLoop loop : loops) {
      loop.eventLoop().submit(loop::closeAll).awaitUninterruptibly();
    }
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}

package org.gabion.guard.wire;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/// Which of the operating system's ways to wait for sockets is used: io_uring or epoll on Linux,
/// NIO anywhere. Immutable.
public enum Transport {
  IO_URING(
      IoUringServerSocketChannel.class,
      IoUringSocketChannel.class,
      IoUringDomainSocketChannel.class),
  EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class, EpollDomainSocketChannel.class),
  NIO(NioServerSocketChannel.class, NioSocketChannel.class, NioDomainSocketChannel.class);

  private final Class<? extends ServerChannel> server;
  private final Class<? extends Channel> client;
  private final Class<? extends Channel> unix;

  Transport(
      Class<? extends ServerChannel> server,
      Class<? extends Channel> client,
      Class<? extends Channel> unix) {
    this.server = server;
    this.client = client;
    this.unix = unix;
  }

  /// The transport with this name in the configuration; `auto` is the first of epoll and NIO that
  /// works here.
  ///
  /// @throws IllegalArgumentException if the named one does not work here; the message says why
  public static Transport of(String name) {
    return switch (name) {
      case "auto" -> Epoll.isAvailable() ? EPOLL : NIO;
      case "io_uring" -> require(IO_URING, IoUring.isAvailable(), IoUring.unavailabilityCause());
      case "epoll" -> require(EPOLL, Epoll.isAvailable(), Epoll.unavailabilityCause());
      case "nio" -> NIO;
      default ->
          throw new IllegalArgumentException(
              "transport is auto, io_uring, epoll or nio, not " + name);
    };
  }

  private static Transport require(Transport wanted, boolean available, Throwable cause) {
    if (!available) {
      throw new IllegalArgumentException(
          "transport " + wanted + " does not work here: " + cause.getMessage());
    }
    return wanted;
  }

  public EventLoopGroup eventLoops(int count) {
    IoHandlerFactory factory =
        switch (this) {
          case IO_URING -> IoUringIoHandler.newFactory();
          case EPOLL -> EpollIoHandler.newFactory();
          case NIO -> NioIoHandler.newFactory();
        };
    return new MultiThreadIoEventLoopGroup(
        count, new DefaultThreadFactory("gabion-loop", true), factory);
  }

  public Class<? extends ServerChannel> serverChannel() {
    return server;
  }

  Class<? extends Channel> clientChannel() {
    return client;
  }

  Class<? extends Channel> unixChannel() {
    return unix;
  }

  SocketAddress unixAddress(Path path) {
    return this == NIO
        ? UnixDomainSocketAddress.of(path)
        : new DomainSocketAddress(path.toString());
  }
}

package org.gabion.lab.load;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

/// The only place where the lab opens connections; it refuses every address outside 127.0.0.0/8 and
/// ::1.
///
/// Invariant: a socket handed out is already connected or connecting to a loopback address, so the
/// caller cannot lead it elsewhere. An architecture test holds that no other class of the lab opens
/// a connection.
///
/// Stateless; safe for any number of threads.
public final class LoopbackSockets {
  private static final int BACKLOG = 4096;

  private LoopbackSockets() {}

  /// The address as given if it is on loopback.
  ///
  /// @throws IllegalArgumentException if it is not, or if it is a name that was not resolved
  public static InetSocketAddress requireLoopback(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    if (ip == null || !ip.isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "the lab makes load on loopback only (127.0.0.0/8, ::1), not for " + address);
    }
    return address;
  }

  /// The address that a literal, or a name all of whose addresses are on loopback, stands for.
  ///
  /// @throws IllegalArgumentException if any address of the name lies elsewhere, or it has none
  public static InetSocketAddress resolve(String host, int port) {
    try {
      InetAddress[] all = InetAddress.getAllByName(host);
      for (InetAddress one : all) {
        requireLoopback(new InetSocketAddress(one, port));
      }
      return new InetSocketAddress(all[0], port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("no address for " + host, e);
    }
  }

  /// What opens a web socket, after it has seen that it leads to loopback.
  public static WebSocket.Builder webSocket(URI address) {
    resolve(address.getHost(), address.getPort());
    return HttpClient.newBuilder().proxy(new LoopbackOnly()).build().newWebSocketBuilder();
  }

  /// The one place that the JDK's client asks for each request.
  private static final class LoopbackOnly extends ProxySelector {
    @Override
    public List<Proxy> select(URI uri) {
      resolve(uri.getHost(), Math.max(uri.getPort(), 0));
      return List.of(Proxy.NO_PROXY);
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException cause) {
      // There is no proxy to blame.
    }
  }

  /// A blocking connection from a source address such as 127.1.2.3 and a port of the kernel's
  /// choice.
  public static Socket connect(InetAddress from, InetSocketAddress to, int timeoutMillis)
      throws IOException {
    InetSocketAddress source = requireLoopback(new InetSocketAddress(from, 0));
    requireLoopback(to);
    Socket socket = new Socket();
    try {
      socket.setReuseAddress(true);
      socket.setTcpNoDelay(true);
      socket.bind(source);
      socket.connect(to, timeoutMillis);
      return socket;
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /// A non-blocking connection from a given source address; its connect may still be under way.
  public static SocketChannel begin(InetAddress from, InetSocketAddress to) throws IOException {
    InetSocketAddress source = requireLoopback(new InetSocketAddress(from, 0));
    requireLoopback(to);
    SocketChannel channel =
        SocketChannel.open(
            to.getAddress() instanceof Inet4Address
                ? StandardProtocolFamily.INET
                : StandardProtocolFamily.INET6);
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.bind(source);
      channel.connect(to);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// A blocking channel that listens; port 0 lets the kernel choose.
  public static ServerSocketChannel listen(InetSocketAddress at) throws IOException {
    requireLoopback(at);
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(at, BACKLOG);
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /// A port of 127.0.0.1 that was free a moment ago.
  public static int freePort() throws IOException {
    try (ServerSocketChannel channel = listen(resolve("127.0.0.1", 0))) {
      return channel.socket().getLocalPort();
    }
  }
}

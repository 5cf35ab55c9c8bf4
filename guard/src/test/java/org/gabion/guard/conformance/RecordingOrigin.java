package org.gabion.guard.conformance;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/// A scripted origin on a raw socket (TCP, TLS or Unix): keeps every byte it received, and answers
/// with the bytes a test wants, broken ones too.
///
/// Each connection runs the script on a virtual thread of its own. The script may be changed at any
/// time; connections already there keep theirs.
final class RecordingOrigin implements AutoCloseable {
  /// What is done on one connection, from its begin to its end.
  @FunctionalInterface
  interface Script {
    void serve(OriginWire wire) throws IOException;
  }

  private final Closeable listening;
  private final int port;
  private final List<OriginWire> connections = new CopyOnWriteArrayList<>();
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final List<IOException> troubles = new CopyOnWriteArrayList<>();
  private volatile Script script;

  private RecordingOrigin(Closeable listening, int port, Script script) {
    this.listening = listening;
    this.port = port;
    this.script = script;
  }

  static RecordingOrigin tcp(Script script) throws IOException {
    return tcp(0, script);
  }

  static RecordingOrigin tcp(int port, Script script) throws IOException {
    ServerSocket server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    return onSocket(server, script);
  }

  static RecordingOrigin tls(SSLContext context, Script script) throws IOException {
    return onSocket(
        context
            .getServerSocketFactory()
            .createServerSocket(0, 1024, InetAddress.getLoopbackAddress()),
        script);
  }

  private static RecordingOrigin onSocket(ServerSocket server, Script script) {
    RecordingOrigin origin = new RecordingOrigin(server, server.getLocalPort(), script);
    origin.run(() -> origin.wire(server.accept()));
    return origin;
  }

  private OriginWire wire(Socket socket) throws IOException {
    socket.setTcpNoDelay(true);
    return new OriginWire(
        new BufferedInputStream(socket.getInputStream(), 1 << 16),
        socket.getOutputStream(),
        socket,
        () -> lingerNot(socket),
        arrivals::add);
  }

  private static void lingerNot(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException gone) {
      // The connection is gone already: there is nothing left to reset.
    }
  }

  static RecordingOrigin unix(Path path, Script script) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    RecordingOrigin origin = new RecordingOrigin(server, -1, script);
    origin.run(() -> origin.wire(server.accept()));
    return origin;
  }

  private OriginWire wire(SocketChannel channel) {
    return new OriginWire(
        new BufferedInputStream(Channels.newInputStream(channel), 1 << 16),
        Channels.newOutputStream(channel),
        channel,
        () -> {},
        arrivals::add);
  }

  @FunctionalInterface
  private interface Accept {
    OriginWire next() throws IOException;
  }

  private void run(Accept accept) {
    Thread.ofVirtual()
        .name("origin")
        .start(
            () -> {
              try {
                while (true) {
                  OriginWire wire = accept.next();
                  connections.add(wire);
                  Thread.ofVirtual().start(() -> serve(wire));
                }
              } catch (IOException closed) {
                // The test closed the listener.
              }
            });
  }

  private void serve(OriginWire wire) {
    try (wire) {
      script.serve(wire);
    } catch (IOException trouble) {
      troubles.add(trouble);
    } finally {
      wire.markEnded();
    }
  }

  /// Answers every request in turn with the same bytes, on kept-alive connections.
  static Script answering(String response) {
    return wire -> {
      while (wire.read().isPresent()) {
        wire.write(response);
      }
    };
  }

  /// `200` with `ok`, without a body to HEAD.
  static Script ok() {
    return wire -> {
      for (var request = wire.read(); request.isPresent(); request = wire.read()) {
        wire.write(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
                + (request.get().method().equals("HEAD") ? "" : "ok"));
      }
    };
  }

  /// For connections to come.
  void script(Script next) {
    script = next;
  }

  /// Accepts no more; connections already there live on.
  void stopListening() throws IOException {
    listening.close();
  }

  int port() {
    return port;
  }

  List<OriginWire> connections() {
    return List.copyOf(connections);
  }

  /// Requests whose head came, in that order.
  List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /// What went wrong on connections, such as a reset by the guard or framing that the guard broke.
  List<IOException> troubles() {
    return List.copyOf(troubles);
  }

  void forget() {
    arrivals.clear();
  }

  /// Ends all connections, so that the next request needs a new one.
  void dropConnections() throws IOException {
    for (OriginWire wire : connections) {
      wire.close();
    }
    connections.clear();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    dropConnections();
  }
}

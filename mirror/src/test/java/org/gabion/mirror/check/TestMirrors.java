package org.gabion.mirror.check;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Mirrors on loopback addresses of their own, honest and otherwise: the JDK's HTTP server, and
/// bare sockets where a server would be too well-behaved.
final class TestMirrors implements AutoCloseable {
  private final List<Closeable> servers = new ArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private int count;

  /// Answers a request itself, or not.
  interface Twist {
    /// @param path relative to the copy's root
    /// @return whether it answered
    boolean answers(HttpExchange exchange, String path) throws IOException;
  }

  /// What a bare socket does with a connection.
  interface Line {
    void talk(Socket socket) throws Exception;
  }

  /// A mirror that serves a folder as it is.
  String honest(Path folder) throws IOException {
    return twisted(folder, (_, _) -> false);
  }

  /// A mirror that serves a folder, but for what the twist answers.
  String twisted(Path folder, Twist twist) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(next(), 0), 64);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String path = exchange.getRequestURI().getPath().substring(1);
            if (twist.answers(exchange, path)) {
              return;
            }
            Path file = folder.resolve(path);
            if (Files.isRegularFile(file)) {
              give(exchange, 200, Files.readAllBytes(file));
            } else {
              give(exchange, 404, "not here".getBytes(StandardCharsets.US_ASCII));
            }
          }
        });
    server.start();
    servers.add(() -> server.stop(0));
    return url("http", server.getAddress());
  }

  static void give(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  /// A mirror that is a bare socket.
  String bare(Line line) throws IOException {
    ServerSocket listening = new ServerSocket(0, 64, next());
    servers.add(listening);
    threads.execute(
        () -> {
          while (!listening.isClosed()) {
            try {
              Socket socket = listening.accept();
              servers.add(socket);
              threads.execute(() -> talk(line, socket));
            } catch (IOException e) {
              return;
            }
          }
        });
    return url("http", (InetSocketAddress) listening.getLocalSocketAddress());
  }

  private static void talk(Line line, Socket socket) {
    try (socket) {
      line.talk(socket);
    } catch (Exception e) {
      // The check went away.
    }
  }

  /// Reads a request's head.
  static void hear(Socket socket) throws IOException {
    int end = 0;
    while (end < 4) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("closed");
      }
      end = b == '\r' || b == '\n' ? end + 1 : 0;
    }
  }

  static void say(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /// An address where nobody listens.
  String dead() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, next())) {
      return url("http", (InetSocketAddress) free.getLocalSocketAddress());
    }
  }

  static String url(String scheme, InetSocketAddress address) {
    return scheme + "://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/";
  }

  private synchronized InetAddress next() {
    count++;
    return InetAddress.ofLiteral("127.80." + count / 200 + "." + (count % 200 + 1));
  }

  /// A copy of a folder, to be changed.
  static Path copied(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
    return to;
  }

  @Override
  public void close() throws IOException {
    for (Closeable server : List.copyOf(servers)) {
      server.close();
    }
    threads.shutdownNow();
  }
}

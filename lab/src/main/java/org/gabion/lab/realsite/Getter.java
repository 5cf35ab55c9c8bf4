package org.gabion.lab.realsite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.gabion.lab.load.HttpConnection;
import org.gabion.lab.load.LoopbackSockets;

/// Asks one server for pages over one connection. One thread.
final class Getter implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final InetSocketAddress server;
  private Optional<HttpConnection> connection = Optional.empty();

  Getter(int port) {
    this.server = LoopbackSockets.resolve("127.0.0.1", port);
  }

  /// An answer, its body read as UTF-8.
  HttpConnection.Answer get(String path) throws IOException {
    String head = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.getPort() + "\r\n\r\n";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    if (connection.isPresent()) {
      HttpConnection kept = connection.get();
      try {
        return finish(kept, kept.exchange(head, deadline));
      } catch (IOException e) {
        close();
        if (!kept.isStaleCandidate()) {
          throw new IOException(path + ": " + e.getMessage(), e);
        }
      }
    }
    HttpConnection fresh =
        HttpConnection.open(InetAddress.getByName("127.0.0.1"), server, deadline);
    connection = Optional.of(fresh);
    return finish(fresh, fresh.exchange(head, deadline));
  }

  private HttpConnection.Answer finish(HttpConnection on, HttpConnection.Answer answer)
      throws IOException {
    if (!answer.keep()) {
      on.close();
      connection = Optional.empty();
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    if (connection.isPresent()) {
      connection.get().close();
      connection = Optional.empty();
    }
  }
}

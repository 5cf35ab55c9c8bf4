package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import org.gabion.lab.load.HttpConnection;

/// Asks the guard's admin port once a second what it is doing. [#doing] may be read by any thread.
final class GuardWatch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final InetSocketAddress admin;
  private final Thread thread;
  private volatile String doing = "starting";

  private GuardWatch(InetSocketAddress admin) {
    this.admin = admin;
    this.thread = Thread.ofVirtual().name("guard-watch").unstarted(this::run);
  }

  static GuardWatch start(InetSocketAddress admin) {
    GuardWatch watch = new GuardWatch(admin);
    watch.thread.start();
    return watch;
  }

  /// A few words for the live view.
  String doing() {
    return doing;
  }

  private void run() {
    Map<String, Double> before = Map.of();
    long readAt = System.nanoTime();
    try {
      while (true) {
        try {
          Map<String, Double> now = Metrics.parse(metrics());
          long at = System.nanoTime();
          doing = GuardWords.of(before, now, Math.max(at - readAt, 1) / 1e9);
          before = now;
          readAt = at;
        } catch (IOException e) {
          doing = "its admin port does not answer: " + e.getMessage();
        }
        Thread.sleep(1_000);
      }
    } catch (InterruptedException e) {
      // The run is over.
    }
  }

  private String metrics() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpConnection connection =
        HttpConnection.open(InetAddress.getByName("127.0.0.1"), admin, deadline)) {
      String head =
          "GET /metrics HTTP/1.1\r\nHost: %s:%d\r\nConnection: close\r\n\r\n"
              .formatted(admin.getHostString(), admin.getPort());
      return connection.exchange(head, deadline).body();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

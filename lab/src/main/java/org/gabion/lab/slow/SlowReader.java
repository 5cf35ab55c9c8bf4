package org.gabion.lab.slow;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gabion.lab.load.HttpConnection;

/// A reader from a network of their own, who opens a new connection for every page: that is what
/// slow clients take away. One virtual thread.
final class SlowReader implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final long PACE_MILLIS = 100;
  private static final byte[] HOME = {127, 77, 0, 9};

  /// @param asked pages asked for
  /// @param served those answered with 200
  /// @param p95Millis of all, failed ones with the time they took
  record Outcome(int asked, int served, double p95Millis) {
    double share() {
      return asked == 0 ? 0 : (double) served / asked;
    }
  }

  private final InetSocketAddress target;
  private final CountDownLatch leave = new CountDownLatch(1);
  private final List<Double> millis = Collections.synchronizedList(new ArrayList<>());
  private final Thread thread;
  private volatile int served;

  private SlowReader(InetSocketAddress target) {
    this.target = target;
    this.thread = Thread.ofVirtual().name("reader").unstarted(this::read);
  }

  static SlowReader start(InetSocketAddress target) {
    SlowReader reader = new SlowReader(target);
    reader.thread.start();
    return reader;
  }

  private void read() {
    try {
      InetAddress home = InetAddress.getByAddress(HOME);
      int good = 0;
      while (!leave.await(PACE_MILLIS, TimeUnit.MILLISECONDS)) {
        long begun = System.nanoTime();
        if (ask(home, begun + PATIENCE.toNanos())) {
          served = ++good;
        }
        millis.add((System.nanoTime() - begun) / 1e6);
      }
    } catch (InterruptedException | IOException over) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean ask(InetAddress home, long deadline) {
    String head =
        "GET /page.html HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: Mozilla/5.0 (reader)\r\nConnection: close\r\n\r\n"
            .formatted(target.getHostString(), target.getPort());
    try (HttpConnection connection = HttpConnection.open(home, target, deadline)) {
      return connection.exchange(head, deadline).status() == 200;
    } catch (IOException unserved) {
      return false;
    }
  }

  /// The reader leaves; what they met.
  Outcome finish() throws InterruptedException {
    leave.countDown();
    thread.join();
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    double p95 = sorted.isEmpty() ? 0 : sorted.get((int) (0.95 * (sorted.size() - 1)));
    return new Outcome(sorted.size(), served, p95);
  }

  @Override
  public void close() {
    leave.countDown();
  }
}

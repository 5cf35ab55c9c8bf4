package org.gabion.lab.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.gabion.lab.load.HttpConnection;

/// People who were never here before: fifty times a second somebody from a network that has not
/// been seen opens one page and four of its assets, politely, on one connection, and leaves. One
/// virtual thread.
final class FreshReaders implements AutoCloseable {
  private static final Duration PACE = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int ASKS = 5;
  private static final int NETWORKS = 100 * 256;

  /// @param requests they made
  /// @param troubles requests that were not answered with 200, each trouble with its count
  record Outcome(long readers, long requests, Map<String, Long> troubles) {
    long refused() {
      return troubles.values().stream().mapToLong(Long::longValue).sum();
    }

    double refusedShare() {
      return requests == 0 ? 0 : (double) refused() / requests;
    }
  }

  private final InetSocketAddress target;
  private final int first;
  private final Thread thread;
  private final Map<String, Long> troubles = new TreeMap<>();
  private int readers;
  private long requests;
  private volatile boolean leaving;

  private FreshReaders(InetSocketAddress target, int first) {
    this.target = target;
    this.first = first;
    this.readers = first;
    this.thread = Thread.ofVirtual().name("fresh-readers").unstarted(this::come);
  }

  /// @param first number of the first reader: readers of another run do not come again
  static FreshReaders start(InetSocketAddress target, int first) {
    FreshReaders fresh = new FreshReaders(target, first);
    fresh.thread.start();
    return fresh;
  }

  /// No more readers come; returns what those who came met.
  Outcome finish() throws InterruptedException {
    leaving = true;
    thread.join();
    return new Outcome(readers - first, requests, Map.copyOf(troubles));
  }

  /// Networks in turn, so that two readers from one /24 come minutes apart.
  static InetAddress address(int reader) throws UnknownHostException {
    int network = reader % NETWORKS;
    int host = 1 + reader / NETWORKS % 250;
    return InetAddress.getByAddress(
        new byte[] {127, (byte) (128 + network % 100), (byte) (network / 100), (byte) host});
  }

  private void come() {
    long start = System.nanoTime();
    try {
      while (!leaving) {
        long due = start + (readers - first) * PACE.toNanos();
        Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        visit(address(readers));
        readers++;
      }
    } catch (InterruptedException | UnknownHostException e) {
      troubles.merge("the readers' thread ended: " + e, 1L, Long::sum);
    }
  }

  private void visit(InetAddress local) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpConnection connection = HttpConnection.open(local, target, deadline)) {
      for (int i = 0; i < ASKS; i++) {
        requests++;
        int status = connection.exchange(head(i), deadline).status();
        if (status != 200) {
          troubles.merge("status " + status, 1L, Long::sum);
        }
      }
    } catch (IOException e) {
      troubles.merge(e.getClass().getSimpleName(), 1L, Long::sum);
    }
  }

  private String head(int turn) {
    return "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0)\r\n\r\n"
        .formatted(turn == 0 ? "/" : "/assets/" + turn, target.getHostString(), target.getPort());
  }

  @Override
  public void close() {
    leaving = true;
  }
}

package org.gabion.lab.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.gabion.lab.load.HttpConnection;

/// One connection with one request from each of up to 3,000,000 loopback addresses, neighbours in
/// time from different /24s. A few virtual threads take the addresses in turn.
final class RealSources {
  private static final int LANES = 24;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// @param refused answers of 400 and above
  /// @param broken connections that gave no answer
  record Outcome(int sources, long served, long refused, long broken, double seconds) {}

  private RealSources() {}

  static Outcome ask(int sources, InetSocketAddress target) throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    LongAdder served = new LongAdder();
    LongAdder refused = new LongAdder();
    LongAdder broken = new LongAdder();
    long start = System.nanoTime();
    List<Thread> lanes = new ArrayList<>();
    for (int i = 0; i < LANES; i++) {
      lanes.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int n = next.getAndIncrement(); n < sources; n = next.getAndIncrement()) {
                      try {
                        (status(address(n), target) < 400 ? served : refused).increment();
                      } catch (IOException e) {
                        broken.increment();
                      }
                    }
                  }));
    }
    for (Thread lane : lanes) {
      lane.join();
    }
    return new Outcome(
        sources, served.sum(), refused.sum(), broken.sum(), (System.nanoTime() - start) / 1e9);
  }

  static InetAddress address(int index) throws UnknownHostException {
    int network = index % (48 * 256);
    int host = 1 + index / (48 * 256) % 254;
    return InetAddress.getByAddress(
        new byte[] {127, (byte) (70 + network % 48), (byte) (network / 48), (byte) host});
  }

  private static int status(InetAddress local, InetSocketAddress target) throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try (HttpConnection connection = HttpConnection.open(local, target, deadline)) {
      String head =
          "GET /robots.txt HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: Mozilla/5.0\r\nConnection: close\r\n\r\n"
              .formatted(target.getHostString(), target.getPort());
      return connection.exchange(head, deadline).status();
    }
  }
}

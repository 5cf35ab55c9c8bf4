package org.gabion.lab.demo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGeneratorFactory;

/// The simulated readers of one run, each from an address in a /24 of its own (127.20.1.7,
/// 127.20.2.7, ...). [#visits] may be read at any time by any thread; starting and leaving belong
/// to one.
final class Readers implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final List<String> AGENTS =
      List.of(
          "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
              + " Chrome/141.0.0.0 Safari/537.36",
          "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like"
              + " Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
          "Mozilla/5.0 (Android 15; Mobile; rv:141.0) Gecko/141.0 Firefox/141.0");

  private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch leave = new CountDownLatch(1);

  private Readers() {}

  static Readers start(int count, InetSocketAddress site, long seed) throws UnknownHostException {
    Readers readers = new Readers();
    RandomGeneratorFactory<?> random = RandomGeneratorFactory.of("L64X128MixRandom");
    for (int i = 0; i < count; i++) {
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 20, (byte) (i + 1), 7});
      Browser browser = new Browser(local, site, PATIENCE, AGENTS.get(i % AGENTS.size()));
      Reader reader =
          new Reader(browser, random.create(seed + i), readers.leave, readers.visits::add);
      readers.threads.add(Thread.ofVirtual().name("reader-" + (i + 1)).start(reader));
    }
    return readers;
  }

  /// All finished visits that began between two moments of `System.nanoTime`.
  List<Visit> visits(long from, long to) {
    return visits.stream()
        .filter(v -> v.startedNanos() - from >= 0 && v.startedNanos() - to < 0)
        .toList();
  }

  /// All finished visits that ended after a moment: what the live view shows.
  List<Visit> endedSince(long from) {
    return visits.stream().filter(v -> v.startedNanos() + v.tookNanos() - from >= 0).toList();
  }

  /// Nobody opens another page; returns when all have finished theirs, at most patience and a bit
  /// later.
  void leave() throws InterruptedException {
    leave.countDown();
    long until = System.nanoTime() + PATIENCE.toNanos() + 500_000_000L;
    for (Thread thread : threads) {
      long left = until - System.nanoTime();
      thread.join(Duration.ofNanos(Math.max(left, 1)));
    }
  }

  @Override
  public void close() {
    leave.countDown();
    threads.forEach(Thread::interrupt);
  }
}

package org.gabion.lab.storm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gabion.lab.load.HttpConnection;
import org.gabion.lab.load.HttpConnection.Answer;

/// Readers who ask for one thing after the other at a steady pace over kept connections, and never
/// try the same request twice: every broken connection and every answer but 200 is a failed
/// request. One virtual thread each; the record may be read by any thread.
final class SteadyReaders implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /// One request of one reader.
  ///
  /// @param endedNanos by `System.nanoTime`
  /// @param trouble empty when the answer was 200
  record Request(int reader, long endedNanos, String trouble) {
    boolean served() {
      return trouble.isEmpty();
    }
  }

  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final CountDownLatch leave = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final InetSocketAddress target;
  private final long paceMillis;

  private SteadyReaders(InetSocketAddress target, long paceMillis) {
    this.target = target;
    this.paceMillis = paceMillis;
  }

  static SteadyReaders start(int count, InetSocketAddress target, Duration pace)
      throws UnknownHostException {
    SteadyReaders readers = new SteadyReaders(target, pace.toMillis());
    for (int i = 0; i < count; i++) {
      InetAddress local = InetAddress.getByAddress(new byte[] {127, 20, (byte) (i + 1), 9});
      readers.threads.add(Thread.ofVirtual().start(readers.new Walk(i, local)));
    }
    return readers;
  }

  int count() {
    return threads.size();
  }

  long total() {
    return requests.size();
  }

  /// Failed requests that ended between two moments, each trouble with its count.
  Map<String, Long> failures(long from, long to) {
    Map<String, Long> failures = new TreeMap<>();
    for (Request request : requests) {
      if (!request.served() && request.endedNanos() - from >= 0 && request.endedNanos() - to < 0) {
        failures.merge(request.trouble(), 1L, Long::sum);
      }
    }
    return failures;
  }

  /// Requests that ended between two moments.
  long between(long from, long to) {
    return requests.stream()
        .filter(r -> r.endedNanos() - from >= 0 && r.endedNanos() - to < 0)
        .count();
  }

  /// When the last of the readers was served for the first time since a moment; empty while one
  /// still waits.
  OptionalLong allServedSince(long from) {
    long[] first = new long[threads.size()];
    for (Request request : requests) {
      long after = request.endedNanos() - from;
      int reader = request.reader();
      if (request.served() && after > 0 && (first[reader] == 0 || after < first[reader])) {
        first[reader] = after;
      }
    }
    long last = 0;
    for (long after : first) {
      if (after == 0) {
        return OptionalLong.empty();
      }
      last = Math.max(last, after);
    }
    return OptionalLong.of(last);
  }

  @Override
  public void close() {
    leave.countDown();
    for (Thread thread : threads) {
      try {
        thread.join(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private final class Walk implements Runnable {
    private final int reader;
    private final InetAddress local;
    private Optional<HttpConnection> kept = Optional.empty();

    Walk(int reader, InetAddress local) {
      this.reader = reader;
      this.local = local;
    }

    @Override
    public void run() {
      int turn = reader;
      try {
        while (!leave.await(paceMillis, TimeUnit.MILLISECONDS)) {
          turn++;
          String path = turn % 4 == 0 ? "/articles/" + (1 + turn % 30) : "/assets/site.css";
          String trouble = ask(path);
          requests.add(new Request(reader, System.nanoTime(), trouble));
        }
        drop();
      } catch (InterruptedException | IOException e) {
        // The storm is over.
      }
    }

    private String ask(String path) throws IOException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      try {
        HttpConnection connection =
            kept.isPresent() ? kept.get() : HttpConnection.open(local, target, deadline);
        kept = Optional.of(connection);
        Answer answer = connection.exchange(head(path), deadline);
        if (!answer.keep()) {
          drop();
        }
        return answer.status() == 200 ? "" : "status " + answer.status();
      } catch (IOException e) {
        drop();
        return e.getClass().getSimpleName() + ": " + e.getMessage();
      }
    }

    private String head(String path) {
      return "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUser-Agent: Mozilla/5.0 (steady reader)\r\nAccept: */*\r\n\r\n"
          .formatted(path, target.getHostString(), target.getPort());
    }

    private void drop() throws IOException {
      if (kept.isPresent()) {
        kept.get().close();
      }
      kept = Optional.empty();
    }
  }
}

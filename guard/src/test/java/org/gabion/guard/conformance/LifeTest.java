package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.gabion.guard.GuardConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Draining and reloading: what runs is finished, nobody is dropped.
@ExtendWith(LeakWatch.class)
class LifeTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final CountDownLatch go = new CountDownLatch(1);
  private final RecordingOrigin origin = RecordingOrigin.tcp(this::waits);
  private final GuardSetup setup =
      GuardSetup.inFrontOf(origin).listen(false, false, false).listen(false, true, false);

  LifeTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    go.countDown();
    origin.close();
  }

  /// `/slow` is answered once the test says so.
  private void waits(OriginWire wire) throws IOException {
    for (var request = wire.read(); request.isPresent(); request = wire.read()) {
      if (request.get().line().contains("/slow")) {
        wire.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
        try {
          go.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
          throw new IOException(interrupted);
        }
        wire.write(" more");
      } else {
        wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      }
    }
  }

  private static CompletableFuture<Integer> drain(RunningGuard guard) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return guard.guard().drain();
          } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
          }
        });
  }

  @Test
  void drain_withAnswersUnderWay_finishesThemAndTakesNothingNew() throws Exception {
    try (RunningGuard guard = setup.start();
        WireClient idle = guard.connect();
        WireClient busy = guard.connect();
        Http2Wire http2 = Http2Wire.connect(guard.port(1))) {
      assertThat(idle.send(GET).answer().status()).isEqualTo(200);
      busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      http2.get(1, "/slow");
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> http2.stream(1).payload() == 4);
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> origin.arrivals().size() == 3);
      CompletableFuture<Integer> drained = drain(guard);
      assertThat(idle.rest()).as("an idle connection is closed").isEmpty();
      assertThat(http2.until(() -> http2.goAwayCount() > 0)).as("GOAWAY").isTrue();
      assertThat(http2.goAwayCode()).isZero();
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> !accepts(guard.port()));
      go.countDown();
      assertThat(busy.answer().text()).isEqualTo("half more");
      busy.awaitClose();
      assertThat(http2.await(1).text()).isEqualTo("half more");
      assertThat(drained.get(10, TimeUnit.SECONDS)).as("connections cut off").isZero();
    }
  }

  private static boolean accepts(int port) {
    try (WireClient client = WireClient.connect(port)) {
      return client.socket().isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void drain_pastItsDeadline_cutsOffWhatIsLeft() throws Exception {
    setup.drainDeadline = Duration.ofMillis(400);
    try (RunningGuard guard = setup.start();
        WireClient busy = guard.connect()) {
      busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> origin.arrivals().size() == 1);
      assertThat(drain(guard).get(10, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(busy.answer().whole()).isFalse();
    }
  }

  @Test
  void reload_withConnectionsOpen_dropsNoneAndAppliesToTheNextRequest() throws Exception {
    try (RecordingOrigin other =
            RecordingOrigin.tcp(
                RecordingOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew"));
        RunningGuard guard = setup.start();
        WireClient idle = guard.connect();
        WireClient busy = guard.connect();
        Http2Wire http2 = Http2Wire.connect(guard.port(1))) {
      assertThat(idle.send(GET).answer().text()).isEqualTo("ok");
      busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
      http2.get(1, "/slow");
      Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> http2.stream(1).payload() == 4);
      GuardConfig changed =
          GuardSetup.inFrontOf(other)
              .listen(false, false, false)
              .listen(false, true, false)
              .config();
      guard.reload(changed);
      assertThat(idle.send(GET).answer().text()).isEqualTo("new");
      go.countDown();
      assertThat(busy.answer().text()).isEqualTo("half more");
      assertThat(busy.send(GET).answer().text()).isEqualTo("new");
      assertThat(http2.await(1).text()).isEqualTo("half more");
      http2.get(3, "/");
      assertThat(http2.await(3).text()).isEqualTo("new");
    }
  }

  @Test
  void reload_againAndAgainUnderLoad_failsNoRequest() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    try (RunningGuard guard = setup.start()) {
      Thread[] readers = new Thread[4];
      for (int i = 0; i < readers.length; i++) {
        readers[i] =
            Thread.ofVirtual()
                .start(
                    () -> {
                      while (!over.get()) {
                        try (WireClient client = guard.connect()) {
                          for (int k = 0; k < 20 && !over.get(); k++) {
                            if (client.send(GET).answer().status() == 200) {
                              served.incrementAndGet();
                            } else {
                              failed.incrementAndGet();
                            }
                          }
                        } catch (IOException broken) {
                          failed.incrementAndGet();
                        }
                      }
                    });
      }
      GuardConfig config = guard.config();
      for (int i = 0; i < 50; i++) {
        int already = served.get();
        guard.reload(config);
        Awaitility.await()
            .pollInterval(Duration.ofMillis(5))
            .atMost(Duration.ofSeconds(5))
            .until(() -> served.get() > already);
      }
      over.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
    }
    assertThat(failed.get()).isZero();
    assertThat(served.get()).isGreaterThanOrEqualTo(50);
  }
}

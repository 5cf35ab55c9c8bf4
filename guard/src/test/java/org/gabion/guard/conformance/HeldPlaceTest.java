package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Clients that keep the origin waiting, by a request that trickles in or an answer that is not
/// taken, neither keep others out nor hold on to its connections.
@ExtendWith(LeakWatch.class)
class HeldPlaceTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String GET_LARGE = "GET /large HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String HALF =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345";
  private static final int LARGE = 64 << 20;

  private final CountDownLatch work = new CountDownLatch(1);
  private final RecordingOrigin origin = RecordingOrigin.tcp(this::serve);
  private final GuardSetup setup = GuardSetup.inFrontOf(origin).withAdminPort();

  HeldPlaceTest() throws Exception {
    setup.concurrency = 1;
    setup.maxConcurrency = 1;
    setup.bodyGrace = GuardSetup.LONG;
  }

  @AfterEach
  void stop() throws Exception {
    work.countDown();
    origin.close();
  }

  private void serve(OriginWire wire) throws IOException {
    byte[] block = new byte[1 << 16];
    for (var request = wire.read(); request.isPresent(); request = wire.read()) {
      String head = request.get().head();
      if (head.startsWith("POST")) {
        awaitWork();
      }
      int length = head.contains("/large") ? LARGE : 0;
      wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
      for (int left = length; left > 0; left -= block.length) {
        wire.write(block);
      }
    }
  }

  private void awaitWork() throws IOException {
    try {
      work.await();
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  private static void awaitMetric(RunningGuard guard, String line) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(8))
        .untilAsserted(() -> assertThat(guard.metrics()).contains(line));
  }

  @Test
  void body_thatTricklesIn_holdsAPlaceOnlyOnceItIsWhole() throws Exception {
    try (RunningGuard guard = setup.start();
        WireClient slow = guard.connect();
        WireClient other = guard.connect()) {
      slow.send(HALF);
      awaitMetric(guard, "gabion_origin_requests_in_flight 0.0");
      assertThat(other.send(GET).answer().status()).isEqualTo(200);
      slow.send("67890");
      awaitMetric(guard, "gabion_origin_requests_in_flight 1.0");
      work.countDown();
      assertThat(slow.answer().status()).isEqualTo(200);
      awaitMetric(guard, "gabion_origin_requests_in_flight 0.0");
    }
  }

  @Test
  void answer_thatIsNotTaken_holdsNoPlace() throws Exception {
    try (RunningGuard guard = setup.start();
        WireClient slow = WireClient.from("127.0.0.1", guard.port(), 16 << 10);
        WireClient other = guard.connect()) {
      slow.send(GET_LARGE).bytes(1000);
      assertThat(other.send(GET).answer().status()).isEqualTo(200);
      awaitMetric(guard, "gabion_origin_requests_in_flight 0.0");
    }
  }

  @Test
  void connections_heldByThoseWhoTakeNothing_comeBackWhenTheyRunShort() throws Exception {
    setup.maxOriginConnections = 10;
    setup.concurrency = 64;
    setup.maxConcurrency = 64;
    try (RunningGuard guard = setup.start()) {
      List<WireClient> slow = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        slow.add(WireClient.from("127.0.0.1", guard.port(), 16 << 10));
        slow.getLast().send(GET_LARGE).bytes(1000);
      }
      try (WireClient other = guard.connect()) {
        awaitMetric(guard, "gabion_connections_cut_total{cause=\"slow-reader\"} 8.0");
        assertThat(other.send(GET).answer().status()).isEqualTo(200);
      } finally {
        for (WireClient client : slow) {
          client.close();
        }
      }
    }
  }

  @Test
  void connections_heldByFew_stay() throws Exception {
    setup.maxOriginConnections = 100;
    setup.concurrency = 64;
    setup.maxConcurrency = 64;
    try (RunningGuard guard = setup.start();
        WireClient slow = WireClient.from("127.0.0.1", guard.port(), 16 << 10)) {
      slow.send(GET_LARGE).bytes(1000);
      long begun = System.nanoTime();
      Awaitility.await().until(() -> System.nanoTime() - begun > 4_000_000_000L);
      assertThat(guard.metrics())
          .contains("gabion_connections_cut_total{cause=\"slow-reader\"} 0.0");
    }
  }
}

package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Who takes too long is let go; each with a calm twin who is only slow. Limits are short here, so
/// that nobody waits.
@ExtendWith(LeakWatch.class)
class DeadlineTest {
  private static final Duration SHORT = Duration.ofMillis(600);
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private final RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
  private final GuardSetup setup = GuardSetup.inFrontOf(origin);

  DeadlineTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    origin.close();
  }

  /// Sends one byte after the other at a pace, until the guard has had enough or `over` is set.
  private static void trickle(WireClient client, String text, long paceMillis, AtomicBoolean over) {
    try {
      for (int i = 0; i < text.length() && !over.get(); i++) {
        client.send(text.substring(i, i + 1));
        Thread.sleep(paceMillis);
      }
    } catch (IOException closed) {
      // The guard had enough.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void head_thatTrickles_isCutOffThoughEachByteComesInTime() throws Exception {
    setup.headDeadline = SHORT;
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      AtomicBoolean over = new AtomicBoolean();
      Thread slow =
          Thread.ofVirtual()
              .start(
                  () ->
                      trickle(
                          client, "GET / HTTP/1.1\r\nHost: a\r\nX: " + "y".repeat(500), 50, over));
      assertThat(client.answer().status()).isEqualTo(408);
      over.set(true);
      slow.join();
      assertThat(origin.arrivals()).isEmpty();
    }
  }

  @Test
  void head_thatTricklesWithinTheDeadline_isServed() throws Exception {
    setup.headDeadline = Duration.ofSeconds(30);
    setup.keepAlive = SHORT;
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      trickle(client, GET, 30, new AtomicBoolean());
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void connection_thatSaysNothing_isClosed() throws Exception {
    setup.headDeadline = SHORT;
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void connection_thatStaysIdleBetweenRequests_isClosed() throws Exception {
    setup.keepAlive = SHORT;
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void connection_http2ThatSaysNothing_isClosed() throws Exception {
    setup.headDeadline = SHORT;
    setup.keepAlive = SHORT;
    setup.listen(false, true, false);
    try (RunningGuard guard = setup.start();
        Http2Wire bare = Http2Wire.bare(guard.port());
        Http2Wire greeted = Http2Wire.connect(guard.port())) {
      assertThat(bare.until(bare::ended)).isTrue();
      assertThat(greeted.until(greeted::ended)).isTrue();
    }
  }

  @Test
  void head_http2ThatNeverEnds_isCutOff() throws Exception {
    setup.headDeadline = SHORT;
    setup.listen(false, true, false);
    try (RunningGuard guard = setup.start();
        Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.headers(1, 0, ":method", "GET");
      assertThat(wire.until(wire::ended)).isTrue();
    }
  }

  @Test
  void body_slowerThanTheMinimumRate_isCutOff() throws Exception {
    setup.bodyGrace = SHORT;
    setup.minBodyRate = 10_000;
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
      AtomicBoolean over = new AtomicBoolean();
      Thread slow = Thread.ofVirtual().start(() -> trickle(client, "x".repeat(500), 50, over));
      assertThat(client.answer().status()).isEqualTo(408);
      over.set(true);
      slow.join();
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> origin.connections().getFirst().ended());
      assertThat(origin.arrivals().getFirst().whole()).isFalse();
    }
  }

  @Test
  void body_slowButAboveTheMinimumRate_isTaken() throws Exception {
    setup.bodyGrace = SHORT;
    setup.minBodyRate = 5;
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n");
      trickle(client, "x".repeat(40), 40, new AtomicBoolean());
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void body_http2SlowerThanTheMinimumRate_isCutOff() throws Exception {
    setup.bodyGrace = SHORT;
    setup.minBodyRate = 10_000;
    setup.listen(false, true, false);
    try (RunningGuard guard = setup.start();
        Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.post(1, "/");
      wire.data(1, false, "x");
      Http2Wire.StreamView view = wire.await(1);
      assertThat(view.status() == 408 || view.resetCode() >= 0).as(view.toString()).isTrue();
      Awaitility.await()
          .atMost(Duration.ofSeconds(5))
          .until(() -> origin.connections().getFirst().ended());
      assertThat(origin.arrivals().getFirst().whole()).isFalse();
    }
  }

  @Test
  void answer_takenSlowerThanTheMinimumRate_isCutOff() throws Exception {
    setup.bodyGrace = SHORT;
    setup.minReadRate = 1 << 20;
    origin.script(
        wire -> {
          wire.read();
          wire.write("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n");
          wire.write(new byte[200_000_000]);
        });
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.from("127.0.0.1", guard.port(), 8 << 10)) {
      client.send(GET).bytes(500);
      // Reading nothing more: the guard lets go of the reader and of the origin.
      Awaitility.await()
          .atMost(Duration.ofSeconds(8))
          .until(() -> origin.connections().getFirst().ended());
    }
  }
}

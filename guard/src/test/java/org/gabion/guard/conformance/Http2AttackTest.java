package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.gabion.guard.GuardConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Attacks by slowness and by streams, which [Http2FloodTest]'s floods of frames are not, each with
/// the calm reader that does the same in measure and must not notice anything.
class Http2AttackTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int CANCEL = 8;
  private static final int FREE = 20;

  @SuppressWarnings("NullAway.Init") // each scene sets it first
  private RecordingOrigin origin;

  @SuppressWarnings("NullAway.Init") // each scene sets it first
  private RunningGuard guard;

  @AfterEach
  void stop() throws Exception {
    guard.close();
    origin.close();
  }

  private Http2Wire against(RecordingOrigin.Script script) throws Exception {
    return against(script, new Change());
  }

  /// What a scene changes of the limits.
  private static final class Change {
    int streams = 100;
    Duration grace = Duration.ofSeconds(30);
    Duration head = GuardSetup.LONG;
    long rate = 1;
    long maxBody = 64 << 20;
  }

  private Http2Wire against(RecordingOrigin.Script script, Change change) throws Exception {
    origin = RecordingOrigin.tcp(script);
    GuardSetup setup = GuardSetup.inFrontOf(origin).listen(false, true, false);
    setup.bodyGrace = change.grace;
    setup.headDeadline = change.head;
    setup.minBodyRate = change.rate;
    setup.minReadRate = change.rate;
    setup.maxRequestBody = change.maxBody;
    setup.eventLoops = 1;
    setup.http2 =
        _ ->
            new GuardConfig.Http2Limits(
                change.streams, 8192, 65_536, 16_384, FREE, 1, 3, FREE, 1, FREE, 1, FREE, 1);
    guard = setup.start();
    return Http2Wire.connect(guard.port());
  }

  /// The guard says ENHANCE_YOUR_CALM and ends the connection.
  private static void assertCalmed(Http2Wire wire) {
    assertThat(wire.until(wire::ended)).isTrue();
    assertThat(wire.goAwayCode()).isEqualTo(ENHANCE_YOUR_CALM);
  }

  private static void assertServes(Http2Wire wire, int stream) throws IOException {
    wire.get(stream, "/");
    assertThat(wire.await(stream).status()).isEqualTo(200);
    assertThat(wire.goAwayCode()).isEqualTo(-1);
  }

  /// Sends until the guard has had enough.
  private static void flood(Http2Wire wire, int times, Sending sending) throws IOException {
    try {
      for (int i = 0; i < times && !wire.ended(); i++) {
        sending.send(i);
      }
    } catch (IOException closed) {
      // The guard ended the connection while we wrote.
    }
  }

  @FunctionalInterface
  private interface Sending {
    void send(int number) throws IOException;
  }

  // ---- rapid reset, CVE-2023-44487

  @Test
  void rapidReset_flood_endsAndTheOriginWorksOnNoMoreThanTheStreams() throws Exception {
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    Change change = new Change();
    change.streams = 5;
    try (Http2Wire wire =
        against(
            connection -> {
              while (connection.read().isPresent()) {
                most.accumulateAndGet(working.incrementAndGet(), Math::max);
                awaiting(release);
                working.decrementAndGet();
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              }
            },
            change)) {
      for (int i = 0; i < change.streams; i++) {
        wire.get(2 * i + 1, "/");
      }
      await().until(() -> most.get() == change.streams);
      flood(
          wire,
          200,
          i -> {
            wire.reset(2 * i + 1, CANCEL);
            wire.get(2 * (i + change.streams) + 1, "/");
          });
      assertCalmed(wire);
      assertThat(most.get()).isEqualTo(change.streams);
      release.countDown();
    }
  }

  private static void awaiting(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  @Test
  void streams_beyondTheLimit_areRefusedAndMayBeTriedAgain() throws Exception {
    Change change = new Change();
    change.streams = 2;
    CountDownLatch release = new CountDownLatch(1);
    try (Http2Wire wire =
        against(
            connection -> {
              while (connection.read().isPresent()) {
                awaiting(release);
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              }
            },
            change)) {
      wire.get(1, "/");
      wire.get(3, "/");
      wire.get(5, "/");
      assertThat(wire.await(5).resetCode()).isEqualTo(7);
      release.countDown();
      assertThat(wire.await(1).status()).isEqualTo(200);
      assertThat(wire.await(3).status()).isEqualTo(200);
      assertServes(wire, 7);
    }
  }

  // ---- MadeYouReset, CVE-2025-8671: faults that make a server reset its own streams

  @Test
  void madeYouReset_dataBehindTheEnd_endsTheConnectionAtOnce() throws Exception {
    try (Http2Wire wire = against(silent())) {
      wire.get(1, "/");
      wire.data(1, false, "x");
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(wire.goAwayCode()).isEqualTo(5);
    }
  }

  @Test
  void madeYouReset_oneBrokenBodyAmongGoodOnes_isAnsweredAndTheOthersAreServed() throws Exception {
    try (Http2Wire wire = against(RecordingOrigin.ok())) {
      assertServes(wire, 1);
      wire.headers(
          3,
          Http2Wire.END_HEADERS,
          ":method",
          "POST",
          ":scheme",
          "http",
          ":path",
          "/",
          ":authority",
          "a",
          "content-length",
          "1");
      wire.data(3, true, "too much");
      assertThat(wire.await(3).status()).isEqualTo(400);
      assertServes(wire, 5);
    }
  }

  private static RecordingOrigin.Script silent() {
    return connection -> {
      while (connection.read().isPresent()) {
        // The origin takes requests and says nothing.
      }
    };
  }

  // ---- heads

  @Test
  void trickledHead_beyondItsDeadline_endsTheConnection() throws Exception {
    Change change = new Change();
    change.head = Duration.ofMillis(400);
    try (Http2Wire wire = against(RecordingOrigin.ok(), change)) {
      assertServes(wire, 1);
      wire.headers(3, 0, ":method", "GET");
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(wire.goAwayCode()).isEqualTo(0);
    }
  }

  /// One byte that stands for a field of 4,000, again and again.
  @Test
  void hpackBomb_ofIndexedFields_isRefusedAndTheConnectionGoesOn() throws Exception {
    try (Http2Wire wire = against(RecordingOrigin.ok())) {
      byte[] big = Http2Wire.block("x", "y".repeat(3900));
      big[0] = 0x40;
      byte[] bomb = new byte[big.length + 2000];
      System.arraycopy(big, 0, bomb, 0, big.length);
      Arrays.fill(bomb, big.length, bomb.length, (byte) (0x80 | 62));
      wire.frame(Http2Wire.HEADERS, 5, 1, bomb);
      assertThat(wire.await(1).status()).isEqualTo(431);
      assertServes(wire, 3);
    }
  }

  /// [Http2Wire] gives windows back for each frame, as some readers do.
  @Test
  void windowUpdate_forEachFrameOfALongAnswer_isServed() throws Exception {
    int size = 8 << 20;
    try (Http2Wire wire = against(body(size))) {
      wire.get(1, "/");
      assertThat(wire.await(1).payload()).isEqualTo(size);
      assertServes(wire, 3);
    }
  }

  private static RecordingOrigin.Script body(int size) {
    byte[] payload = new byte[size];
    return connection -> {
      while (connection.read().isPresent()) {
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
        connection.write(payload);
      }
    };
  }

  // ---- slow reading, CVE-2019-9517 and 9511

  @Test
  void tinyWindow_openedByteByByte_ends() throws Exception {
    try (Http2Wire wire = against(body(1 << 20))) {
      wire.withoutReturningWindow().settings(4, 1);
      wire.get(1, "/");
      flood(
          wire,
          1000,
          i -> {
            wire.until(() -> wire.stream(1).payload() > i || wire.ended());
            wire.window(1, 1);
          });
      assertCalmed(wire);
    }
  }

  @Test
  void closedWindow_beyondTheGrace_endsTheStreamOnly() throws Exception {
    Change change = new Change();
    change.grace = Duration.ofMillis(500);
    change.rate = 1000;
    try (Http2Wire wire = against(body(1 << 20), change)) {
      wire.withoutReturningWindow().settings(4, 0);
      wire.get(1, "/");
      assertThat(wire.await(1).resetCode()).isEqualTo(CANCEL);
      assertThat(wire.goAwayCode()).isEqualTo(-1);
    }
  }

  @Test
  void slowWindow_aboveTheMinimumRate_isServed() throws Exception {
    Change change = new Change();
    change.grace = Duration.ofMillis(500);
    change.rate = 1000;
    int size = 80_000;
    try (Http2Wire wire = against(body(size), change)) {
      wire.withoutReturningWindow();
      wire.get(1, "/");
      long last = -1;
      while (!wire.stream(1).done()) {
        long now = wire.stream(1).payload();
        wire.until(() -> wire.stream(1).payload() > now || wire.stream(1).done(), 50_000_000L);
        if (now == last) {
          wire.window(0, 2000);
          wire.window(1, 2000);
        }
        last = now;
      }
      assertThat(wire.stream(1).payload()).isEqualTo(size);
    }
  }

  @Test
  void slowBody_belowTheMinimumRate_getsA408() throws Exception {
    Change change = new Change();
    change.grace = Duration.ofMillis(500);
    change.rate = 1000;
    try (Http2Wire wire = against(RecordingOrigin.ok(), change)) {
      wire.post(1, "/");
      wire.data(1, false, "a");
      assertThat(wire.await(1).status()).isEqualTo(408);
      assertServes(wire, 3);
    }
  }

  @Test
  void slowBody_whileTheOriginIsSlow_isWaitedFor() throws Exception {
    Change change = new Change();
    change.grace = Duration.ofMillis(500);
    change.rate = 1000;
    try (Http2Wire wire =
        against(
            connection -> {
              var head = connection.readHead();
              if (head.isPresent()) {
                pause(Duration.ofMillis(1500));
                connection.readBody(head.get());
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
              }
            },
            change)) {
      wire.post(1, "/");
      wire.data(1, true, "done at once");
      assertThat(wire.await(1).status()).isEqualTo(200);
    }
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  // ---- windows that we give

  /// The origin never finishes its side of the TLS handshake, so that the guard must hold what
  /// comes.
  @Test
  void data_beyondTheWindow_endsTheConnection() throws Exception {
    origin = RecordingOrigin.tcp(OriginWire::awaitEnd);
    guard =
        GuardSetup.inFrontOf(new GuardConfig.Origin.Tcp("127.0.0.1", origin.port(), true))
            .listen(false, true, false)
            .start();
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      assertThat(wire.until(() -> wire.serverSettings().containsKey(4))).isTrue();
      long window = wire.serverSettings().getOrDefault(4, 0L);
      wire.post(1, "/");
      String frame = "x".repeat(16_384);
      for (long sent = 0; sent + frame.length() <= window; sent += frame.length()) {
        wire.data(1, false, frame);
      }
      wire.ping();
      assertThat(wire.until(() -> wire.pongs() == 1)).isTrue();
      assertThat(wire.windowGiven(1)).isZero();
      assertThat(wire.goAwayCode()).isEqualTo(-1);
      wire.data(1, false, frame);
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(wire.goAwayCode()).isEqualTo(3);
    }
  }

  @Test
  void body_largerThanTheSiteTakes_gets413AndTheRestIsDropped() throws Exception {
    Change change = new Change();
    change.maxBody = 1000;
    try (Http2Wire wire = against(RecordingOrigin.ok(), change)) {
      wire.post(1, "/");
      wire.data(1, false, "x".repeat(600));
      wire.data(1, false, "x".repeat(600));
      wire.data(1, true, "x".repeat(600));
      assertThat(wire.await(1).status()).isEqualTo(413);
      assertServes(wire, 3);
    }
  }
}

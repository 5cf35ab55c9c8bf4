package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Attacks by frames that serve nobody, each with a calm twin that must pass untouched.
@ExtendWith(LeakWatch.class)
class Http2FloodTest {
  private static final int ENHANCE_YOUR_CALM = 11;
  private static final int FLOOD = 2000;

  private final RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
  private final GuardSetup setup = GuardSetup.inFrontOf(origin).listen(false, true, false);
  private final RunningGuard guard = setup.start();

  Http2FloodTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    guard.close();
    origin.close();
  }

  /// Something to send, which fails once the guard has closed.
  @FunctionalInterface
  private interface Step {
    void send(int number) throws IOException;
  }

  /// Sends until the guard has had enough, or all is sent.
  private static void flood(Http2Wire wire, int times, Step step) {
    try {
      for (int i = 0; i < times && !wire.ended() && wire.goAwayCode() < 0; i++) {
        step.send(i);
      }
    } catch (IOException closed) {
      // What the guard said is asserted by the caller.
    }
  }

  private void assertTurnedAway(Http2Wire wire) throws IOException {
    assertThat(wire.until(wire::ended)).as("closed").isTrue();
    assertThat(wire.goAwayCode()).isEqualTo(ENHANCE_YOUR_CALM);
    try (Http2Wire next = Http2Wire.connect(guard.port())) {
      next.get(1, "/next");
      assertThat(next.await(1).status()).as("another reader").isEqualTo(200);
    }
  }

  private static void assertServed(Http2Wire wire, int stream) throws IOException {
    wire.get(stream, "/calm");
    assertThat(wire.await(stream).status()).as(String.valueOf(wire.goAwayCode())).isEqualTo(200);
    assertThat(wire.goAwayCode()).isEqualTo(-1);
  }

  // ---- rapid reset (CVE-2023-44487)

  @Test
  void rapidReset_flood_isTurnedAwayEarly() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(
          wire,
          FLOOD,
          i -> {
            wire.get(2 * i + 1, "/x");
            wire.reset(2 * i + 1, 8);
          });
      assertTurnedAway(wire);
    }
    assertThat(origin.arrivals().size())
        .as("requests that reached the origin")
        .isLessThan(FLOOD / 4);
  }

  @Test
  void rapidReset_calmTwin_browserThatCancelsHalfIsServed() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      int stream = 1;
      for (int page = 0; page < 60; page++) {
        wire.get(stream, "/page");
        assertThat(wire.await(stream).status()).isEqualTo(200);
        wire.post(stream + 2, "/left");
        wire.reset(stream + 2, 8);
        stream += 4;
      }
      assertServed(wire, stream);
    }
  }

  // ---- MadeYouReset (CVE-2025-8671): the server is brought to reset by itself

  @Test
  void madeYouReset_byWindowUpdates_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(
          wire,
          FLOOD,
          i -> {
            wire.get(2 * i + 1, "/x");
            wire.window(2 * i + 1, Integer.MAX_VALUE);
          });
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(wire.goAwayCode()).isIn(ENHANCE_YOUR_CALM, 1, 3);
    }
    assertThat(origin.arrivals().size()).isLessThan(FLOOD / 4);
  }

  @Test
  void madeYouReset_byBodiesBeyondTheirLength_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(
          wire,
          FLOOD,
          i -> {
            wire.headers(
                2 * i + 1,
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
            wire.data(2 * i + 1, false, "too long");
          });
      assertTurnedAway(wire);
    }
    assertThat(origin.arrivals().size()).isLessThan(FLOOD / 4);
  }

  @Test
  void malformedRequests_flood_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(
          wire,
          FLOOD,
          i ->
              wire.headers(
                  2 * i + 1, Http2Wire.END_HEADERS | Http2Wire.END_STREAM, ":method", "GET"));
      assertTurnedAway(wire);
    }
    assertThat(origin.arrivals()).hasSize(1);
  }

  // ---- CONTINUATION (CVE-2024-27316 and others)

  /// A request whose header block does not end.
  private static void beginBlock(Http2Wire wire) throws IOException {
    // Our acknowledgement must not come within the block.
    wire.holdReplies();
    wire.headers(
        1,
        Http2Wire.END_STREAM,
        ":method",
        "GET",
        ":scheme",
        "http",
        ":path",
        "/",
        ":authority",
        "a");
  }

  @Test
  void continuation_flood_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      beginBlock(wire);
      flood(
          wire,
          FLOOD,
          i -> wire.frame(Http2Wire.CONTINUATION, 0, 1, Http2Wire.block("x-" + i, "y")));
      assertTurnedAway(wire);
    }
  }

  @Test
  void continuation_floodOfEmptyFrames_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      beginBlock(wire);
      flood(wire, FLOOD, i -> wire.frame(Http2Wire.CONTINUATION, 0, 1, new byte[0]));
      assertTurnedAway(wire);
    }
  }

  @Test
  void continuation_calmTwin_isServed() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.holdReplies();
      wire.headers(
          1,
          Http2Wire.END_STREAM,
          ":method",
          "GET",
          ":scheme",
          "http",
          ":path",
          "/",
          ":authority",
          "a");
      for (int i = 0; i < 4; i++) {
        wire.frame(
            Http2Wire.CONTINUATION,
            i == 3 ? Http2Wire.END_HEADERS : 0,
            1,
            Http2Wire.block("x-" + i, "y"));
      }
      wire.sendReplies();
      assertThat(wire.await(1).status()).isEqualTo(200);
    }
  }

  // ---- SETTINGS (CVE-2019-9515), PING (CVE-2019-9512), empty frames (CVE-2019-9518)

  @Test
  void settings_flood_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(wire, FLOOD, i -> wire.settings(4, 65_535 + i));
      assertTurnedAway(wire);
    }
  }

  @Test
  void settings_calmTwin_aFewAreAcknowledged() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      for (int i = 0; i < 5; i++) {
        wire.settings(4, 65_535 + i);
      }
      assertThat(wire.until(() -> wire.settingsAcks() == 6)).isTrue();
      assertServed(wire, 1);
    }
  }

  @Test
  void ping_flood_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(wire, FLOOD, i -> wire.ping());
      assertTurnedAway(wire);
      assertThat(wire.pongs()).isLessThan(FLOOD / 4);
    }
  }

  @Test
  void ping_calmTwin_aPingWithEachRequestIsAnswered() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      for (int i = 0; i < 60; i++) {
        wire.ping();
        assertServed(wire, 2 * i + 1);
      }
      assertThat(wire.until(() -> wire.pongs() == 60)).isTrue();
    }
  }

  @Test
  void emptyData_flood_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.post(1, "/x");
      flood(wire, FLOOD, i -> wire.data(1, false, ""));
      assertTurnedAway(wire);
    }
  }

  @Test
  void emptyData_floodOfPadding_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.post(1, "/x");
      flood(
          wire, FLOOD, i -> wire.frame(Http2Wire.DATA, Http2Wire.PADDED, 1, new byte[] {2, 0, 0}));
      assertTurnedAway(wire);
    }
  }

  @Test
  void emptyData_calmTwin_oneAtTheEndOfEachUploadIsFine() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      for (int i = 0; i < 60; i++) {
        wire.post(2 * i + 1, "/x");
        wire.data(2 * i + 1, false, "hello");
        wire.data(2 * i + 1, true, "");
        assertThat(wire.await(2 * i + 1).status()).isEqualTo(200);
      }
      assertServed(wire, 201);
    }
  }

  @Test
  void priority_flood_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(
          wire,
          FLOOD,
          i -> wire.frame(Http2Wire.PRIORITY, 0, 2 * i + 1, new byte[] {0, 0, 0, 0, 15}));
      assertTurnedAway(wire);
    }
  }

  @Test
  void unknownFrames_flood_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(wire, FLOOD, i -> wire.frame(0x30, 0, 0, new byte[0]));
      assertTurnedAway(wire);
    }
  }

  @Test
  void windowUpdate_flood_isTurnedAway() throws Exception {
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      flood(wire, FLOOD, i -> wire.window(0, 1));
      assertTurnedAway(wire);
    }
  }

  // ---- streams and windows

  @Test
  void streams_moreThanAllowedAtOnce_areRefusedOneByOne() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    origin.script(
        wire -> {
          for (var request = wire.read(); request.isPresent(); request = wire.read()) {
            try {
              go.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
              throw new IOException(interrupted);
            }
            wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          }
        });
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      assertThat(wire.until(() -> wire.serverSettings().containsKey(3))).isTrue();
      int allowed = wire.serverSettings().getOrDefault(3, 0L).intValue();
      assertThat(allowed).isEqualTo(100);
      for (int i = 0; i <= allowed; i++) {
        wire.get(2 * i + 1, "/x");
      }
      int last = 2 * allowed + 1;
      wire.await(last);
      assertThat(wire.stream(last).resetCode()).isIn(7, 1);
      go.countDown();
      for (int i = 0; i < allowed; i++) {
        assertThat(wire.await(2 * i + 1).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void data_beyondTheWindow_isAFlowControlError() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    origin.script(
        wire -> {
          wire.readHead();
          try {
            over.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
          }
        });
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.post(1, "/x");
      // The origin reads nothing, so that the guard gives back no more than the sockets between
      // them hold.
      flood(wire, 2000, i -> wire.frame(Http2Wire.DATA, 0, 1, new byte[16 << 10]));
      assertThat(wire.until(() -> wire.stream(1).resetCode() == 3 || wire.ended())).isTrue();
      // Who goes on sending may lose the GOAWAY to a reset.
      assertThat(wire.goAwayCode()).isIn(3, -1);
    } finally {
      over.countDown();
    }
  }

  @Test
  void download_throughATinyWindow_arrivesWhole() throws Exception {
    origin.script(
        RecordingOrigin.answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000)));
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.settings(4, 100);
      assertThat(wire.until(() -> wire.settingsAcks() == 2)).isTrue();
      wire.get(1, "/x");
      Http2Wire.StreamView view = wire.await(1);
      assertThat(view.status()).isEqualTo(200);
      assertThat(view.payload()).isEqualTo(1000);
    }
  }

  @Test
  void window_closedThenOpened_letsTheAnswerGoOn() throws Exception {
    origin.script(
        RecordingOrigin.answering(
            "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000)));
    try (Http2Wire wire = Http2Wire.connect(guard.port()).withoutReturningWindow()) {
      wire.get(1, "/x");
      assertThat(wire.until(() -> wire.stream(1).payload() == 65_535)).isTrue();
      assertThat(wire.stream(1).ended()).isFalse();
      wire.window(1, 300_000);
      wire.window(0, 300_000);
      assertThat(wire.await(1).payload()).isEqualTo(300_000);
      assertServedAfter(wire);
    }
  }

  private static void assertServedAfter(Http2Wire wire) throws IOException {
    wire.window(0, 1 << 20);
    wire.get(3, "/next");
    wire.window(3, 1 << 20);
    assertThat(wire.await(3).status()).isEqualTo(200);
  }
}

package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The begin and the end of HTTP/2 connections: prior knowledge, idle times, request limits,
/// drains.
class Http2LifeTest {
  private final CountDownLatch release = new CountDownLatch(1);

  @SuppressWarnings("NullAway.Init") // each scene sets it first
  private RecordingOrigin origin;

  @SuppressWarnings("NullAway.Init") // each scene sets it first
  private GuardSetup setup;

  @SuppressWarnings("NullAway.Init") // each scene sets it first
  private RunningGuard guard;

  private Http2Wire start(RecordingOrigin.Script script) throws Exception {
    setUp(script);
    return begin();
  }

  private void setUp(RecordingOrigin.Script script) throws Exception {
    origin = RecordingOrigin.tcp(script);
    setup = GuardSetup.inFrontOf(origin).listen(false, true, false);
    setup.eventLoops = 1;
  }

  private Http2Wire begin() throws Exception {
    guard = setup.start();
    return Http2Wire.connect(guard.port());
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    guard.close();
    origin.close();
  }

  /// Answers when the test says so.
  private RecordingOrigin.Script held() {
    return connection -> {
      while (connection.read().isPresent()) {
        try {
          release.await();
        } catch (InterruptedException interrupted) {
          return;
        }
        connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
      }
    };
  }

  // ---- the begin

  @Test
  void priorKnowledge_settings_sayWhatTheGuardTakes() throws Exception {
    try (Http2Wire wire = start(RecordingOrigin.ok())) {
      wire.get(1, "/");
      assertThat(wire.await(1).status()).isEqualTo(200);
      assertThat(wire.serverSettings())
          .containsEntry(3, 100L)
          .containsEntry(4, 65_535L)
          .containsEntry(5, 16_384L)
          .containsEntry(6, 8192L);
      assertThat(wire.serverSettings()).doesNotContainKey(2);
    }
  }

  @Test
  void priorKnowledge_prefaceByteByByte_isUnderstood() throws Exception {
    setUp(RecordingOrigin.ok());
    guard = setup.start();
    try (Http2Wire wire = Http2Wire.bare(guard.port())) {
      // Our acknowledgement must not come before our own settings.
      wire.holdReplies();
      for (char c : "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".toCharArray()) {
        wire.raw(new byte[] {(byte) c});
      }
      wire.settings();
      wire.sendReplies();
      wire.get(1, "/");
      assertThat(wire.await(1).status()).isEqualTo(200);
    }
  }

  @Test
  void http1OnTheSameListener_isServed() throws Exception {
    setUp(RecordingOrigin.ok());
    guard = setup.start();
    try (WireClient client = guard.connect()) {
      client.trickle(
          "PROPFIND / HTTP/1.1\r\nHost: a\r\n\r\n"
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(client.answer().status()).isEqualTo(200);
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
    }
  }

  @Test
  void upgradeToH2c_isNotHonouredAndNotPassedOn() throws Exception {
    setUp(RecordingOrigin.ok());
    guard = setup.start();
    try (WireClient client = guard.connect()) {
      client.send(
          "GET / HTTP/1.1\r\n"
              + "Host: a\r\n"
              + "Connection: Upgrade, HTTP2-Settings\r\n"
              + "Upgrade: h2c\r\n"
              + "HTTP2-Settings: AAMAAABk\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(200);
      assertThat(origin.arrivals().getFirst().head().toLowerCase(Locale.ROOT))
          .doesNotContain("h2c")
          .doesNotContain("http2-settings");
    }
  }

  @Test
  void priorKnowledge_whereItIsOff_isRefused() throws Exception {
    origin = RecordingOrigin.tcp(RecordingOrigin.ok());
    setup = GuardSetup.inFrontOf(origin);
    guard = setup.start();
    try (Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.get(1, "/");
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(origin.arrivals()).isEmpty();
    }
  }

  @Test
  void halfAPreface_beyondTheDeadline_isClosed() throws Exception {
    setUp(RecordingOrigin.ok());
    setup.headDeadline = Duration.ofMillis(300);
    guard = setup.start();
    try (Http2Wire two = Http2Wire.bare(guard.port());
        Http2Wire nine = Http2Wire.bare(guard.port())) {
      two.raw("PR".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      nine.raw("PRI * HTT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(two.until(two::ended)).isTrue();
      assertThat(nine.until(nine::ended)).isTrue();
    }
  }

  // ---- the end

  @Test
  void idleConnection_beyondKeepAlive_isToldAndClosed() throws Exception {
    setUp(RecordingOrigin.ok());
    setup.keepAlive = Duration.ofMillis(400);
    try (Http2Wire wire = begin()) {
      wire.get(1, "/");
      assertThat(wire.await(1).status()).isEqualTo(200);
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(wire.goAwayCode()).isZero();
    }
  }

  @Test
  void busyConnection_beyondKeepAlive_staysOpen() throws Exception {
    setUp(held());
    setup.keepAlive = Duration.ofMillis(300);
    try (Http2Wire wire = begin()) {
      wire.get(1, "/");
      assertThat(wire.until(wire::ended, 1_500_000_000L)).isFalse();
      release.countDown();
      assertThat(wire.await(1).text()).isEqualTo("ok");
    }
  }

  @Test
  void requestLimit_reached_endsInGoodOrder() throws Exception {
    setUp(held());
    setup.maxRequestsPerConnection = 3;
    try (Http2Wire wire = begin()) {
      for (int stream = 1; stream <= 5; stream += 2) {
        wire.get(stream, "/");
      }
      assertThat(wire.until(() -> wire.goAwayCount() == 2))
          .as("GOAWAY for all, then for the last")
          .isTrue();
      release.countDown();
      for (int stream = 1; stream <= 5; stream += 2) {
        assertThat(wire.await(stream).text()).isEqualTo("ok");
      }
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(wire.goAwayCode()).isZero();
    }
  }

  @Test
  void requestLimit_readerThatDoesNotAnswerPings_isEndedAllTheSame() throws Exception {
    setUp(RecordingOrigin.ok());
    setup.maxRequestsPerConnection = 1;
    try (Http2Wire wire = begin().withoutAcknowledging()) {
      wire.get(1, "/");
      assertThat(wire.await(1).status()).isEqualTo(200);
      wire.get(3, "/");
      assertThat(wire.await(3).status()).as("sent before the last GOAWAY").isEqualTo(200);
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(wire.goAwayCount()).isEqualTo(2);
    }
  }

  @Test
  void drain_requestUnderWay_isFinishedAndLaterOnesAreNotTaken() throws Exception {
    try (Http2Wire wire = start(held())) {
      wire.get(1, "/");
      assertThat(wire.until(() -> wire.settingsAcks() == 1)).isTrue();
      await().until(() -> !origin.arrivals().isEmpty());
      guard.guard().edge().drain();
      assertThat(wire.until(() -> wire.goAwayCount() == 2)).isTrue();
      wire.get(3, "/late");
      wire.ping();
      assertThat(wire.until(() -> wire.pongs() == 1)).isTrue();
      release.countDown();
      assertThat(wire.await(1).text()).isEqualTo("ok");
      assertThat(wire.until(wire::ended)).isTrue();
      assertThat(wire.stream(3).status()).isZero();
      assertThat(origin.arrivals()).hasSize(1);
    }
  }

  @Test
  void readerThatSaysGoAway_getsItsAnswersAndIsClosed() throws Exception {
    try (Http2Wire wire = start(held())) {
      wire.get(1, "/");
      wire.frame(Http2Wire.GOAWAY, 0, 0, Http2Wire.ints(0, 0));
      release.countDown();
      assertThat(wire.await(1).text()).isEqualTo("ok");
      assertThat(wire.until(wire::ended)).isTrue();
    }
  }

  // ---- answers

  @Test
  void answer_withTrailers_endsWithThem() throws Exception {
    try (Http2Wire wire =
        start(
            RecordingOrigin.answering(
                "HTTP/1.1 200 OK\r\n"
                    + "Transfer-Encoding: chunked\r\n"
                    + "Trailer: X-Sum\r\n\r\n"
                    + "3\r\n"
                    + "abc\r\n"
                    + "0\r\n"
                    + "X-Sum: 7\r\n\r\n"))) {
      wire.get(1, "/");
      assertThat(wire.await(1).text()).isEqualTo("abc");
      assertThat(wire.stream(1).heads()).hasSize(2);
      assertThat(wire.stream(1).heads().getLast()).isEqualTo("x-sum: 7\n");
    }
  }

  @Test
  void answer_interimHeads_comeBeforeIt() throws Exception {
    try (Http2Wire wire =
        start(
            RecordingOrigin.answering(
                "HTTP/1.1 103 Early Hints\r\n"
                    + "Link: </s.css>\r\n\r\n"
                    + "HTTP/1.1 204 No Content\r\n\r\n"))) {
      wire.get(1, "/");
      assertThat(wire.await(1).status()).isEqualTo(204);
      assertThat(wire.stream(1).heads()).hasSize(2);
      assertThat(wire.stream(1).heads().getFirst()).isEqualTo(":status: 103\nlink: </s.css>\n");
    }
  }

  @Test
  void answer_brokenOffByTheOrigin_isReset() throws Exception {
    try (Http2Wire wire =
        start(
            connection -> {
              connection.read();
              connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
              connection.close();
            })) {
      wire.get(1, "/");
      assertThat(wire.await(1).resetCode()).isEqualTo(2);
      assertThat(wire.stream(1).ended()).isFalse();
    }
  }

  @Test
  void answer_beforeTheBodyIsSent_isWholeAndTheRestIsNotWanted() throws Exception {
    try (Http2Wire wire =
        start(
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
              connection.awaitEnd();
            })) {
      wire.post(1, "/");
      wire.data(1, false, "some");
      assertThat(wire.await(1).status()).isEqualTo(413);
      assertThat(wire.until(() -> wire.stream(1).resetCode() == 0)).isTrue();
      assertThat(wire.stream(1).text()).isEqualTo("no");
      wire.data(1, true, "more, sent before the reset was seen");
      wire.ping();
      assertThat(wire.until(() -> wire.pongs() == 1)).isTrue();
      assertThat(wire.goAwayCode()).isEqualTo(-1);
    }
  }

  @Test
  void request_trailers_reachTheOriginWithoutForbiddenOnes() throws Exception {
    try (Http2Wire wire = start(RecordingOrigin.ok())) {
      wire.post(1, "/");
      wire.data(1, false, "body");
      wire.headers(
          1,
          Http2Wire.END_HEADERS | Http2Wire.END_STREAM,
          "x-sum",
          "7",
          "content-length",
          "9",
          "cookie",
          "a=b");
      assertThat(wire.await(1).status()).isEqualTo(200);
      assertThat(origin.arrivals().getFirst().trailers()).containsExactly("x-sum: 7");
      assertThat(origin.arrivals().getFirst().bodyText()).isEqualTo("body");
    }
  }

  /// A reader that writes small frames, and learns late that its upload is not wanted.
  @Test
  void answer_beforeTheBodyIsSent_manySmallFramesBehindIt_areNoWaste() throws Exception {
    try (Http2Wire wire =
        start(
            connection -> {
              connection.readHead();
              connection.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
              connection.awaitEnd();
            })) {
      wire.post(1, "/");
      wire.data(1, false, "some");
      assertThat(wire.await(1).status()).isEqualTo(413);
      String piece = "x".repeat(100);
      for (int i = 0; i < 300; i++) {
        wire.data(1, false, piece);
      }
      wire.ping();
      assertThat(wire.until(() -> wire.pongs() == 1)).isTrue();
      assertThat(wire.goAwayCode()).isEqualTo(-1);
    }
  }

  @Test
  void upload_theOriginTakesIt_mayComeFaster() throws Exception {
    try (Http2Wire wire = start(RecordingOrigin.ok())) {
      wire.post(1, "/");
      assertThat(wire.until(() -> wire.windowGiven(1) >= (256 << 10) - 65_535)).isTrue();
      wire.data(1, true, "all");
      assertThat(wire.await(1).status()).isEqualTo(200);
    }
  }

  @Test
  void upload_shortAndOfKnownLength_needsNoWindow() throws Exception {
    try (Http2Wire wire = start(RecordingOrigin.ok())) {
      wire.headers(
          1,
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
          "3");
      wire.data(1, true, "all");
      assertThat(wire.await(1).status()).isEqualTo(200);
      assertThat(wire.windowGiven(1)).isZero();
    }
  }
}

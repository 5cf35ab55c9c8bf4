package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whoever is let go is counted by its cause, once, whatever the protocol; who is served is not.
@ExtendWith(LeakWatch.class)
class CutoffTest {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final String CUT = "gabion_connections_cut_total";

  private final RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
  private final GuardSetup setup =
      GuardSetup.inFrontOf(origin)
          .withAdminPort()
          .listen(false, false, false)
          .listen(false, true, false);

  CutoffTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    origin.close();
  }

  private static List<String> cut(RunningGuard guard) throws IOException {
    return guard.metrics().stream()
        .filter(line -> line.startsWith(CUT) && !line.endsWith(" 0.0"))
        .toList();
  }

  private static void assertCut(RunningGuard guard, String cause) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(8))
        .untilAsserted(
            () -> assertThat(cut(guard)).containsExactly(CUT + "{cause=\"" + cause + "\"} 1.0"));
  }

  /// A reader of HTTP/1.1 does something, and is ended for it.
  private void http1(String sends, String cause) throws Exception {
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      client.send(sends);
      client.rest();
      assertCut(guard, cause);
    }
  }

  @FunctionalInterface
  private interface Doing {
    void on(Http2Wire wire) throws IOException;
  }

  private void http2(Doing doing, String cause) throws Exception {
    try (RunningGuard guard = setup.start();
        Http2Wire wire = Http2Wire.connect(guard.port(1))) {
      doing.on(wire);
      assertCut(guard, cause);
    }
  }

  @Test
  void readers_whoAreServed_areNotCounted() throws Exception {
    try (RunningGuard guard = setup.start();
        Http2Wire wire = Http2Wire.connect(guard.port(1))) {
      try (WireClient client = guard.connect()) {
        client.send(GET);
        assertThat(client.answer().status()).isEqualTo(200);
      }
      wire.get(1, "/");
      assertThat(wire.await(1).status()).isEqualTo(200);
      assertThat(cut(guard)).isEmpty();
    }
  }

  @Test
  void head_unfinished_isCounted() throws Exception {
    setup.headDeadline = SHORT;
    http1("GET / HT", "head-deadline");
  }

  @Test
  void head_http2Unfinished_isCounted() throws Exception {
    setup.headDeadline = SHORT;
    http2(
        wire -> {
          wire.holdReplies();
          wire.headers(1, 0, ":method", "GET");
        },
        "head-deadline");
  }

  @Test
  void connection_thatSaysNothing_isCounted() throws Exception {
    setup.headDeadline = SHORT;
    http1("", "head-deadline");
  }

  @Test
  void preface_unfinished_isCounted() throws Exception {
    setup.headDeadline = SHORT;
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.connect(guard.port(1))) {
      client.send("PR").rest();
      assertCut(guard, "head-deadline");
    }
  }

  @Test
  void connection_idleBetweenRequests_isCounted() throws Exception {
    setup.keepAlive = SHORT;
    http1(GET, "idle");
  }

  @Test
  void connection_http2IdleBetweenRequests_isCounted() throws Exception {
    setup.keepAlive = SHORT;
    http2(wire -> wire.get(1, "/"), "idle");
  }

  @Test
  void tunnel_idle_isCounted() throws Exception {
    setup.tunnelIdle = SHORT;
    origin.script(
        wire -> {
          wire.read();
          wire.write(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                  + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
          wire.awaitEnd();
        });
    http1(
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        "idle");
  }

  @Test
  void body_slow_isCounted() throws Exception {
    setup.bodyGrace = SHORT;
    setup.minBodyRate = 10_000;
    http1(POST + "Content-Length: 1000\r\n\r\nx", "slow-body");
  }

  @Test
  void body_http2Slow_isCounted() throws Exception {
    setup.bodyGrace = SHORT;
    setup.minBodyRate = 10_000;
    http2(
        wire -> {
          wire.post(1, "/");
          wire.data(1, false, "x");
        },
        "slow-body");
  }

  @Test
  void body_silentWithoutAMinimumRate_isCountedAfterTheIdleTime() throws Exception {
    setup.minBodyRate = 0;
    setup.idleTimeout = SHORT;
    http1(POST + "Content-Length: 1000\r\n\r\nx", "slow-body");
  }

  private void pour() {
    origin.script(
        wire -> {
          wire.read();
          wire.write("HTTP/1.1 200 OK\r\nContent-Length: 200000000\r\n\r\n");
          wire.write(new byte[200_000_000]);
        });
  }

  @Test
  void answer_notRead_isCounted() throws Exception {
    setup.bodyGrace = SHORT;
    setup.minReadRate = 1 << 20;
    pour();
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.from("127.0.0.1", guard.port(), 8 << 10)) {
      client.send(GET).bytes(500);
      assertCut(guard, "slow-reader");
    }
  }

  @Test
  void answer_http2WithoutWindow_isCounted() throws Exception {
    setup.bodyGrace = SHORT;
    setup.minReadRate = 1 << 20;
    pour();
    http2(wire -> wire.withoutReturningWindow().get(1, "/"), "slow-reader");
  }

  private void silent() {
    origin.script(OriginWire::awaitEnd);
    setup.maxRequestTime = SHORT;
  }

  @Test
  void request_tooLong_isCounted() throws Exception {
    silent();
    http1(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"), "too-long");
  }

  @Test
  void request_http2TooLong_isCounted() throws Exception {
    silent();
    http2(wire -> wire.get(1, "/"), "too-long");
  }

  @Test
  void head_malformed_isCounted() throws Exception {
    http1("GET / HTTP/1.1\r\nHost : a\r\n\r\n", "protocol-error");
  }

  @Test
  void chunks_malformed_areCounted() throws Exception {
    http1(POST + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", "protocol-error");
  }

  @Test
  void frames_malformed_areCounted() throws Exception {
    http2(wire -> wire.data(0, false, "x"), "protocol-error");
  }
}

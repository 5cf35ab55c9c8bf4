package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What must not wait: 100-continue, early answers, server-sent events, WebSocket frames.
@ExtendWith(LeakWatch.class)
class StreamingTest {
  private static final String HANDSHAKE =
      "GET /chat HTTP/1.1\r\n"
          + "Host: a\r\n"
          + "Connection: Upgrade\r\n"
          + "Upgrade: websocket\r\n"
          + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          + "Sec-WebSocket-Version: 13\r\n\r\n";
  private static final String SWITCHED =
      "HTTP/1.1 101 Switching Protocols\r\n"
          + "Connection: Upgrade\r\n"
          + "Upgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private final RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
  private final RunningGuard guard = GuardSetup.inFrontOf(origin).start();

  StreamingTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    guard.close();
    origin.close();
  }

  @Test
  void expectation_originSaysContinue_readerIsToldThenSends() throws Exception {
    origin.script(
        wire -> {
          Arrival head = wire.readHead().orElseThrow();
          wire.write("HTTP/1.1 100 Continue\r\n\r\n");
          wire.readBody(head);
          wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
          wire.awaitEnd();
        });
    try (WireClient client = guard.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      assertThat(client.any("POST").status()).isEqualTo(100);
      assertThat(client.send("hello").answer().text()).isEqualTo("ok");
      assertThat(origin.arrivals().getFirst().bodyText()).isEqualTo("hello");
    }
  }

  @Test
  void expectation_originRefuses_readerIsToldAndTheBodyIsNeverWaitedFor() throws Exception {
    origin.script(
        wire -> {
          wire.readHead();
          wire.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
          wire.awaitEnd();
        });
    try (WireClient client = guard.connect()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
      WireAnswer answer = client.answer();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.text()).isEqualTo("no");
      assertThat(answer.values("connection"))
          .as("the body may still come, so that the connection can not go on")
          .contains("close");
    }
    // An answer before the request was whole: that connection must not carry another.
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> origin.connections().getFirst().ended());
  }

  @Test
  void answer_beforeTheBodyIsWhole_reachesTheReaderWhole() throws Exception {
    origin.script(
        wire -> {
          wire.readHead();
          wire.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 5\r\n\r\nearly");
          wire.awaitEnd();
        });
    try (WireClient client = guard.connect()) {
      client
          .send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
          .send("x".repeat(20_000));
      WireAnswer answer = client.answer();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).isEqualTo("early");
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> origin.connections().getFirst().ended());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Transfer-Encoding: chunked\r\n", "", "Content-Length: 30\r\n"})
  void events_arriveOneByOne_withoutWaitingForMore(String framing) throws Exception {
    LinkedBlockingQueue<String> next = new LinkedBlockingQueue<>();
    boolean chunked = framing.startsWith("T");
    origin.script(
        wire -> {
          wire.read();
          wire.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n" + framing + "\r\n");
          try {
            for (int i = 0; i < 5; i++) {
              String event = next.poll(5, TimeUnit.SECONDS);
              wire.write(chunked ? "6\r\n" + event + "\r\n" : event);
            }
          } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
          }
          if (chunked) {
            wire.write("0\r\n\r\n");
          }
        });
    try (WireClient client = guard.connect()) {
      client.send("GET /events HTTP/1.1\r\nHost: a\r\n\r\n");
      // The head comes at once, though no event is there yet.
      String head = untilEmptyLine(client);
      assertThat(head).startsWith("HTTP/1.1 200 ");
      for (int i = 0; i < 5; i++) {
        next.add("e: " + i + "\n\n");
        // The next event is written only after this one was read: nothing may hold it back.
        String expected = "e: " + i + "\n\n";
        String got = head.contains("chunked") ? "6\r\n" + expected + "\r\n" : expected;
        assertThat(new String(client.bytes(got.length()), StandardCharsets.ISO_8859_1))
            .isEqualTo(got);
      }
    }
  }

  private static String untilEmptyLine(WireClient client) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) client.read());
    }
    return head.toString();
  }

  @Test
  void webSocket_after101_carriesFramesBothWays() throws Exception {
    origin.script(
        wire -> {
          wire.read();
          wire.write(SWITCHED);
          // Echoes masked text frames of up to 125 bytes as unmasked ones (RFC 6455 section 5.2).
          while (true) {
            int first = wire.one();
            if (first < 0) {
              return;
            }
            int length = wire.one() & 127;
            byte[] mask = new byte[4];
            for (int i = 0; i < 4; i++) {
              mask[i] = (byte) wire.one();
            }
            byte[] frame = new byte[length + 2];
            frame[0] = (byte) first;
            frame[1] = (byte) length;
            for (int i = 0; i < length; i++) {
              frame[i + 2] = (byte) (wire.one() ^ mask[i % 4]);
            }
            wire.write(frame);
          }
        });
    try (WireClient client = guard.connect()) {
      client.send(HANDSHAKE);
      WireAnswer switched = client.answer();
      assertThat(switched.status()).isEqualTo(101);
      assertThat(switched.values("upgrade")).containsExactly("websocket");
      assertThat(switched.values("sec-websocket-accept"))
          .containsExactly("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      for (String text : List.of("hello", "", "x".repeat(125))) {
        client.send(maskedText(text));
        byte[] frame = client.bytes(2 + text.length());
        assertThat(frame[0]).isEqualTo((byte) 0x81);
        assertThat(new String(frame, 2, text.length(), StandardCharsets.ISO_8859_1))
            .isEqualTo(text);
      }
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> origin.connections().getFirst().ended());
  }

  private static byte[] maskedText(String text) {
    byte[] mask = {1, 2, 3, 4};
    byte[] frame = new byte[6 + text.length()];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | text.length());
    System.arraycopy(mask, 0, frame, 2, 4);
    for (int i = 0; i < text.length(); i++) {
      frame[6 + i] = (byte) (text.charAt(i) ^ mask[i % 4]);
    }
    return frame;
  }

  @Test
  void webSocket_framesRightBehindTheRequest_reachTheOriginAfterItsConsent() throws Exception {
    origin.script(
        wire -> {
          wire.readHead();
          wire.write(SWITCHED);
          byte[] frames = new byte[5];
          for (int i = 0; i < frames.length; i++) {
            frames[i] = (byte) wire.one();
          }
          wire.write(frames);
          wire.awaitEnd();
        });
    try (WireClient client = guard.connect()) {
      client.send(HANDSHAKE + "early");
      assertThat(client.any("GET").status()).isEqualTo(101);
      assertThat(client.bytes(5)).asString(StandardCharsets.US_ASCII).isEqualTo("early");
    }
  }

  @Test
  void webSocket_originSendsMuchAndCloses_readerGetsAllOfIt() throws Exception {
    int much = 4 << 20;
    origin.script(
        wire -> {
          wire.read();
          wire.write(SWITCHED);
          byte[] block = new byte[1 << 16];
          for (int sent = 0; sent < much; sent += block.length) {
            wire.write(block);
          }
        });
    try (WireClient client = WireClient.from("127.0.0.1", guard.port(), 16 << 10)) {
      client.send(HANDSHAKE);
      assertThat(client.any("GET").status()).isEqualTo(101);
      assertThat(client.bytes(much)).hasSize(much);
    }
  }

  @Test
  void webSocket_originRefuses_nothingSentAheadReachesItRaw() throws Exception {
    origin.script(
        RecordingOrigin.answering("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"));
    try (WireClient client = guard.connect()) {
      // A reader that takes the tunnel for granted sends a request as if it were a frame.
      client.send(HANDSHAKE + "GET /evil HTTP/1.1\r\nHost: internal\r\nX : y\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(403);
      assertThat(client.answer().status()).isEqualTo(400);
    }
    assertThat(origin.arrivals()).hasSize(1);
  }

  @Test
  void webSocket_originAnswers200_isAnOrdinaryAnswer() throws Exception {
    origin.script(RecordingOrigin.ok());
    try (WireClient client = guard.connect()) {
      assertThat(client.send(HANDSHAKE).answer().text()).isEqualTo("ok");
      assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").answer().text()).isEqualTo("ok");
    }
  }

  @Test
  void webSocket_originSwitchesToSomethingElse_isRefused() throws Exception {
    origin.script(
        RecordingOrigin.answering(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"));
    try (WireClient client = guard.connect()) {
      assertThat(client.send(HANDSHAKE).answer().status()).isEqualTo(502);
    }
  }

  @Test
  void webSocket_originEnds_readerIsClosed() throws Exception {
    origin.script(
        wire -> {
          wire.read();
          wire.write(SWITCHED + "bye");
        });
    try (WireClient client = guard.connect()) {
      assertThat(client.send(HANDSHAKE).answer().status()).isEqualTo(101);
      assertThat(new String(client.rest(), StandardCharsets.ISO_8859_1)).isEqualTo("bye");
    }
  }
}

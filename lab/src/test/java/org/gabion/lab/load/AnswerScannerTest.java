package org.gabion.lab.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AnswerScannerTest {
  private static final String STREAM =
      """
      HTTP/1.1 200 OK\r
      Content-Length: 5\r
      \r
      hello\
      HTTP/1.1 103 Early Hints\r
      Link: </a.css>\r
      \r
      HTTP/1.1 304 Not Modified\r
      Content-Length: 5\r
      \r
      HTTP/1.1 429 Too Many Requests\r
      transfer-encoding: chunked\r
      \r
      3;x=y\r
      abc\r
      a\r
      0123456789\r
      0\r
      X-Trailer: 1\r
      \r
      HTTP/1.1 204 No Content\r
      \r
      HTTP/1.1 503 Busy\r
      Connection: Close\r
      Content-Length: 0\r
      \r
      """;

  @Test
  void feed_streamCutAnywhere_findsTheSameAnswers() throws ProtocolException {
    byte[] bytes = STREAM.getBytes(StandardCharsets.ISO_8859_1);
    for (int step = 1; step <= bytes.length; step++) {
      assertThat(statuses(bytes, step))
          .as("step %d", step)
          .containsExactly(200, 304, 429, 204, 503);
    }
  }

  @Test
  void close_lastAnswerSaidSo_isTrue() throws ProtocolException {
    AnswerScanner scanner = new AnswerScanner();
    scanner.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    assertThat(scanner.close()).isFalse();
    scanner.feed(bytes("HTTP/1.1 200 OK\r\nconnection: close\r\nContent-Length: 0\r\n\r\n"));
    assertThat(scanner.close()).isTrue();
    assertThat(scanner.atStart()).isTrue();
  }

  @Test
  void atEnd_bodyWithoutLength_isItsEnd() throws ProtocolException {
    AnswerScanner scanner = new AnswerScanner();
    assertThat(scanner.feed(bytes("HTTP/1.1 200 OK\r\n\r\nsome text"))).isZero();
    assertThat(scanner.atEnd()).isEqualTo(200);
    assertThat(scanner.close()).isTrue();
  }

  @Test
  void atEnd_cutBody_isNoAnswer() throws ProtocolException {
    AnswerScanner scanner = new AnswerScanner();
    assertThat(scanner.feed(bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nsome"))).isZero();
    assertThat(scanner.atEnd()).isZero();
    assertThat(scanner.atStart()).isFalse();
  }

  @Test
  void feed_notHttp_isAnError() {
    for (String wrong :
        List.of(
            "SSH-2.0-OpenSSH\r\n",
            "HTTP/1.1 999 No\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: many\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
            "HTTP/1.1 200 OK\r\n" + "a".repeat(3_000))) {
      assertThatThrownBy(() -> new AnswerScanner().feed(bytes(wrong)))
          .as(wrong)
          .isInstanceOf(ProtocolException.class);
    }
  }

  private static List<Integer> statuses(byte[] bytes, int step) throws ProtocolException {
    AnswerScanner scanner = new AnswerScanner();
    List<Integer> found = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += step) {
      ByteBuffer part = ByteBuffer.wrap(bytes, from, Math.min(step, bytes.length - from));
      for (int status = scanner.feed(part); status > 0; status = scanner.feed(part)) {
        found.add(status);
      }
    }
    return found;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}

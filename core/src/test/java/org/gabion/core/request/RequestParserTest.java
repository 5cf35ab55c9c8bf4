package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
  private static final HeadLimits LIMITS =
      new HeadLimits(1024, 20, 200, HeadLimits.Underscores.DROP);

  private static Parsed parse(Request request, String bytes) {
    return parse(request, bytes.getBytes(StandardCharsets.ISO_8859_1), LIMITS);
  }

  private static Parsed parse(Request request, byte[] bytes, HeadLimits limits) {
    RequestParser parser = new RequestParser();
    parser.reset();
    request.clear();
    put(request, bytes, 0, bytes.length);
    return parser.parse(request, limits);
  }

  private static void put(Request request, byte[] bytes, int from, int count) {
    request.ensure(count);
    System.arraycopy(bytes, from, request.bytes(), request.length(), count);
    request.grow(count);
  }

  private static int status(String bytes) {
    return switch (parse(new Request(16), bytes)) {
      case Parsed.Complete complete -> 200;
      case Parsed.Incomplete incomplete -> 100;
      case Parsed.Refused(var malformed) -> malformed.status();
    };
  }

  @Test
  void parse_plainRequest_givesItsParts() {
    Request request = new Request(16);
    String head = "GET /a/b?c=d HTTP/1.1\r\nHost: Example.org:8080\r\nAccept:  x \t\r\n\r\n";

    assertThat(parse(request, head + "body")).isEqualTo(new Parsed.Complete(head.length()));

    assertThat(request.method()).isEqualTo(Request.Method.GET);
    assertThat(request.text(request.targetStart(), request.targetEnd())).isEqualTo("/a/b?c=d");
    assertThat(request.text(request.targetStart(), request.pathEnd())).isEqualTo("/a/b");
    assertThat(request.text(request.authorityStart(), request.authorityEnd()))
        .isEqualTo("Example.org:8080");
    assertThat(request.text(request.authorityStart(), request.hostEnd())).isEqualTo("Example.org");
    assertThat(request.text(KnownHeader.ACCEPT)).isEqualTo("x");
    assertThat(request.hasBody()).isFalse();
    assertThat(request.keepAlive()).isTrue();
  }

  @Test
  void parse_byteByByte_agreesWithWhole() {
    byte[] bytes =
        "\r\nPOST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII);
    Request request = new Request(1);
    RequestParser parser = new RequestParser();
    parser.reset();
    for (int i = 0; i < bytes.length - 1; i++) {
      put(request, bytes, i, 1);
      assertThat(parser.parse(request, LIMITS)).isEqualTo(Parsed.INCOMPLETE);
    }
    put(request, bytes, bytes.length - 1, 1);
    assertThat(parser.parse(request, LIMITS)).isEqualTo(new Parsed.Complete(bytes.length));
    assertThat(request.contentLength()).isEqualTo(5);
  }

  @Test
  void parse_absoluteTarget_becomesOriginForm() {
    Request request = new Request(16);
    parse(request, "GET http://a.b/c?d HTTP/1.1\r\nHost: A.b\r\n\r\n");
    assertThat(request.text(request.targetStart(), request.targetEnd())).isEqualTo("/c?d");
    parse(request, "GET http://a.b HTTP/1.1\r\nHost: a.b\r\n\r\n");
    assertThat(request.targetStart()).isEqualTo(request.targetEnd());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Content-Length: 5\\r\\nContent-Length: 5      | 400
          Content-Length: 5, 5                         | 400
          Content-Length: +5                           | 400
          Content-Length: -5                           | 400
          Content-Length: 0x5                          | 400
          Content-Length: 9999999999999999999          | 400
          Content-Length:                              | 400
          Content-Length: 5\\r\\nTransfer-Encoding: chunked | 400
          Transfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked | 400
          Transfer-Encoding: gzip, chunked             | 501
          Transfer-Encoding: chunked, identity         | 501
          Transfer-Encoding: xchunked                  | 501
          Transfer-Encoding: chunked,                  | 501
          Transfer-Encoding:\\x0bchunked               | 400
          Transfer-Encoding: Chunked                   | 200
          Transfer-Encoding : chunked                  | 400
          \\x20folded                                  | 400
          : empty                                      | 400
          a b: c                                       | 400
          a: b\\x00c                                   | 400
          a: b\\x7fc                                   | 400
          a: b\\rc                                     | 400
          a: b\\nc: d                                  | 400
          a: b\\xe4c                                   | 200
          Host: second                                 | 400
          Expect: 100-continue                         | 200
          Expect: something                            | 417
          """)
  void parse_extraField_hasStatus(String field, int expected) {
    assertThat(status("POST / HTTP/1.1\r\nHost: a\r\n" + unescape(field) + "\r\n\r\n"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / HTTP/1.1          | 200
          GET  / HTTP/1.1         | 400
          GET /\\x20a HTTP/1.1    | 400
          GET /\\x00 HTTP/1.1     | 400
          GET /\\xe4 HTTP/1.1     | 400
          GET /#a HTTP/1.1        | 400
          GET a HTTP/1.1          | 400
          GET * HTTP/1.1          | 400
          OPTIONS * HTTP/1.1      | 200
          CONNECT a:1 HTTP/1.1    | 405
          TRACE / HTTP/1.1        | 405
          GET / HTTP/1.2          | 505
          GET / HTTP/2.0          | 505
          GET / http/1.1          | 400
          GET / HTTP/1.10         | 400
          GET /                   | 400
          G\\x28T / HTTP/1.1      | 400
          GET http://b/ HTTP/1.1  | 400
          GET https://a/ HTTP/1.1 | 200
          GET http://u@a/ HTTP/1.1 | 400
          GET http://a?b HTTP/1.1 | 400
          """)
  void parse_requestLine_hasStatus(String line, int expected) {
    assertThat(status(unescape(line) + "\r\nHost: a\r\n\r\n")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a,b", "a/b", "u@a", "a:b", "a:65536", "a:1:2", "[::1", "[]", "a%41"})
  void parse_badHost_isRefused(String host) {
    assertThat(status("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.b.", "a-b_c", "127.0.0.1:80", "[::1]", "[::1]:8080", "a:"})
  void parse_goodHost_passes(String host) {
    assertThat(status("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n")).isEqualTo(200);
  }

  @Test
  void parse_http10_needsNoHostAndMayNotChunk() {
    assertThat(status("GET / HTTP/1.0\r\n\r\n")).isEqualTo(200);
    assertThat(status("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n")).isEqualTo(400);
    assertThat(status("GET / HTTP/1.1\r\n\r\n")).isEqualTo(400);
  }

  @Test
  void parse_overLimits_isRefused() {
    assertThat(status("GET /" + "a".repeat(300) + " HTTP/1.1\r\nHost: a\r\n\r\n")).isEqualTo(414);
    assertThat(status("GET /" + "a".repeat(2000))).isEqualTo(414);
    assertThat(status("GET / HTTP/1.1\r\nHost: a\r\nb: " + "c".repeat(2000))).isEqualTo(431);
    assertThat(status("GET / HTTP/1.1\r\nHost: a\r\n" + "b: c\r\n".repeat(20) + "\r\n"))
        .isEqualTo(431);
  }

  @Test
  void parse_underscore_followsTheSetting() {
    byte[] bytes =
        "GET / HTTP/1.1\r\nHost: a\r\nx_y: z\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    Request request = new Request(16);
    for (HeadLimits.Underscores setting : HeadLimits.Underscores.values()) {
      Parsed parsed = parse(request, bytes, new HeadLimits(1024, 20, 200, setting));
      switch (setting) {
        case REFUSE -> assertThat(parsed).isInstanceOf(Parsed.Refused.class);
        case DROP -> assertThat(request.count()).isEqualTo(1);
        case PASS -> assertThat(request.count()).isEqualTo(2);
      }
    }
  }

  @Test
  void isNominated_knownFields_canNotBeNamedAway() {
    Request request = new Request(16);
    parse(
        request,
        "GET / HTTP/1.1\r\nHost: a\r\nConnection: close, X-Mine, host, x-forwarded-for\r\n"
            + "X-Forwarded-For: 1.2.3.4\r\nx-mine: 1\r\nx-other: 2\r\n\r\n");
    assertThat(request.isNominated(request.find(KnownHeader.HOST))).isFalse();
    assertThat(request.isNominated(request.find(KnownHeader.X_FORWARDED_FOR))).isFalse();
    assertThat(request.isNominated(3)).isTrue();
    assertThat(request.isNominated(4)).isFalse();
    assertThat(request.keepAlive()).isFalse();
  }

  @Test
  void webSocket_onlyWithItsWholeHandshake() {
    Request request = new Request(16);
    String head = "GET / HTTP/1.1\r\nHost: a\r\n";
    parse(request, head + "Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\n\r\n");
    assertThat(request.webSocket()).isTrue();
    parse(request, head + "Upgrade: websocket\r\n\r\n");
    assertThat(request.webSocket()).isFalse();
    parse(request, head + "Connection: upgrade\r\nUpgrade: h2c\r\n\r\n");
    assertThat(request.webSocket()).isFalse();
    parse(request, head + "Connection: upgrade\r\nUpgrade: websocket, h2c\r\n\r\n");
    assertThat(request.webSocket()).isFalse();
  }

  /// Whatever comes, nothing is thrown, and what is accepted can be read in one way only.
  @Test
  void parse_mutatedHeads_neverThrowAndKeepTheirPromises() {
    long seed = Long.getLong("gabion.seed", System.nanoTime());
    Random random = new Random(seed);
    byte[] good =
        ("POST /a?b HTTP/1.1\r\n"
                + "Host: a.b:80\r\n"
                + "Connection: close, x\r\n"
                + "X: y\r\n"
                + "Content-Length: 3\r\n"
                + "Transfer-Encoding: chunked\r\n"
                + "Cookie: a=b\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] spice = "\r\n\t :,;=\0\u007fAz09/_*#?[]%@".getBytes(StandardCharsets.ISO_8859_1);
    Request request = new Request(16);
    int accepted = 0;
    for (int round = 0; round < 300_000; round++) {
      byte[] bytes = good.clone();
      for (int i = random.nextInt(4); i >= 0; i--) {
        bytes[random.nextInt(bytes.length)] = spice[random.nextInt(spice.length)];
      }
      if (parse(request, bytes, LIMITS) instanceof Parsed.Complete) {
        accepted++;
        assertThat(request.chunked() && request.contentLength() >= 0)
            .as("seed %s round %s", seed, round)
            .isFalse();
        for (int i = 0; i < request.count(); i++) {
          String value = request.text(request.valueStart(i), request.valueEnd(i));
          assertThat(value.chars().noneMatch(c -> c < ' ' && c != '\t' || c == 0x7f))
              .as("seed %s round %s: %s", seed, round, value)
              .isTrue();
        }
      }
    }
    assertThat(accepted).as("seed %s", seed).isPositive();
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '\\') {
        out.append(c);
        at++;
      } else if (text.charAt(at + 1) == 'x') {
        out.append((char) Integer.parseInt(text.substring(at + 2, at + 4), 16));
        at += 4;
      } else {
        out.append(text.charAt(at + 1) == 'r' ? '\r' : '\n');
        at += 2;
      }
    }
    return out.toString();
  }
}

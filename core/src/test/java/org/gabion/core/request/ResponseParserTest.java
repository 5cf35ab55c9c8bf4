package org.gabion.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseParserTest {
  private static final HeadLimits LIMITS = new HeadLimits(1024, 20, 1, HeadLimits.Underscores.PASS);

  private static Parsed parse(Response response, String text, boolean toHead) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    response.clear();
    response.ensure(bytes.length);
    System.arraycopy(bytes, 0, response.bytes(), 0, bytes.length);
    response.grow(bytes.length);
    ResponseParser parser = new ResponseParser();
    parser.reset();
    return parser.parse(response, LIMITS, toHead);
  }

  @ParameterizedTest
  @CsvSource({
    "200, Content-Length: 5, false, LENGTH, true",
    "200, Content-Length: 0, false, NONE, true",
    "200, Content-Length: 5, true, NONE, true",
    "200, Transfer-Encoding: chunked, false, CHUNKED, true",
    "200, X: y, false, UNTIL_CLOSE, false",
    "204, X: y, false, NONE, true",
    "304, Content-Length: 5, false, NONE, true",
    "200, 'Connection: foo, Close', false, UNTIL_CLOSE, false",
  })
  void settle_framing_isKnown(
      int status, String field, boolean toHead, Response.Body body, boolean keepAlive) {
    Response response = new Response(16);
    Parsed parsed = parse(response, "HTTP/1.1 " + status + " Ok\r\n" + field + "\r\n\r\n", toHead);
    assertThat(parsed).isInstanceOf(Parsed.Complete.class);
    assertThat(response.body()).isEqualTo(body);
    assertThat(response.keepAlive()).isEqualTo(keepAlive);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 600 OK\r\n\r\n",
        "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 200 O\0K\r\n\r\n",
        "HTTP/1.1 200 OK\nA: b\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
      })
  void parse_ambiguousOrBroken_is502(String text) {
    assertThat(parse(new Response(16), text, false))
        .isInstanceOfSatisfying(
            Parsed.Refused.class, r -> assertThat(r.malformed().status()).isEqualTo(502));
  }

  @Test
  void parse_noReasonPhrase_passes() {
    assertThat(parse(new Response(16), "HTTP/1.1 204\r\n\r\n", false))
        .isInstanceOf(Parsed.Complete.class);
    assertThat(parse(new Response(16), "HTTP/1.1 204 \r\n\r\n", false))
        .isInstanceOf(Parsed.Complete.class);
  }
}

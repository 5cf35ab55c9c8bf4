package org.gabion.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.Parsed;
import org.gabion.core.request.Response;
import org.gabion.core.request.ResponseParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is written is read again by another implementation, Netty's decoder with its checks on.
class HpackWriterTest {
  private static final HeadLimits LIMITS =
      new HeadLimits(65_536, 200, 100, HeadLimits.Underscores.PASS);

  private final HeadWriter out = new HeadWriter();

  private static Response response(String text) {
    Response response = new Response(16);
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    response.ensure(bytes.length);
    System.arraycopy(bytes, 0, response.bytes(), 0, bytes.length);
    response.grow(bytes.length);
    assertThat(new ResponseParser().parse(response, LIMITS, false))
        .isInstanceOf(Parsed.Complete.class);
    return response;
  }

  private List<String> decoded(DefaultHttp2HeadersDecoder decoder) throws Http2Exception {
    Http2Headers headers =
        decoder.decodeHeaders(1, Unpooled.wrappedBuffer(out.bytes(), 0, out.length()));
    List<String> lines = new ArrayList<>();
    headers.forEach(field -> lines.add(field.getKey() + ": " + field.getValue()));
    return lines;
  }

  private List<String> decoded() throws Http2Exception {
    return decoded(new DefaultHttp2HeadersDecoder(true, 1 << 20));
  }

  @Test
  void write_fieldsOfOneHop_areLeftOutAndNamesAreLowerCase() throws Exception {
    HpackWriter.write(
        out.clear(),
        response(
            "HTTP/1.1 200 OK\r\n"
                + "Server: x\r\n"
                + "Connection: close, X-Hop\r\n"
                + "X-Hop: 1\r\n"
                + "Keep-Alive: 5\r\n"
                + "Content-Type: text/html\r\n"
                + "X-Own-Name: Value\r\n"
                + "Transfer-Encoding: chunked\r\n"
                + "Upgrade: h2c\r\n"
                + "Set-Cookie: a=b\r\n"
                + "Set-Cookie: c=d\r\n"
                + "Proxy-Connection: x\r\n\r\n"),
        true,
        "");
    assertThat(decoded())
        .containsExactly(
            ":status: 200",
            "server: x",
            "content-type: text/html",
            "x-own-name: Value",
            "set-cookie: a=b",
            "set-cookie: c=d");
  }

  @Test
  void write_ticket_isAddedAndKeepsCachesAway() throws Exception {
    HpackWriter.write(
        out.clear(),
        response("HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"),
        false,
        "t=1; Secure");
    assertThat(decoded())
        .containsExactly(
            ":status: 404",
            "content-length: 0",
            "set-cookie: t=1; Secure",
            "cache-control: private");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 103, 200, 201, 204, 206, 301, 304, 400, 404, 429, 500, 503, 599})
  void write_anyStatus_isRead(int status) throws Exception {
    HpackWriter.write(out.clear(), response("HTTP/1.1 " + status + " x\r\n\r\n"), false, "");
    assertThat(decoded()).containsExactly(":status: " + status);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 126, 127, 128, 254, 255, 256, 16_000, 30_000})
  void write_valueOfAnyLength_isReadWhole(int length) throws Exception {
    String value = "v".repeat(length);
    HpackWriter.write(
        out.clear(),
        response(
            "HTTP/1.1 200 OK\r\nX-"
                + "n".repeat(140)
                + ": "
                + value
                + "\r\nVary: "
                + value
                + "\r\n\r\n"),
        false,
        "");
    assertThat(decoded())
        .containsExactly(":status: 200", "x-" + "n".repeat(140) + ": " + value, "vary: " + value);
  }

  @Test
  void write_everyNameOfTheStaticTable_isRead() throws Exception {
    List<String> names =
        List.of(
            "accept-ranges",
            "access-control-allow-origin",
            "age",
            "allow",
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-length",
            "content-location",
            "content-range",
            "content-type",
            "date",
            "etag",
            "expires",
            "last-modified",
            "link",
            "location",
            "refresh",
            "retry-after",
            "server",
            "set-cookie",
            "strict-transport-security",
            "vary",
            "via",
            "www-authenticate");
    StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\n");
    List<String> wanted = new ArrayList<>(List.of(":status: 200"));
    for (String name : names) {
      head.append(name).append(": 7\r\n");
      wanted.add(name + ": 7");
    }
    HpackWriter.write(out.clear(), response(head + "\r\n"), true, "");
    assertThat(decoded()).containsExactlyElementsOf(wanted);
    assertThat(out.length()).as("names are numbers, not text").isLessThan(names.size() * 4 + 10);
  }

  @Test
  void write_readerThatShrinksItsTable_canGoOn() throws Exception {
    DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder(true, 1 << 20);
    Response response = response("HTTP/1.1 200 OK\r\nX: y\r\n\r\n");
    HpackWriter.write(out.clear(), response, true, "");
    decoded(decoder);
    decoder.maxHeaderTableSize(0);
    HpackWriter.write(out.clear(), response, false, "");
    assertThat(decoded(decoder)).containsExactly(":status: 200", "x: y");
  }

  @Test
  void write_ownAnswer_hasLengthAndDate() throws Exception {
    Answer answer =
        new Answer(
            429,
            "Content-Type: text/html\r\nRetry-After: 5\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[7],
            false);
    HpackWriter.write(
        out.clear(),
        answer,
        answer.body().length,
        true,
        "Sun, 06 Nov 1994 08:49:37 GMT".getBytes(StandardCharsets.US_ASCII));
    assertThat(decoded())
        .containsExactly(
            ":status: 429",
            "content-type: text/html",
            "retry-after: 5",
            "content-length: 7",
            "date: Sun, 06 Nov 1994 08:49:37 GMT");
  }
}

package org.gabion.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Exception;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Header blocks of HTTP/2 requests as they may and may not be (RFC 9113 sections 8.2 and 8.3).
class FieldListTest {
  private static final String GOOD =
      ":method=GET|:scheme=https|:path=/a?b=c|:authority=example.org";
  private static final HeadLimits LIMITS =
      new HeadLimits(4096, 20, 100, HeadLimits.Underscores.DROP);

  private final FieldList fields = new FieldList();
  private final Request request = new Request(64);

  private Optional<Malformed> laidOut(String list, boolean endStream) throws Http2Exception {
    ByteBuf block = Unpooled.buffer();
    for (String field : list.split("\\|", -1)) {
      int equals = field.indexOf('=');
      block.writeByte(0);
      string(block, field.substring(0, equals));
      string(block, field.substring(equals + 1));
    }
    fields.decoder(1 << 16).decodeHeaders(1, block);
    return Optional.ofNullable(fields.layOut(request, LIMITS, endStream));
  }

  private static void string(ByteBuf to, String text) {
    byte[] bytes = text.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
    if (bytes.length < 127) {
      to.writeByte(bytes.length);
    } else {
      to.writeByte(127)
          .writeByte((bytes.length - 127) % 128 | 128)
          .writeByte((bytes.length - 127) / 128);
    }
    to.writeBytes(bytes);
  }

  @Test
  void layOut_goodRequest_isARequest() throws Exception {
    assertThat(laidOut(GOOD + "|user-agent=x|cookie=a=1|cookie=b=2|te=trailers", true)).isEmpty();
    assertThat(request.version()).isEqualTo(20);
    assertThat(request.text(request.targetStart(), request.targetEnd())).isEqualTo("/a?b=c");
    assertThat(request.text(request.authorityStart(), request.authorityEnd()))
        .isEqualTo("example.org");
    assertThat(request.count()).isEqualTo(4);
    assertThat(request.acceptsTrailers()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":scheme=https|:path=/|:authority=a",
        ":method=GET|:path=/|:authority=a",
        ":method=GET|:scheme=https|:authority=a",
        ":method=GET|:scheme=https|:path=/",
        ":method=|:scheme=https|:path=/|:authority=a",
        ":method=GET|:scheme=https|:path=|:authority=a",
        ":method=GET|:scheme=https|:path=/|:authority=",
        ":method=GET|:scheme=ftp|:path=/|:authority=a",
        ":method=GET|:scheme=HTTPS|:path=/|:authority=a",
        ":method=G T|:scheme=https|:path=/|:authority=a",
        ":method=GET|:scheme=https|:path=a|:authority=a",
        ":method=GET|:scheme=https|:path=http://b/|:authority=a",
        ":method=GET|:scheme=https|:path=/ HTTP/1.1|:authority=a",
        ":method=GET|:scheme=https|:path=/\\r\\nx: y|:authority=a",
        ":method=GET|:scheme=https|:path=/#f|:authority=a",
        ":method=GET|:scheme=https|:path=*|:authority=a",
        ":method=GET|:scheme=https|:path=/|:authority=user@a",
        ":method=GET|:scheme=https|:path=/|:authority=a b",
        ":method=GET|:scheme=https|:path=/|:authority=a:99999",
        ":method=GET|:scheme=https|:path=/|:authority=a|host=b",
        ":method=GET|:scheme=https|:path=/|:authority=a|host=a|host=a",
        GOOD + "|:method=GET",
        GOOD + "|:path=/other",
        GOOD + "|:status=200",
        GOOD + "|:protocol=websocket",
        GOOD + "|:unknown=x",
        GOOD + "|:=x",
        ":method=GET|:scheme=https|x=y|:path=/|:authority=a",
        GOOD + "|X-Upper=x",
        GOOD + "|x y=x",
        GOOD + "|x:y=x",
        GOOD + "|=x",
        GOOD + "|x\\0=x",
        GOOD + "|x=a\\r\\nb: c",
        GOOD + "|x=a\\nb",
        GOOD + "|x=a\\0b",
        GOOD + "|x= a",
        GOOD + "|x=a ",
        GOOD + "|x=\\ta",
        GOOD + "|connection=close",
        GOOD + "|transfer-encoding=chunked",
        GOOD + "|upgrade=h2c",
        GOOD + "|keep-alive=5",
        GOOD + "|proxy-connection=close",
        GOOD + "|te=gzip",
        GOOD + "|te=trailers, gzip",
        GOOD + "|content-length=5",
        GOOD + "|content-length=-1",
        GOOD + "|content-length=+1",
        GOOD + "|content-length=1|content-length=1",
      })
  void layOut_malformed_is400(String list) throws Exception {
    assertThat(laidOut(list, true)).map(Malformed::status).contains(400);
    assertThat(request.version()).as("the log says which protocol it was").isEqualTo(20);
  }

  @ParameterizedTest
  @CsvSource({
    "':method=CONNECT|:authority=a:443', 405",
    "':method=CONNECT|:scheme=https|:path=/|:authority=a', 405",
    "':method=TRACE|:scheme=https|:path=/|:authority=a', 405",
    "':method=GET|:scheme=https|:path=/|:authority=a|expect=more', 417",
  })
  void layOut_notDoneHere_hasAStatusOfItsOwn(String list, int status) throws Exception {
    assertThat(laidOut(list, true)).map(Malformed::status).contains(status);
  }

  @Test
  void layOut_longTarget_is414() throws Exception {
    assertThat(laidOut(":method=GET|:scheme=https|:authority=a|:path=/" + "x".repeat(100), true))
        .map(Malformed::status)
        .contains(414);
  }

  @Test
  void layOut_manyFields_is431() throws Exception {
    assertThat(laidOut(GOOD + "|x=y".repeat(21), true)).map(Malformed::status).contains(431);
  }

  @Test
  void layOut_lengthWithBody_isARequest() throws Exception {
    assertThat(laidOut(GOOD.replace("GET", "POST") + "|content-length=5", false)).isEmpty();
    assertThat(request.contentLength()).isEqualTo(5);
  }

  @Test
  void layOut_optionsOfTheServer_isARequest() throws Exception {
    assertThat(laidOut(":method=OPTIONS|:scheme=https|:path=*|:authority=a", true)).isEmpty();
  }

  @Test
  void layOut_underscore_isDroppedAsConfigured() throws Exception {
    assertThat(laidOut(GOOD + "|x_y=1|x-y=2", true)).isEmpty();
    assertThat(request.count()).isEqualTo(1);
  }

  @Test
  void layOut_secondBlock_seesNothingOfTheFirst() throws Exception {
    assertThat(laidOut(GOOD + "|:bad=1|x=y", true)).isPresent();
    assertThat(laidOut(GOOD, true)).isEmpty();
    assertThat(request.count()).isZero();
  }
}

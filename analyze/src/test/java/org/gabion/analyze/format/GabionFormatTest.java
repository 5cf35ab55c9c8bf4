package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GabionFormatTest {
  private static final GabionFormat FORMAT = new GabionFormat();
  private static final String LINE =
      """
      {"time":1795374000123456,"client":"2001:db8::7","client_port":50123,"peer":"192.0.2.9",\
      "method":"POST","target":"/a?b=\\u00c3\\u00a9\\"\\\\","host":"example.org:8443",\
      "protocol":"HTTP/2","status":503,"origin_status":502,"bytes_in":120,"bytes_out":0,\
      "total_us":1500,"queue_us":20,"origin_us":700,"origin_total_us":900,"verdict":"deny",\
      "reason":"rate.prefix","would_be":"throttle","refusal":"4JQ7XX2MN8",\
      "standing":"known-prefix","site":"main","origin":"a","origin_reused":true,\
      "request_number":3,"template":"00000000000000ff","header_order":"ffffffffffffffff",\
      "headers":"00000000000001f3","user_agent":"-","referer":"https://example.net/",\
      "accept":"*/*","accept_language":"de","accept_encoding":"gzip","cookie":true,\
      "tls":"TLSv1.3","tls_cipher":"TLS_AES_128_GCM_SHA256","sni":"example.org"}\
      """;

  @Test
  void parse_request_hasEveryFact() {
    LogRecord r = ParsedLine.of(FORMAT, LINE);

    assertThat(r.timeMicros).isEqualTo(1_795_374_000_123_456L);
    assertThat(ParsedLine.client(r)).isEqualTo("2001:db8::7");
    assertThat(r.clientPort).isEqualTo(50123);
    assertThat(r.method).hasToString("POST");
    assertThat(r.target).hasToString("/a?b=\u00c3\u00a9\"\\");
    assertThat(r.host).hasToString("example.org:8443");
    assertThat(r.protocol).hasToString("HTTP/2");
    assertThat(r.status).isEqualTo(503);
    assertThat(r.originStatus).isEqualTo(502);
    assertThat(r.bytesIn).isEqualTo(120);
    assertThat(r.bytesOut).isZero();
    assertThat(r.totalMicros).isEqualTo(1500);
    assertThat(r.queueMicros).isEqualTo(20);
    assertThat(r.originMicros).isEqualTo(700);
    assertThat(r.originTotalMicros).isEqualTo(900);
    assertThat(r.verdict).hasToString("deny");
    assertThat(r.reason).hasToString("rate.prefix");
    assertThat(r.wouldBe).hasToString("throttle");
    assertThat(r.standing).hasToString("known-prefix");
    assertThat(r.headersKnown).isTrue();
    assertThat(r.headerOrder).isEqualTo(-1);
    assertThat(r.headerBits).isEqualTo(0x1f3);
    assertThat(r.userAgent).hasToString("-");
    assertThat(r.referer).hasToString("https://example.net/");
    assertThat(r.accept).hasToString("*/*");
    assertThat(r.acceptLanguage).hasToString("de");
    assertThat(r.acceptEncoding).hasToString("gzip");
    assertThat(r.tlsVersion).hasToString("TLSv1.3");
    assertThat(r.tlsCipher).hasToString("TLS_AES_128_GCM_SHA256");
  }

  @Test
  void parse_everyByte_comesBackAsItWas() {
    StringBuilder text = new StringBuilder();
    byte[] bytes = new byte[256];
    for (int i = 0; i < 256; i++) {
      bytes[i] = (byte) i;
      text.append(
          i == '"' || i == '\\'
              ? "\\" + (char) i
              : i >= 0x20 && i < 0x7f ? "" + (char) i : String.format("\\u%04x", i));
    }
    LogRecord r =
        ParsedLine.of(
            FORMAT, LINE.replace("\"user_agent\":\"-\"", "\"user_agent\":\"" + text + "\""));

    assertThat(r.userAgent.toString().getBytes(StandardCharsets.ISO_8859_1)).isEqualTo(bytes);
    assertThat(r.target).hasToString("/a?b=\u00c3\u00a9\"\\");
  }

  @Test
  void parse_whatIsLeftOut_isAbsent() {
    LogRecord r =
        ParsedLine.of(
            FORMAT,
            """
            {"time":1795374000123456,"client":"192.0.2.7","client_port":1,"protocol":"HTTP/1.0",\
            "status":0,"bytes_in":3,"bytes_out":0,"total_us":0,"verdict":"malformed",\
            "header_order":"0000000000000000","headers":"0000000000000000"}\
            """);

    assertThat(ParsedLine.client(r)).isEqualTo("192.0.2.7");
    assertThat(r.status).isZero();
    assertThat(r.totalMicros).isZero();
    assertThat(r.method.present).isFalse();
    assertThat(r.target.present).isFalse();
    assertThat(r.userAgent.present).isFalse();
    assertThat(r.originStatus).isEqualTo(LogRecord.UNKNOWN);
    assertThat(r.queueMicros).isEqualTo(LogRecord.UNKNOWN);
    assertThat(r.originMicros).isEqualTo(LogRecord.UNKNOWN);
  }

  @Test
  void parse_schemaRecord_isDirective() {
    assertThat(
            ParsedLine.outcome(
                FORMAT,
                """
                {"schema":"gabion.access/1","version":"1.0.0","opened":1795374000000000,\
                "header_bits":["host","connection"]}\
                """))
        .isEqualTo(LineOutcome.DIRECTIVE);
  }

  @Test
  void parse_gapRecord_tellsHowManyAndWhen() {
    LogRecord record = new LogRecord();
    LineOutcome outcome =
        ParsedLine.parse(
            FORMAT.parser(),
            "{\"gap\":120,\"from\":1795374000000000,\"to\":1795374000400000}",
            record);

    assertThat(outcome).isEqualTo(LineOutcome.DIRECTIVE);
    assertThat(record.gap).isEqualTo(120);
    assertThat(record.timeMicros).isEqualTo(1_795_374_000_000_000L);
    assertThat(record.gapUntilMicros).isEqualTo(1_795_374_000_400_000L);
  }

  @Test
  void parse_cutLine_isUnfinished() {
    for (int length = 1; length < LINE.length(); length++) {
      assertThat(ParsedLine.outcome(FORMAT, LINE.substring(0, length)))
          .isEqualTo(LineOutcome.UNFINISHED);
    }
  }

  @Test
  void parse_brokenFacts_areToldByReason() {
    assertThat(ParsedLine.outcome(FORMAT, "")).isEqualTo(LineOutcome.EMPTY);
    assertThat(ParsedLine.outcome(FORMAT, "{}")).isEqualTo(LineOutcome.SHAPE);
    assertThat(ParsedLine.outcome(FORMAT, LINE.replace("1795374000123456", "\"noon\"")))
        .isEqualTo(LineOutcome.TIME);
    assertThat(ParsedLine.outcome(FORMAT, LINE.replace("\"2001:db8::7\"", "null")))
        .isEqualTo(LineOutcome.CLIENT);
    assertThat(ParsedLine.outcome(FORMAT, LINE.replace(":503", ":5030")))
        .isEqualTo(LineOutcome.STATUS);
    assertThat(ParsedLine.outcome(FORMAT, LINE.replace("ffffffffffffffff", "fffffffffffffff")))
        .isEqualTo(LineOutcome.NUMBER);
    assertThat(ParsedLine.outcome(FORMAT, LINE.replace("main", "ma\0in")))
        .isEqualTo(LineOutcome.BINARY);
    assertThat(
            ParsedLine.outcome(FORMAT, LINE.replace("main", "a".repeat(LineParser.LONGEST_LINE))))
        .isEqualTo(LineOutcome.TOO_LONG);
  }
}

package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class HaproxyFormatTest {
  private static final LogFormat FORMAT = new HaproxyFormat();
  private static final String SYSLOG = "Nov  1 10:00:00 lb haproxy[42]: ";
  private static final String HEAD = "192.0.2.1:4711 [01/Nov/2026:10:00:00.123] web~ app/one ";

  @Test
  void line_ofSyslog_isReadAsWithoutIt() {
    String line = HEAD + "1/20/3/40/64 200 5120 - - ---- 9/8/7/6/0 0/0 \"GET /a?b HTTP/1.1\"";
    for (String whole : new String[] {line, SYSLOG + line}) {
      LogRecord record = ParsedLine.of(FORMAT, whole);
      assertThat(ParsedLine.client(record)).isEqualTo("192.0.2.1");
      assertThat(record.clientPort).isEqualTo(4711);
      assertThat(record.timeMicros).isEqualTo(1_793_527_200_123_000L);
      assertThat(record.queueMicros).isEqualTo(20_000);
      assertThat(record.originMicros).isEqualTo(40_000);
      assertThat(record.totalMicros).isEqualTo(64_000);
      assertThat(record.status).isEqualTo(200);
      assertThat(record.bytesOut).isEqualTo(5120);
      assertThat(record.termination).hasToString("----");
      assertThat(record.method).hasToString("GET");
      assertThat(record.target).hasToString("/a?b");
      assertThat(record.protocol).hasToString("HTTP/1.1");
    }
  }

  @Test
  void request_thatReachedNoServer_hasNoTimes() {
    LogRecord record =
        ParsedLine.of(
            FORMAT,
            "192.0.2.1:1 [01/Nov/2026:10:00:00.123] web web/<NOSRV> -1/-1/-1/-1/+5 -1 +0 - - PR--"
                + " 1/1/0/0/0 0/0 \"<BADREQ>\"");
    assertThat(record.queueMicros).isEqualTo(LogRecord.UNKNOWN);
    assertThat(record.originMicros).isEqualTo(LogRecord.UNKNOWN);
    assertThat(record.totalMicros).isEqualTo(5_000);
    assertThat(record.status).isZero();
    assertThat(record.target.present).isFalse();
  }

  @Test
  void client_ofIpv6_isReadWithItsPort() {
    LogRecord record =
        ParsedLine.of(
            FORMAT,
            "2001:db8::7:443 [01/Nov/2026:10:00:00.123] web app/one 0/0/0/1/1 200 1 - - ----"
                + " 1/1/0/0/0 0/0 \"GET / HTTP/1.1\"");
    assertThat(ParsedLine.client(record)).isEqualTo("2001:db8::7");
    assertThat(record.clientPort).isEqualTo(443);
  }

  @Test
  void captures_thatLookLikeIt_areAgentAndReferer() {
    LogRecord record =
        ParsedLine.of(
            FORMAT,
            HEAD
                + "0/0/0/1/1 200 1 - - ---- 1/1/0/0/0 0/0 {example.org|Agent/1.0 (a"
                + " #7bb#7d)|https://example.org/} {} \"GET /#22 HTTP/1.1\"");
    assertThat(record.userAgent).hasToString("Agent/1.0 (a {b})");
    assertThat(record.referer).hasToString("https://example.org/");
    assertThat(record.target).hasToString("/\"");
  }

  @Test
  void httpsLog_read_tellsTheHandshake() {
    LogRecord record =
        ParsedLine.of(
            FORMAT,
            HEAD
                + "0/0/0/1/1 200 1 - - ---- 1/1/0/0/0 0/0 \"GET / HTTP/2.0\""
                + " 0/0000000000000000/0/0/0 example.org/TLSv1.3/TLS_AES_128_GCM_SHA256");
    assertThat(record.host).hasToString("example.org");
    assertThat(record.tlsVersion).hasToString("TLSv1.3");
    assertThat(record.tlsCipher).hasToString("TLS_AES_128_GCM_SHA256");
  }

  @Test
  void lines_aboutSomethingElse_areNoRequests() {
    for (String line :
        new String[] {
          SYSLOG + "Proxy web started.",
          "192.0.2.1:4711 [01/Nov/2026:10:00:00.123] web/1: SSL handshake failure",
          HEAD + "0/1/2 300 -- 1/1/0/0/0 0/0"
        }) {
      assertThat(ParsedLine.outcome(FORMAT, line)).as(line).isEqualTo(LineOutcome.NO_REQUEST);
    }
  }

  @Test
  void lines_broken_areFaultsWithTheirReason() {
    String good = HEAD + "0/0/0/1/1 200 1 - - ---- 1/1/0/0/0 0/0 \"GET / HTTP/1.1\"";
    Map<String, LineOutcome> broken =
        Map.of(
            "",
            LineOutcome.EMPTY,
            "nothing of the kind",
            LineOutcome.SHAPE,
            good.substring(0, good.length() - 5),
            LineOutcome.UNFINISHED,
            good.replace(" 200 ", " 2x0 "),
            LineOutcome.STATUS,
            good.replace("01/Nov", "41/Nov"),
            LineOutcome.TIME,
            good.replace("GET", "G\0T").replace("---- ", ""),
            LineOutcome.BINARY,
            "x".repeat(LineParser.LONGEST_LINE + 1),
            LineOutcome.TOO_LONG);
    broken.forEach(
        (line, outcome) ->
            assertThat(ParsedLine.outcome(FORMAT, line)).as(line).isEqualTo(outcome));
  }

  @Test
  void gatewaysLog_read_hasNoFaults() throws IOException {
    Path file = SharedData.folder("logs").resolve("haproxy-gateway.log.gz");
    Map<LineOutcome, Integer> outcomes = new EnumMap<>(LineOutcome.class);
    Map<String, Integer> endings = new java.util.HashMap<>();
    LineParser parser = FORMAT.parser();
    LogRecord record = new LogRecord();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.ISO_8859_1))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        outcomes.merge(ParsedLine.parse(parser, line, record), 1, Integer::sum);
        endings.merge(record.termination.toString(), 1, Integer::sum);
      }
    }
    assertThat(outcomes).containsOnlyKeys(LineOutcome.PARSED);
    assertThat(outcomes).containsEntry(LineOutcome.PARSED, 17_211);
    assertThat(endings).containsEntry("PR--", 7_858).containsEntry("CD--", 2_167);
  }
}

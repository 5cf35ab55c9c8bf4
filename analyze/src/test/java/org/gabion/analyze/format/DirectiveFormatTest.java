package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectiveFormatTest {
  private static DirectiveFormat format(String directive) {
    return switch (DirectiveFormat.of(directive)) {
      case DirectiveFormat.Compiled compiled -> compiled.format();
      case DirectiveFormat.Broken broken -> throw new AssertionError(broken.why());
    };
  }

  private static String why(String directive) {
    return switch (DirectiveFormat.of(directive)) {
      case DirectiveFormat.Compiled compiled -> throw new AssertionError(compiled.format().name());
      case DirectiveFormat.Broken broken -> broken.why();
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$host $remote_addr [$time_local] \"$request\" $status $bytes_sent $request_time"
            + " \"$http_user_agent\" $upstream_response_time",
        "log_format main '$host $remote_addr [$time_local] \"$request\" $status $bytes_sent '\n"
            + "  '$request_time \"$http_user_agent\" $upstream_response_time';",
        "LogFormat \"%v %h %t \\\"%r\\\" %>s %O %T \\\"%{User-Agent}i\\\" %{x}e\" mine",
        "%v %h %t \\\"%r\\\" %>s %O %T \\\"%{User-Agent}i\\\" %{x}e"
      })
  void line_ofDirective_isRead(String directive) {
    LogRecord record =
        ParsedLine.of(
            format(directive),
            "example.org 192.0.2.1 [01/Nov/2026:10:00:00 +0000] \"GET /a b HTTP/1.1\" 200 77 0.125"
                + " \"An \\x22agent\\x22/1.0\" 0.120, 0.003");
    assertThat(record.host).hasToString("example.org");
    assertThat(ParsedLine.client(record)).isEqualTo("192.0.2.1");
    assertThat(record.timeMicros).isEqualTo(1_793_527_200_000_000L);
    assertThat(record.method).hasToString("GET");
    assertThat(record.target).hasToString("/a b");
    assertThat(record.status).isEqualTo(200);
    assertThat(record.bytesOut).isEqualTo(77);
    assertThat(record.totalMicros).isEqualTo(125_000);
    assertThat(record.userAgent).hasToString("An \"agent\"/1.0");
  }

  @Test
  void time_withoutBrackets_holdsItsBlank() {
    LogRecord record =
        ParsedLine.of(
            format("$time_local $remote_addr \"$request\" $status"),
            "01/Nov/2026:11:00:00 +0100 192.0.2.1 \"GET / HTTP/1.1\" 200");
    assertThat(record.timeMicros).isEqualTo(1_793_527_200_000_000L);
    assertThat(ParsedLine.client(record)).isEqualTo("192.0.2.1");
  }

  @Test
  void apachesPathAndQuery_sideBySide_areOneTarget() {
    LogRecord record =
        ParsedLine.of(
            format("%{%Y-%m-%d %H:%M:%S}t %a %m %U%q %s %{ms}T"),
            "2026-11-01 10:00:00 192.0.2.1 GET /a?b=c 404 12");
    assertThat(record.timeMicros).isEqualTo(1_793_527_200_000_000L);
    assertThat(record.target).hasToString("/a?b=c");
    assertThat(record.totalMicros).isEqualTo(12_000);
  }

  @Test
  void haproxysOwnFormat_read_isAsTheFixedParserHasIt() {
    String directive =
        "%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc"
            + " %sq/%bq %hr %hs %{+Q}r";
    for (String captures : new String[] {"", "{a|b} {c} ", "{a b} "}) {
      String line =
          "2001:db8::7:4711 [01/Nov/2026:10:00:00.123] web~ app/one 1/20/3/40/64 200 5120 - - ----"
              + " 9/8/7/6/0 0/0 "
              + captures
              + "\"GET /#22?b HTTP/1.1\"";
      LogRecord record = ParsedLine.of(format(directive), line);
      LogRecord fixed = ParsedLine.of(new HaproxyFormat(), line);
      assertThat(record.target).as(line).hasToString("/\"?b").hasToString(fixed.target.toString());
      assertThat(record.timeMicros).isEqualTo(fixed.timeMicros);
      assertThat(record.queueMicros).isEqualTo(fixed.queueMicros);
      assertThat(record.originMicros).isEqualTo(fixed.originMicros);
      assertThat(record.totalMicros).isEqualTo(fixed.totalMicros);
      assertThat(ParsedLine.client(record)).isEqualTo(ParsedLine.client(fixed));
      assertThat(record.clientPort).isEqualTo(fixed.clientPort);
      assertThat(record.termination).hasToString("----");
    }
  }

  @Test
  void jsonOfNginx_givenAsDirective_isRead() {
    LogRecord record =
        ParsedLine.of(
            format(
                "log_format j escape=json '{\"t\":$msec,\"a\":\"$remote_addr\",'"
                    + " '\"r\":\"$request_uri\",\"s\":$status}';"),
            "{\"t\":1793527200.250,\"a\":\"192.0.2.1\",\"r\":\"/\\u00e9\\\"\",\"s\":200}");
    assertThat(record.timeMicros).isEqualTo(1_793_527_200_250_000L);
    assertThat(record.target).hasToString("/\u00c3\u00a9\"");
    assertThat(record.status).isEqualTo(200);
  }

  @Test
  void directives_thatTellTooLittle_areRefusedWithTheReason() {
    assertThat(why("")).contains("no variable");
    assertThat(why("plain words")).contains("no variable");
    assertThat(why("$remote_addr \"$request\"")).contains("time");
    assertThat(why("[$time_local] \"$request\"")).contains("client");
    assertThat(why("$remote_addr$status [$time_local]")).contains("$status");
    assertThat(why("$".repeat(9_000))).contains("longer");
  }

  @Test
  void variable_misspelt_isNamedWithItsPlaceAndTheNearestOne() {
    assertThat(why("$remote_adr - [$time_local] \"$request\" $status"))
        .startsWith("it does not tell the client of a request: one of $remote_addr, ")
        .endsWith(
            "must be there; '$remote_adr' (character 1) is no variable that is known; did you mean"
                + " '$remote_addr'?");
    assertThat(why("$remote_addr [$time_lokal] $status"))
        .contains("one of $msec, $time_local, $time_iso8601 must be there")
        .contains("'$time_lokal' (character 15)")
        .contains("did you mean '$time_local'?");
    assertThat(why("%{X-Forwarded-Fro}i %t \"%r\" %>s"))
        .contains("one of %a, %h, ")
        .contains("'%{X-Forwarded-Fro}i' (character 1)")
        .contains("did you mean '%{x-forwarded-for}i'?");
    assertThat(why("%h \"%r\" %>s")).endsWith("one of %t must be there");
    assertThat(why("[$time_local] $my_own \"$request\"")).endsWith("must be there");
  }

  @Test
  void variable_misspeltThatIsNotNeeded_isRemarkedOn() {
    assertThat(format("$remote_addr [$time_local] \"$request\" $statsu").remark())
        .hasValue("'$statsu' (character 39) is no variable that is known; did you mean '$status'?");
    assertThat(format("$remote_addr - $remote_user [$time_local] $status $cache_state").remark())
        .isEmpty();
    assertThat(format("%h %l %u %t \"%r\" %>s %b %{x}e").remark()).isEmpty();
  }

  @Test
  void lines_thatDoNotFit_areFaultsWithTheirReason() {
    LogFormat format = format("$remote_addr [$time_local] \"$request\" $status");
    assertThat(ParsedLine.outcome(format, "192.0.2.1 [x] \"GET / HTTP/1.1\" 200"))
        .isEqualTo(LineOutcome.TIME);
    assertThat(ParsedLine.outcome(format, "192.0.2.1 [01/Nov/2026:10:00:00 +0000] \"GET /"))
        .isEqualTo(LineOutcome.UNFINISHED);
    assertThat(ParsedLine.outcome(format, "192.0.2.1 [01/Nov/2026:10:00:00 +0000] \"-\" abc"))
        .isEqualTo(LineOutcome.STATUS);
    assertThat(ParsedLine.outcome(format, "nothing")).isEqualTo(LineOutcome.SHAPE);
    assertThat(ParsedLine.outcome(format, "\0")).isEqualTo(LineOutcome.BINARY);
  }
}

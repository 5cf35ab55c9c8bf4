package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Lines of the formats that have names for their fields or fixed columns: units, times, and what
/// is left out.
class StructuredFormatsTest {
  private static final String NGINX =
      """
      {"msec":"1764100800.250","remote_addr":"192.0.2.7","remote_port":"4711",\
      "request_method":"POST","request_uri":"/a?b=1","server_protocol":"HTTP/2.0",\
      "http_host":"www.example.org","status":"503","request_length":"210","bytes_sent":"1234",\
      "request_time":"0.125","upstream_response_time":"0.050, 0.025","upstream_status":"502, 503",\
      "http_user_agent":"a\\u00e9\\x22b","http_referer":"-"}\
      """;
  private static final String CADDY =
      """
      {"level":"info","ts":1764100800.25,"logger":"http.log.access","msg":"handled request",\
      "request":{"remote_ip":"10.0.0.1","remote_port":"4711","client_ip":"192.0.2.7",\
      "proto":"HTTP/2.0","method":"GET","host":"www.example.org","uri":"/a?b=1",\
      "headers":{"User-Agent":["one"],"Referer":["https://example.net/"]}},\
      "bytes_read":3,"duration":0.125,"size":1234,"status":200}\
      """;
  private static final String TRAEFIK =
      """
      {"ClientAddr":"192.0.2.7:4711","ClientHost":"192.0.2.7","ClientPort":"4711",\
      "DownstreamContentSize":1234,"DownstreamStatus":502,"Duration":125000999,"OriginStatus":500,\
      "OriginDuration":75000000,"RequestContentSize":3,"RequestHost":"www.example.org",\
      "RequestMethod":"GET","RequestPath":"/a?b=1","RequestProtocol":"HTTP/1.1",\
      "StartUTC":"2025-11-25T20:00:00.250000999Z","request_User-Agent":"one","msg":""}\
      """;
  private static final String CLOUDFLARE =
      """
      {"ClientIP":"2001:db8::7","ClientSrcPort":4711,"ClientRequestHost":"www.example.org",\
      "ClientRequestMethod":"GET","ClientRequestURI":"/a?b=1","ClientRequestProtocol":"HTTP/3",\
      "ClientRequestUserAgent":"one","ClientRequestReferer":"","EdgeStartTimestamp":%s,\
      "EdgeEndTimestamp":%s,"EdgeResponseStatus":200,"EdgeResponseBytes":1234,\
      "OriginResponseStatus":0,"OriginResponseDurationMs":75}\
      """;
  private static final String ENVOY =
      """
      {"start_time":"2025-11-25T20:00:00.250Z","downstream_remote_address":"192.0.2.7:4711",\
      "method":"GET","path":"/a?b=1","protocol":"HTTP/2",":authority":"www.example.org",\
      "user-agent":null,"response_code":0,"bytes_received":3,"bytes_sent":1234,"duration":125,\
      "x-envoy-upstream-service-time":"75","x-forwarded-for":"203.0.113.9"}\
      """;
  private static final String FASTLY =
      """
      <134>2025-11-25T20:00:01Z cache-x name[1]: {"timestamp":"2025-11-25T21:00:00+0100",\
      "client_ip":"192.0.2.7","host":"www.example.org","url":"/a?b=1","request_method":"GET",\
      "request_protocol":"HTTP/1.1","request_referer":"","request_user_agent":"one",\
      "response_status":404,"response_body_size":1234}\
      """;
  private static final String DEFLECT =
      """
      {"@timestamp":"2025-11-25T20:00:00.250Z","client_ip":"192.0.2.7",\
      "client_request_method":"GET","client_url":"\\/a","querystring":"?b=1",\
      "client_request_host":"www.example.org","client_ua":"one","http_response_code":200,\
      "http_request_version":"HTTP\\/1.1","reply_length_bytes":1234,"ts_process_time":125}\
      """;
  private static final String ALB =
      "https 2025-11-25T20:00:00.250000Z app/lb/1 192.0.2.7:4711 10.0.0.1:80 0.010 0.075 0.001 502"
          + " - 3 1234 \"GET https://www.example.org:443/a?b=1 HTTP/1.1\" \"one \"two\", three\""
          + " ECDHE TLSv1.2 arn:x \"Root=1\" \"-\" \"-\" 0 2025-11-25T20:00:00.1Z \"forward\"";
  private static final String CLOUD_FRONT =
      "2025-11-25\t20:00:00\tFRA1\t1234\t192.0.2.7\tGET\tx.example.net\t/a\t200\t"
          + "https://example.net/%2520\tone%20two%zz\tb=1\t-\tHit\tid\twww.example.org\thttps\t62"
          + "\t0.125\t-\tTLSv1.3\tTLS_AES\tHit\tHTTP/2.0\t-\t-\t4711\t0.075\tHit";
  private static final String IIS_HEAD = "#Software: Microsoft Internet Information Services 10.0";
  private static final String IIS_FIELDS =
      "#Fields: date time cs-method cs-uri-stem cs-uri-query c-ip cs(User-Agent) cs(Referer)"
          + " cs-host sc-status sc-bytes cs-bytes time-taken";
  private static final String IIS =
      "2025-11-25 20:00:00 GET /a b=1 192.0.2.7 one+two - www.example.org 200 1234 3 125";

  private static final Map<LogFormat, String> LINES =
      Map.of(
          new NginxJsonFormat(), NGINX,
          new CaddyFormat(), CADDY,
          new TraefikFormat(), TRAEFIK,
          new CloudflareFormat(),
              CLOUDFLARE.formatted("1764100800250000000", "1764100800375000000"),
          new EnvoyJsonFormat(), ENVOY,
          new FastlyFormat(), FASTLY,
          new DeflectFormat(), DEFLECT,
          new AlbFormat(), ALB,
          new CloudFrontFormat(), CLOUD_FRONT);

  private static final long SECOND = 1_000_000;
  private static final long AT = Instant.parse("2025-11-25T20:00:00Z").getEpochSecond() * SECOND;

  static Stream<LogFormat> formats() {
    return LINES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void parse_ownLine_tellsWhatAllFormatsTell(LogFormat format) {
    LogRecord record = ParsedLine.of(format, LINES.getOrDefault(format, ""));
    assertThat(record.timeMicros - record.timeMicros % SECOND).isEqualTo(AT);
    assertThat(record.target).hasToString("/a?b=1");
    assertThat(record.host).hasToString("www.example.org");
    assertThat(record.bytesOut).isEqualTo(1234);
    assertThat(ParsedLine.client(record)).isIn("192.0.2.7", "2001:db8::7");
  }

  @ParameterizedTest
  @MethodSource("formats")
  void parse_ownLine_isReadByThisFormatFirst(LogFormat format) {
    String line = LINES.getOrDefault(format, "");
    assertThat(LogFormat.all())
        .filteredOn(f -> ParsedLine.outcome(f, line) == LineOutcome.PARSED)
        .containsExactly(format);
  }

  @Test
  void parse_nginx_numbersInQuotesAndSums() {
    LogRecord record = ParsedLine.of(new NginxJsonFormat(), NGINX);
    assertThat(record.timeMicros).isEqualTo(AT + 250_000);
    assertThat(record.status).isEqualTo(503);
    assertThat(record.originStatus).isEqualTo(503);
    assertThat(record.totalMicros).isEqualTo(125_000);
    assertThat(record.originTotalMicros).isEqualTo(75_000);
    assertThat(record.bytesIn).isEqualTo(210);
    assertThat(record.clientPort).isEqualTo(4711);
    assertThat(record.method).hasToString("POST");
    assertThat(record.referer.present).isFalse();
    assertThat(record.userAgent).hasToString("a\u00c3\u00a9\"b");
  }

  @Test
  void parse_caddy_clientIsTheTrustedOneAndHeadersAreArrays() {
    LogRecord record = ParsedLine.of(new CaddyFormat(), CADDY);
    assertThat(record.timeMicros).isEqualTo(AT + 250_000);
    assertThat(record.totalMicros).isEqualTo(125_000);
    assertThat(record.userAgent).hasToString("one");
    assertThat(record.referer).hasToString("https://example.net/");
    assertThat(ParsedLine.outcome(new CaddyFormat(), "{\"ts\":1.5,\"msg\":\"serving\"}"))
        .isEqualTo(LineOutcome.NO_REQUEST);
  }

  @Test
  void parse_traefik_nanosecondsBecomeMicros() {
    LogRecord record = ParsedLine.of(new TraefikFormat(), TRAEFIK);
    assertThat(record.timeMicros).isEqualTo(AT + 250_000);
    assertThat(record.totalMicros).isEqualTo(125_000);
    assertThat(record.originTotalMicros).isEqualTo(75_000);
    assertThat(record.originStatus).isEqualTo(500);
    assertThat(record.status).isEqualTo(502);
  }

  @Test
  void parse_cloudflare_timesOfEveryFormAgree() {
    List<String[]> forms =
        List.of(
            new String[] {"1764100800250000000", "1764100800375000000"},
            new String[] {"1764100800250", "1764100800375"},
            new String[] {"\"2025-11-25T20:00:00.250Z\"", "\"2025-11-25T20:00:00.375Z\""});
    for (String[] form : forms) {
      String line = CLOUDFLARE.formatted(form[0], form[1]);
      LogRecord record = ParsedLine.of(new CloudflareFormat(), line);
      assertThat(record.timeMicros).as(line).isEqualTo(AT + 250_000);
      assertThat(record.totalMicros).as(line).isEqualTo(125_000);
      assertThat(record.originTotalMicros).isEqualTo(75_000);
      assertThat(record.originStatus).isEqualTo(LogRecord.UNKNOWN);
    }
  }

  @Test
  void parse_envoy_forwardedForIsNotBelieved() {
    LogRecord record = ParsedLine.of(new EnvoyJsonFormat(), ENVOY);
    assertThat(ParsedLine.client(record)).isEqualTo("192.0.2.7");
    assertThat(record.totalMicros).isEqualTo(125_000);
    assertThat(record.originMicros).isEqualTo(75_000);
    assertThat(record.status).isZero();
    assertThat(record.userAgent.present).isFalse();
  }

  @Test
  void parse_deflect_millisecondsAndQuery() {
    LogRecord record = ParsedLine.of(new DeflectFormat(), DEFLECT);
    assertThat(record.totalMicros).isEqualTo(125_000);
    assertThat(record.protocol).hasToString("HTTP/1.1");
  }

  @Test
  void parse_alb_secondsAndQuotesInsideAgents() {
    LogRecord record = ParsedLine.of(new AlbFormat(), ALB);
    assertThat(record.timeMicros).isEqualTo(AT + 250_000);
    assertThat(record.queueMicros).isEqualTo(10_000);
    assertThat(record.originMicros).isEqualTo(75_000);
    assertThat(record.status).isEqualTo(502);
    assertThat(record.originStatus).isEqualTo(LogRecord.UNKNOWN);
    assertThat(record.userAgent).hasToString("one \"two\", three");
    assertThat(record.tlsVersion).hasToString("TLSv1.2");
  }

  @Test
  void parse_cloudFront_percentIsUndoneOnce() {
    LogRecord record = ParsedLine.of(new CloudFrontFormat(), CLOUD_FRONT);
    assertThat(record.timeMicros).isEqualTo(AT);
    assertThat(record.userAgent).hasToString("one two%zz");
    assertThat(record.referer).hasToString("https://example.net/%20");
    assertThat(record.totalMicros).isEqualTo(125_000);
    assertThat(record.originMicros).isEqualTo(75_000);
    assertThat(record.clientPort).isEqualTo(4711);
  }

  @Test
  void parse_w3c_fieldsDecideAndMayChange() {
    LineParser parser = new W3cFormat().parser();
    LogRecord record = new LogRecord();
    assertThat(ParsedLine.parse(parser, IIS, record)).isEqualTo(LineOutcome.SHAPE);
    assertThat(ParsedLine.parse(parser, IIS_HEAD, record)).isEqualTo(LineOutcome.DIRECTIVE);
    assertThat(ParsedLine.parse(parser, IIS_FIELDS, record)).isEqualTo(LineOutcome.DIRECTIVE);
    assertThat(ParsedLine.parse(parser, IIS, record)).isEqualTo(LineOutcome.PARSED);
    assertThat(record.timeMicros).isEqualTo(AT);
    assertThat(record.totalMicros).isEqualTo(125_000);
    assertThat(record.target).hasToString("/a?b=1");
    assertThat(record.userAgent).hasToString("one two");
    assertThat(record.bytesIn).isEqualTo(3);
    assertThat(record.bytesOut).isEqualTo(1234);
    assertThat(ParsedLine.parse(parser, IIS.substring(0, 40), record)).isEqualTo(LineOutcome.SHAPE);

    ParsedLine.parse(parser, "#Date: 2025-11-25 00:00:00", record);
    ParsedLine.parse(parser, "#Fields: time c-ip cs-method cs-uri-stem sc-status", record);
    assertThat(ParsedLine.parse(parser, "20:00:00 192.0.2.8 GET /b 404", record))
        .isEqualTo(LineOutcome.PARSED);
    assertThat(record.timeMicros).isEqualTo(AT);
    assertThat(record.target).hasToString("/b");
    assertThat(record.status).isEqualTo(404);
    assertThat(record.totalMicros).isEqualTo(LogRecord.UNKNOWN);
  }

  @Test
  void parse_brokenFacts_haveAReason() {
    LogFormat nginx = new NginxJsonFormat();
    assertThat(ParsedLine.outcome(nginx, NGINX.replace("1764100800.250", "soon")))
        .isEqualTo(LineOutcome.TIME);
    assertThat(ParsedLine.outcome(nginx, NGINX.replace("\"503\"", "\"99999\"")))
        .isEqualTo(LineOutcome.STATUS);
    assertThat(ParsedLine.outcome(nginx, NGINX.substring(0, 200)))
        .isEqualTo(LineOutcome.UNFINISHED);
    assertThat(ParsedLine.outcome(nginx, NGINX.replace("POST", "PO\0ST")))
        .isEqualTo(LineOutcome.BINARY);
    assertThat(ParsedLine.outcome(nginx, "{\"a\":".repeat(1000))).isEqualTo(LineOutcome.SHAPE);
    assertThat(ParsedLine.outcome(nginx, "")).isEqualTo(LineOutcome.EMPTY);
    assertThat(ParsedLine.outcome(nginx, " ".repeat(LineParser.LONGEST_LINE + 1)))
        .isEqualTo(LineOutcome.TOO_LONG);
  }

  @ParameterizedTest
  @MethodSource("formats")
  void parse_cutAnywhere_givesAnOutcome(LogFormat format) {
    String line = LINES.getOrDefault(format, "");
    for (int length = 0; length < line.length(); length++) {
      LineOutcome outcome = ParsedLine.outcome(format, line.substring(0, length));
      if (line.endsWith("}")) {
        assertThat(outcome).as("%d bytes", length).matches(LineOutcome::isFault);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void parse_mutatedLines_leaveSlicesInBounds(LogFormat format) {
    long seed = Long.getLong("gabion.seed", 20261126L);
    Random random = new Random(seed);
    byte[] marks = "{}[]\"\\:,-+.eu0 \t\0%#\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    byte[] line = LINES.getOrDefault(format, "").getBytes(StandardCharsets.ISO_8859_1);
    LineParser parser = format.parser();
    LogRecord record = new LogRecord();
    int parsed = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = Arrays.copyOf(line, line.length - random.nextInt(2) * random.nextInt(20));
      for (int k = random.nextInt(4); k >= 0; k--) {
        mutated[random.nextInt(mutated.length)] = marks[random.nextInt(marks.length)];
      }
      if (ParsedLine.parse(parser, mutated, record) == LineOutcome.PARSED) {
        parsed++;
        assertThat(record.status).as("seed %d, line %d", seed, i).isBetween(-1L, 999L);
        assertThat(record.target.length() + record.userAgent.length() + record.host.length())
            .isLessThanOrEqualTo(2 * line.length);
        assertThat(record.totalMicros).isGreaterThanOrEqualTo(-1);
      }
    }
    assertThat(parsed).isPositive();
  }
}

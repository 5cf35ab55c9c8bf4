package org.gabion.lab.fuzz;

import java.util.List;
import java.util.Map;

/// Whole lines of each format, to be broken. Of a format without lines of its own all lines of
/// others are taken.
final class FormatSeeds {
  private static final String CLF = "[01/Nov/2026:10:00:00 +0000] ";
  private static final String AGENT = "\"Agent/1.0 (X; \\x22y\\x22; +https://example.org/)\"";

  private static final Map<String, List<String>> LINES =
      Map.of(
          "combined",
          List.of(
              "192.0.2.1 - - " + CLF + "\"GET /a?b=c HTTP/1.1\" 200 12 \"-\" " + AGENT,
              "host.example - anna [01/Nov/2026:10:00:59.123 +0100] \"POST /x HTTP/2\" 404 -",
              "www.example.org:443 2001:db8::1 - - " + CLF + "\"HEAD / HTTP/1.0\" 301 0 \"-\" \"\"",
              "fe80::1%eth0 - - " + CLF + "\"\\x16\\x03\\x01\" 400 157 \"-\" \"-\"",
              "[2001:db8::2]:4711 - - " + CLF + "\"-\" 408 0 \"-\" \"\\ud83d\\ude00 \\\"a\\\"\"",
              "192.0.2.7, 198.51.100.2 - - " + CLF + "\"GET / HTTP/1.1\" 200 5",
              "192.0.2.1 - - " + CLF + "\"GET / HTTP/1.1\" - - \"-\" \"-\" 7 \"r\" \"u\" 42ms",
              "<134>Nov  1 10:00:00 web nginx: 192.0.2.1 - - " + CLF + "\"GET /a HTTP/1.1\" 200 1",
              "<134>1 2026-11-01T10:00:00Z web nginx - - [a b=\"c\"] 192.0.2.1 - - "
                  + CLF
                  + "\"GET /a HTTP/1.1\" 200 1 \"-\" \"-\""),
          "haproxy",
          List.of(
              "Nov  1 10:00:00 lb haproxy[42]: 192.0.2.1:4711 [01/Nov/2026:10:00:00.123] web~ a/b"
                  + " 1/20/3/40/64 200 5120 - - ---- 9/8/7/6/0 0/0 \"GET /a?b HTTP/1.1\"",
              "2001:db8::7:443 [01/Nov/2026:10:00:00.123] web web/<NOSRV> -1/-1/-1/-1/+5 -1 +0 - -"
                  + " PR-- 1/1/0/0/0 0/0 \"<BADREQ>\"",
              "192.0.2.1:1 [01/Nov/2026:10:00:00.123] web app/one 0/0/0/1/1 200 1 - - ----"
                  + " 1/1/0/0/0 0/0 {example.org|Agent/1.0 #7ba#7d|https://example.org/} {}"
                  + " \"GET /#22 HTTP/1.1\" 0/0/0/0/0 example.org/TLSv1.3/TLS_AES_128_GCM_SHA256",
              "192.0.2.1:4711 [01/Nov/2026:10:00:00.123] web/1: SSL handshake failure",
              "Nov  1 10:00:00 lb haproxy[42]: Proxy web started."),
          "nginx-proxy-manager",
          List.of(
              CLF
                  + "HIT 200 200 - GET https example.org \"/a?b\" [Client 192.0.2.1] [Length 5]"
                  + " [Gzip 2.1] [Sent-to app] "
                  + AGENT
                  + " \"-\"",
              CLF
                  + "404 - GET http example.org \"/\" [Client 2001:db8::1] [Length 5] [Gzip -] "
                  + AGENT
                  + " \"https://example.org/\""),
          "npmplus",
          List.of(
              CLF + "example.org 192.0.2.1 0.002 \"GET /a HTTP/2.0\" 200 61 333 - Agent/1.0 (a b)",
              CLF + "_ 192.0.2.1 0.811 \"\\x16\\x03\\x02\\x22\" 400 122 282 - -"),
          "zoraxy",
          List.of(
              "2026/11/01 10:00:00 [2026-11-01 10:00:00.150624] [router:host-http]"
                  + " [origin:example.org] [client: 192.0.2.1] [useragent: Agent/1.0 (a; b)] GET"
                  + " /a?b 200"),
          "envoy-text",
          List.of(
              "[2026-11-01T10:00:00.310Z] \"POST /a?b HTTP/2\" 204 - 154 0 226 100 \"192.0.2.1,"
                  + " 198.51.100.1\" \"Agent/1.0\" \"id\" \"example.org\" \"tcp://192.0.2.9:80\"",
              "2026-11-01T10:00:00.743000000+00:00 stdout F [2026-11-01T10:00:00.743Z] \"GET /"
                  + " HTTP/1.1\" 200 - 0 256 50 - \"[2001:db8::1]:42\" \"x\" \"id\" \"example.org\""
                  + " \"[2001:db8::2]:8080\""),
          "gabion",
          List.of(
              "{\"schema\":\"gabion.access/1\"}",
              "{\"gap\":3,\"from\":1793527200000000,\"to\":1793527201000000}",
              "{\"time\":1793527200123456,\"client\":\"192.0.2.1\",\"client_port\":4711,\"method\":"
                  + "\"GET\",\"target\":\"/a\\u0000\\\"\",\"host\":\"example.org\",\"protocol\":"
                  + "\"HTTP/1.1\",\"status\":200,\"bytes_in\":120,\"bytes_out\":5120,\"total_us\":"
                  + "1500,\"verdict\":\"forward\",\"header_order\":\"0123456789abcdef\",\"headers\":\"00000000000000ff\",\"user_agent\":\"\\u00e4"
                  + " \\\\ \\ud83d\\ude00\"}"));

  private static final Map<String, List<String>> STRUCTURED =
      Map.of(
          "nginx-json",
          List.of(
              "{\"time_iso8601\":\"2026-11-01T10:00:00+00:00\",\"remote_addr\":\"192.0.2.1\",\"request\":\"GET"
                  + " /a?b=c"
                  + " HTTP/1.1\",\"status\":\"200\",\"body_bytes_sent\":512,\"request_time\":0.012,\"upstream_response_time\":\"0.010,"
                  + " -\",\"http_user_agent\":\"Agent\\u002f1.0\",\"http_referer\":\"-\"}"),
          "caddy",
          List.of(
              "{\"level\":\"info\",\"ts\":1793527200.1234,\"logger\":\"http.log.access\",\"request\":{\"remote_ip\":\"192.0.2.1\",\"remote_port\":\"4711\",\"client_ip\":\"2001:db8::1\",\"proto\":\"HTTP/2.0\",\"method\":\"GET\",\"host\":\"example.org\",\"uri\":\"/a?b\",\"headers\":{\"User-Agent\":[\"Agent/1.0\"],\"Accept\":[\"*/*\"]}},\"bytes_read\":0,\"duration\":0.0012,\"size\":512,\"status\":200}",
              "{\"level\":\"warn\",\"ts\":1793527200.1,\"msg\":\"started\"}"),
          "traefik-json",
          List.of(
              "{\"ClientAddr\":\"192.0.2.1:4711\",\"ClientHost\":\"192.0.2.1\",\"DownstreamStatus\":200,\"Duration\":357313,\"OriginStatus\":200,\"RequestHost\":\"example.org\",\"RequestMethod\":\"GET\",\"RequestPath\":\"/a?b\",\"RequestProtocol\":\"HTTP/1.1\",\"StartUTC\":\"2026-11-01T10:00:00.123456789Z\",\"request_User-Agent\":\"Agent/1.0\"}"),
          "cloudflare",
          List.of(
              "{\"ClientIP\":\"192.0.2.1\",\"ClientRequestHost\":\"example.org\",\"ClientRequestMethod\":\"GET\",\"ClientRequestURI\":\"/a?b\",\"EdgeEndTimestamp\":1793527201000000000,\"EdgeResponseBytes\":570,\"EdgeResponseStatus\":301,\"EdgeStartTimestamp\":\"2026-11-01T10:00:00Z\",\"ClientRequestUserAgent\":\"\"}"),
          "envoy-json",
          List.of(
              "2026-11-01T10:00:00.1+01:00 stdout F"
                  + " {\":authority\":\"example.org\",\"bytes_sent\":1258,\"downstream_remote_address\":\"192.0.2.1:4711\",\"duration\":11,\"method\":\"GET\",\"protocol\":\"HTTP/2\",\"response_code\":200,\"start_time\":\"2026-11-01T10:00:00.479Z\",\"user-agent\":\"Agent/1.0\",\"x-envoy-origin-path\":\"/a\"}"),
          "fastly",
          List.of(
              "2026-11-01T10:00:00.6+00:00 192.0.2.9"
                  + " {\"timestamp\":\"2026-11-01T10:00:00+0000\",\"client_ip\":\"192.0.2.1\",\"host\":\"example.org\",\"url\":\"/a?b\",\"request_method\":\"GET\",\"request_protocol\":\"HTTP/1.1\",\"request_user_agent\":\"Agent/1.0\",\"response_status\":404,\"response_body_size\":564}"),
          "deflect",
          List.of(
              "{\"@timestamp\":\"2026-11-01T10:00:00.000Z\",\"client_ip\":\"192.0.2.1\",\"client_request_host\":\"example.org\",\"client_request_method\":\"GET\",\"client_ua\":\"Agent\\/1.0\",\"client_url\":\"\\/a\",\"http_request_version\":\"HTTP\\/1.1\",\"http_response_code\":200,\"querystring\":\"?b=c\",\"reply_length_bytes\":25204,\"ts_process_time\":321}"),
          "w3c",
          List.of(
              "#Software: Microsoft Internet Information Services 10.0",
              "#Fields: date time c-ip cs-method cs-uri-stem cs-uri-query sc-status sc-bytes"
                  + " time-taken cs(User-Agent) cs(Referer)",
              "#Date: 2026-11-01 10:00:00",
              "2026-11-01 10:00:00 192.0.2.1 GET /a b=c 200 512 15 Agent/1.0+(a;+b) -",
              "2026-11-01 10:00:00 2001:db8::1 GET /a - 200 512 15 \"Agent 1.0\""
                  + " \"https://example.org/\""),
          "aws-alb",
          List.of(
              "https 2026-11-01T10:00:00.186641Z app/lb/50dc 192.0.2.1:4711 192.0.2.9:80 0.086"
                  + " 0.048 0.037 200 200 0 57 \"GET https://example.org:443/a?b HTTP/1.1\""
                  + " \"Agent/1.0\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn \"Root=1\""
                  + " \"example.org\" \"-\" 1 2026-11-01T10:00:00.000000Z \"forward\" \"-\" \"-\""),
          "aws-cloudfront",
          List.of(
              "2026-11-01\t10:00:00\tFRA1\t703\t192.0.2.1\tGET\td1.cloudfront.net\t/a\t200\t-"
                  + "\tAgent%2F1.0\tb=c\t-\tHit\tid\texample.org\thttps\t62\t0.113\t-\tTLSv1.3"
                  + "\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t4711\t0.113\tHit\ttext/html\t20"
                  + "\t-\t-"));

  private FormatSeeds() {}

  /// Whether a format has lines of its own.
  static boolean has(String format) {
    return LINES.containsKey(format) || STRUCTURED.containsKey(format);
  }

  static List<String> of(String format) {
    return has(format)
        ? LINES.getOrDefault(format, STRUCTURED.getOrDefault(format, List.of()))
        : LINES.values().stream().flatMap(List::stream).toList();
  }
}

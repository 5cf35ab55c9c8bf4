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

  private FormatSeeds() {}

  /// Whether a format has lines of its own.
  static boolean has(String format) {
    return LINES.containsKey(format);
  }

  static List<String> of(String format) {
    return has(format)
        ? LINES.getOrDefault(format, List.of())
        : LINES.values().stream().flatMap(List::stream).toList();
  }
}

package org.gabion.guard.log;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.Request;
import org.gabion.core.request.RequestParser;
import org.gabion.core.window.Observation;

/// Makes observations for tests: a plain one, and random ones as hostile as the parser lets them
/// be.
public final class Observations {
  private static final HeadLimits LIMITS =
      new HeadLimits(16_384, 100, 8192, HeadLimits.Underscores.PASS);
  private static final List<String> NAMES =
      List.of(
          "User-Agent",
          "Referer",
          "Accept",
          "Accept-Language",
          "Accept-Encoding",
          "Content-Type",
          "Sec-Fetch-Dest",
          "Sec-Fetch-Mode",
          "Sec-Fetch-Site",
          "Cookie",
          "Range",
          "Authorization",
          "X-Other",
          "DNT");

  private Observations() {}

  /// A request head as the parser leaves it, whether it let it pass or not.
  public static Request request(String head) {
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    Request request = new Request(bytes.length);
    request.ensure(bytes.length);
    System.arraycopy(bytes, 0, request.bytes(), 0, bytes.length);
    request.grow(bytes.length);
    RequestParser parser = new RequestParser();
    parser.reset();
    parser.parse(request, LIMITS);
    return request;
  }

  /// A browser's request for a page.
  public static Observation plain() {
    Observation o = new Observation();
    o.request =
        request(
            "GET /articles/8231/the-long-title?page=2 HTTP/1.1\r\n"
                + "Host: www.example.org\r\n"
                + "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101"
                + " Firefox/145.0\r\n"
                + "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
                + "Accept-Language: de,en-US;q=0.7,en;q=0.3\r\n"
                + "Accept-Encoding: gzip, deflate, br, zstd\r\n"
                + "Referer: https://www.example.org/\r\n"
                + "Connection: keep-alive\r\n"
                + "Cookie: session=0123456789abcdef\r\n"
                + "Upgrade-Insecure-Requests: 1\r\n"
                + "Sec-Fetch-Dest: document\r\n"
                + "Sec-Fetch-Mode: navigate\r\n"
                + "Sec-Fetch-Site: same-origin\r\n\r\n");
    o.startMicros = 1_795_374_000_123_456L;
    o.totalMicros = 4321;
    o.originMicros = 3000;
    o.originTotalMicros = 4000;
    o.client = ClientKey.ofIpv4(0xcb007107);
    o.peer = o.client;
    o.clientPort = 51234;
    o.site = 0;
    o.origin = 0;
    o.status = 200;
    o.originStatus = 200;
    o.bytesIn = 700;
    o.bytesOut = 20_480;
    o.template = 0x0123456789abcdefL;
    o.requestOnConnection = 3;
    o.originReused = true;
    return o;
  }

  /// An observation whose every field is drawn from the nasty end of its range.
  public static Observation hostile(Random random) {
    Observation o = new Observation();
    o.request = request(head(random));
    o.startMicros = number(random);
    o.totalMicros = number(random);
    o.queueMicros = random.nextBoolean() ? 0 : number(random);
    o.originMicros = random.nextBoolean() ? -1 : number(random);
    o.originTotalMicros = random.nextBoolean() ? -1 : number(random);
    o.client = address(random);
    o.peer =
        random.nextBoolean() ? new ClientKey(o.client.high(), o.client.low()) : address(random);
    o.clientPort = random.nextInt(65_536);
    o.site = random.nextInt(5) - 1;
    o.origin = random.nextInt(5) - 1;
    o.status = random.nextInt(600);
    o.originStatus = random.nextBoolean() ? 0 : random.nextInt(600);
    o.bytesIn = number(random);
    o.bytesOut = number(random);
    o.verdict = word(random, "pass", "queue", "throttle", "deny", "malformed", "fail");
    o.reason = word(random, "", "rate.prefix", "load", "quote\"\\\n");
    o.wouldBe = word(random, "", "deny");
    o.refusalId = random.nextBoolean() ? 0 : random.nextLong() & (1L << RefusalId.BITS) - 1;
    o.standing = word(random, "verified", "ticket", "known-prefix", "unknown", "over-budget");
    o.template = random.nextLong();
    o.tlsVersion = word(random, "", "TLSv1.3", "TLSv1.2");
    o.tlsCipher = word(random, "", "TLS_AES_256_GCM_SHA384");
    o.sni = word(random, "", "example.org", "b\u00fccher.example", "\ud83d\ude00\u0000\"");
    o.tlsResumed = random.nextBoolean();
    o.requestOnConnection = random.nextInt(Integer.MAX_VALUE);
    o.originReused = random.nextBoolean();
    return o;
  }

  private static long number(Random random) {
    return random.nextInt(20) == 0 ? random.nextLong() : random.nextLong() >>> random.nextInt(64);
  }

  private static ClientKey address(Random random) {
    if (random.nextBoolean()) {
      return ClientKey.ofIpv4(random.nextInt());
    }
    // Many zero groups, so that every way to shorten occurs.
    long high = random.nextLong() & mask(random);
    long low = random.nextLong() & mask(random);
    return ClientKey.ofIpv6(high, low);
  }

  private static long mask(Random random) {
    long mask = 0;
    for (int group = 0; group < 4; group++) {
      mask = mask << 16 | (random.nextBoolean() ? 0 : random.nextInt(65_536));
    }
    return mask;
  }

  private static String word(Random random, String... words) {
    return words[random.nextInt(words.length)];
  }

  private static String head(Random random) {
    StringBuilder head =
        new StringBuilder(word(random, "GET", "POST", "PROPFIND", "ge t", "M-SEARCH", "\u00ff"));
    head.append(' ')
        .append(word(random, "/", "http://example.org", "*", "/\"quoted\\path\"?a=%00", "bad"));
    head.append(text(random, 0x21, 0x7e))
        .append(word(random, " HTTP/1.1", " HTTP/1.0", " HTTP/3.0"))
        .append("\r\n");
    head.append(
        word(
            random,
            "Host: example.org:8080\r\n",
            "Host: [2001:db8::1]\r\n",
            "",
            "Host: a\r\nHost: b\r\n"));
    for (int i = random.nextInt(12); i > 0; i--) {
      head.append(NAMES.get(random.nextInt(NAMES.size())))
          .append(": ")
          .append(text(random, 0x20, 0xff))
          .append("\r\n");
    }
    return head.append(random.nextInt(10) == 0 ? "Broken\u0000: x\r\n\r\n" : "\r\n").toString();
  }

  private static String text(Random random, int from, int to) {
    int length = random.nextInt(4) == 0 ? 0 : random.nextInt(120);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(
          (char)
              (random.nextInt(8) == 0
                  ? from + random.nextInt(to - from + 1)
                  : 'a' + random.nextInt(26)));
    }
    return text.toString();
  }
}

package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;
import org.gabion.core.window.Observation;
import org.junit.jupiter.api.Test;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.json.JsonMapper;

/// The renderer against a slow twin and a real JSON parser.
final class JsonLineTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final long SEED = Long.getLong("gabion.seed", System.nanoTime());

  private final NameTable sites = new NameTable(8);
  private final NameTable origins = new NameTable(8);
  private final JsonLine line = new JsonLine(sites, origins);

  JsonLineTest() {
    sites.number("main");
    sites.number("shop \"b\u00fccher\"");
    origins.number("127.0.0.1:8080");
    origins.number("unix:/run/site.sock");
  }

  @Test
  void render_hostileObservations_readBackExactly() {
    Random random = new Random(SEED);
    byte[] block = new byte[256 * 1024];
    Set<AccessField> seen = EnumSet.noneOf(AccessField.class);
    for (int i = 0; i < 5000; i++) {
      Observation o = Observations.hostile(random);
      int start = random.nextInt(1000);
      int end = line.render(o, block, start);
      String text = new String(block, start, end - start, StandardCharsets.US_ASCII);
      Map<String, Object> expected = expected(o);
      assertThat(read(text)).as("seed %d, line %d: %s", SEED, i, text).isEqualTo(expected);
      assertThat(end - start).as("seed %d", SEED).isLessThanOrEqualTo(line.bound(o));
      assertThat(line.bound(o)).isLessThanOrEqualTo(line.roughBound(o));
      expected.keySet().forEach(key -> seen.add(AccessField.valueOf(fieldOf(key).name())));
    }
    assertThat(seen).as("every field occurs").containsExactlyInAnyOrder(AccessField.values());
  }

  @Test
  void render_anyLine_isOneLineOfVisibleAscii() {
    Random random = new Random(SEED);
    byte[] block = new byte[256 * 1024];
    for (int i = 0; i < 2000; i++) {
      int end = line.render(Observations.hostile(random), block, 0);
      for (int at = 0; at < end - 1; at++) {
        assertThat(block[at]).as("seed %d", SEED).isBetween((byte) 0x20, (byte) 0x7e);
      }
      assertThat(block[end - 1]).isEqualTo((byte) '\n');
    }
  }

  @Test
  void render_secretHeaders_areNeverWritten() {
    Observation o = new Observation();
    o.request =
        Observations.request(
            "GET / HTTP/1.1\r\n"
                + "Host: a\r\n"
                + "Cookie: s3cret\r\n"
                + "Authorization: Basic s3cret\r\n"
                + "Proxy-Authorization: s3cret\r\n"
                + "X-Api-Key: s3cret\r\n\r\n");
    byte[] block = new byte[64 * 1024];
    int end = line.render(o, block, 0);
    assertThat(new String(block, 0, end, StandardCharsets.US_ASCII))
        .doesNotContain("s3cret")
        .contains("\"cookie\":true");
  }

  @Test
  void render_http2AndEmptyRequest_haveTheirProtocol() {
    Observation o = new Observation();
    o.request = new Request(0);
    byte[] block = new byte[64 * 1024];
    Map<String, Object> read =
        read(new String(block, 0, line.render(o, block, 0), StandardCharsets.US_ASCII));
    assertThat(read)
        .containsEntry("protocol", "HTTP/1.1")
        .doesNotContainKeys("method", "target", "host", "site", "origin");
  }

  @Test
  void render_absurdlyLongSni_isLeftOut() {
    Observation o = Observations.plain();
    o.sni = "a".repeat(100_000);
    byte[] block = new byte[line.bound(o)];
    assertThat(read(new String(block, 0, line.render(o, block, 0), StandardCharsets.US_ASCII)))
        .doesNotContainKey("sni");
  }

  @Test
  void renderGap_counts_areReadBack() {
    byte[] block = new byte[256];
    int end = line.renderGap(17, 1_000_001, 2_000_002, block, 0);
    assertThat(read(new String(block, 0, end, StandardCharsets.US_ASCII)))
        .isEqualTo(sorted(Map.of("gap", 17L, "from", 1_000_001L, "to", 2_000_002L)));
  }

  /// The slow twin: what a line must say, put together from strings.
  private Map<String, Object> expected(Observation o) {
    Request r = o.request;
    Map<String, Object> m = new HashMap<>();
    m.put("time", o.startMicros);
    m.put("client", o.client.toString());
    m.put("client_port", (long) o.clientPort);
    if (!o.peer.equals(o.client)) {
      m.put("peer", o.peer.toString());
    }
    text(m, "method", r.text(r.methodStart(), r.methodEnd()));
    text(m, "target", r.text(r.targetStart(), r.targetEnd()));
    text(m, "host", r.authorityStart() < 0 ? "" : r.text(r.authorityStart(), r.authorityEnd()));
    m.put("protocol", r.version() == 20 ? "HTTP/2" : "HTTP/1." + r.version() % 10);
    m.put("status", (long) o.status);
    unless(m, "origin_status", o.originStatus, 0);
    m.put("bytes_in", o.bytesIn);
    m.put("bytes_out", o.bytesOut);
    m.put("total_us", o.totalMicros);
    unless(m, "queue_us", o.queueMicros, 0);
    unless(m, "origin_us", o.originMicros, -1);
    unless(m, "origin_total_us", o.originTotalMicros, -1);
    text(m, "verdict", o.verdict);
    text(m, "reason", o.reason);
    text(m, "would_be", o.wouldBe);
    text(m, "refusal", o.refusalId == 0 ? "" : RefusalId.text(o.refusalId));
    text(m, "standing", o.standing);
    text(m, "site", utf8(sites.name(o.site)));
    text(m, "origin", utf8(origins.name(o.origin)));
    flag(m, "origin_reused", o.originReused);
    m.put("request_number", (long) o.requestOnConnection);
    m.put("template", String.format("%016x", o.template));
    m.put("header_order", String.format("%016x", r.orderHash()));
    m.put("headers", String.format("%016x", r.presence()));
    for (KnownHeader header : JsonLine.TEXT_HEADERS) {
      text(m, header.lowerCase().replace('-', '_'), r.text(header));
    }
    flag(m, "cookie", r.has(KnownHeader.COOKIE));
    flag(m, "range", r.has(KnownHeader.RANGE));
    text(m, "tls", o.tlsVersion);
    text(m, "tls_cipher", o.tlsCipher);
    flag(m, "tls_resumed", o.tlsResumed);
    text(m, "sni", o.sni);
    return sorted(m);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private static void text(Map<String, Object> m, String key, String value) {
    if (!value.isEmpty()) {
      m.put(key, value);
    }
  }

  private static void flag(Map<String, Object> m, String key, boolean value) {
    if (value) {
      m.put(key, true);
    }
  }

  private static void unless(Map<String, Object> m, String key, long value, long left) {
    if (value != left) {
      m.put(key, value);
    }
  }

  private static AccessField fieldOf(String key) {
    for (AccessField field : AccessField.values()) {
      if (field.field.equals(key)) {
        return field;
      }
    }
    throw new AssertionError("not in the catalogue: " + key.toLowerCase(Locale.ROOT));
  }

  private static Map<String, Object> sorted(Map<String, ?> map) {
    return new TreeMap<>(map);
  }

  private static Map<String, Object> read(String line) {
    Map<String, Object> map = new TreeMap<>();
    JSON.readTree(line)
        .properties()
        .forEach(
            entry -> {
              var value = entry.getValue();
              map.put(
                  entry.getKey(),
                  value.isNumber()
                      ? value.longValue()
                      : value.isBoolean() ? value.booleanValue() : value.stringValue());
            });
    return map;
  }
}

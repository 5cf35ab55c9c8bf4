package org.gabion.analyze.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
  private static final List<String> PATHS =
      List.of(
          "a",
          "status",
          "request.uri",
          "request.headers.User-Agent",
          "request",
          "long_key_of_17_by");
  private static final JsonKeys KEYS = new JsonKeys(PATHS, '.');
  private static final JsonTwin TWIN = new JsonTwin(PATHS, '.');

  @Test
  void scan_nestedObject_findsKnownValuesOnly() {
    assertThat(
            scan(
                """
                {"x":[1,{"a":9}],"a":"b","status":-1.5e3,"request":{"uri":"/","z":{"uri":1},\
                "headers":{"User-Agent":["one","two"]}},"long_key_of_17_by":true}\
                """))
        .contains(
            Map.of(
                "a", "STRING b",
                "status", "NUMBER -1.5e3",
                "request.uri", "STRING /",
                "request.headers.User-Agent", "STRING one",
                "long_key_of_17_by", "TRUE "));
  }

  @Test
  void scan_equalKeys_lastCounts() {
    assertThat(scan("{\"a\":1,\"a\":2,\"request\":{\"uri\":1},\"request\":{}}"))
        .contains(Map.of("a", "NUMBER 2"));
    assertThat(scan("{\"a\":1,\"a\":[]}")).contains(Map.of());
  }

  @Test
  void scan_escapes_areUndone() {
    assertThat(
            scan(
                "{\"\\u0061\":\"\\\"\\\\\\/\\b\\f\\n"
                    + "\\r"
                    + "\\t\\u0041\\x41\\u00e9\\ud83d\\ude00\\ud800\"}"))
        .contains(
            Map.of(
                "a",
                "STRING \"\\/\b\f\n\r\tAA\u00c3\u00a9\u00f0\u009f\u0098\u0080\u00ef\u00bf\u00bd"));
  }

  @Test
  void scan_bareMinus_isNoValue() {
    assertThat(scan("{\"a\":-,\"status\": - }")).contains(Map.of("a", "NULL ", "status", "NULL "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "[]",
        "{",
        "{}}",
        "{} x",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":[1,]}",
        "{\"a\":[1}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":--}",
        "{\"a\":1e}",
        "{\"a\":tru}",
        "{\"a\":nulll}",
        "{\"a\":True}",
        "{\"a\":\"\\q\"}",
        "{\"a\":\"\\u12g4\"}",
        "{\"a\":\"\\x4\"}",
        "{\"a\":\"tab\t\"}",
        "{\"a\":\"open}",
        "{\"a\":\"\\",
        "{'a':1}",
        "{a:1}",
        "{\"a\":1 \"status\":2}",
        "{\"a\":{}",
        "{\"a\" 1}"
      })
  void scan_noObject_isRefusedByBoth(String line) {
    assertThat(scan(line)).isEmpty();
    assertThat(TWIN.read(line.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
  }

  @Test
  void scan_depth_isBounded() {
    int deep = JsonFields.MAX_DEPTH - 1;
    assertThat(scan("{\"x\":" + "[".repeat(deep) + "]".repeat(deep) + "}")).isPresent();
    assertThat(scan("{\"x\":" + "[".repeat(deep + 1) + "]".repeat(deep + 1) + "}")).isEmpty();
    assertThat(scan("{\"x\":" + "[".repeat(100_000))).isEmpty();
  }

  @Test
  void scan_cutAnywhere_isUnfinished() {
    String line = "{\"a\":\"b\\u0041\",\"request\":{\"uri\":[true,-1.5e3,null]},\"status\":1}";
    for (int length = 1; length < line.length(); length++) {
      byte[] bytes = padded(line.substring(0, length).getBytes(StandardCharsets.ISO_8859_1));
      assertThat(new JsonFields(KEYS).scan(bytes, 0, length))
          .as("the first %d bytes", length)
          .isEqualTo(LineOutcome.UNFINISHED);
    }
  }

  @Test
  void scan_randomAndMutatedLines_agreesWithTwin() {
    long seed = Long.getLong("gabion.seed", 20261125L);
    Random random = new Random(seed);
    int objects = 0;
    for (int i = 0; i < 60_000; i++) {
      StringBuilder text = new StringBuilder();
      object(random, text, 0);
      byte[] line = text.toString().getBytes(StandardCharsets.ISO_8859_1);
      for (int k = i % 4; k > 0; k--) {
        line = mutate(random, line);
      }
      Optional<Map<String, String>> expected = TWIN.read(line);
      objects += expected.isPresent() ? 1 : 0;
      assertThat(scan(line))
          .as("seed %d, line %d: %s", seed, i, new String(line, StandardCharsets.ISO_8859_1))
          .isEqualTo(expected);
    }
    assertThat(objects).isBetween(20_000, 55_000);
  }

  private static final String[] WORDS = {
    "a",
    "status",
    "request",
    "uri",
    "headers",
    "User-Agent",
    "long_key_of_17_by",
    "b",
    "",
    "long_key_of_17_bx",
    "lomg_key_of_17_by",
    "x\\u0041",
    "\\u0061",
    "\\x61",
    "\u00e9",
    "\\ud83d\\ude00",
    "\\ud800",
    "\\\"",
    "caf\u00c3\u00a9",
    "\\/",
    "stat\\u0075s"
  };

  private static void object(Random random, StringBuilder to, int depth) {
    to.append('{');
    int members = random.nextInt(5);
    for (int i = 0; i < members; i++) {
      to.append(i == 0 ? "" : random.nextInt(5) == 0 ? " ,\t" : ",");
      word(random, to);
      to.append(random.nextInt(5) == 0 ? " : " : ":");
      value(random, to, depth);
    }
    to.append('}');
  }

  private static void word(Random random, StringBuilder to) {
    to.append('"').append(WORDS[random.nextInt(WORDS.length)]).append('"');
  }

  private static void value(Random random, StringBuilder to, int depth) {
    switch (random.nextInt(depth > 4 ? 5 : 8)) {
      case 0 -> to.append(random.nextInt(2000) - 1000);
      case 1 -> to.append(random.nextDouble() * Math.pow(10, random.nextInt(40) - 20));
      case 2 -> to.append(new String[] {"true", "false", "null", "-"}[random.nextInt(4)]);
      case 3, 4 -> word(random, to);
      case 5 -> {
        to.append('[');
        for (int i = random.nextInt(3); i > 0; i--) {
          value(random, to, depth + 1);
          to.append(i == 1 ? "" : ",");
        }
        to.append(']');
      }
      default -> object(random, to, depth + 1);
    }
  }

  private static byte[] mutate(Random random, byte[] line) {
    int at = random.nextInt(line.length + 1);
    int cut = Math.min(line.length - at, random.nextInt(3));
    byte[] marks = "{}[],:\"\\-+.eEux0 \t\0nft\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    int more = random.nextInt(3);
    byte[] out = new byte[line.length - cut + more];
    System.arraycopy(line, 0, out, 0, at);
    for (int i = 0; i < more; i++) {
      out[at + i] = marks[random.nextInt(marks.length)];
    }
    System.arraycopy(line, at + cut, out, at + more, line.length - at - cut);
    return out;
  }

  private static Optional<Map<String, String>> scan(String line) {
    return scan(line.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Optional<Map<String, String>> scan(byte[] line) {
    return values(KEYS, PATHS, line);
  }

  /// What the scanner finds, in the form of the twin.
  static Optional<Map<String, String>> values(JsonKeys keys, List<String> paths, byte[] line) {
    JsonFields fields = new JsonFields(keys);
    byte[] bytes = padded(line);
    if (fields.scan(bytes, 0, line.length) != LineOutcome.PARSED) {
      return Optional.empty();
    }
    Map<String, String> values = new TreeMap<>();
    for (String path : paths) {
      int place = keys.place(path);
      if (fields.has(place)) {
        values.put(path, fields.kind(place) + " " + text(fields, place, bytes));
      }
    }
    return Optional.of(values);
  }

  private static String text(JsonFields fields, int place, byte[] bytes) {
    int from = fields.from(place);
    int to = fields.to(place);
    return switch (fields.kind(place)) {
      case TRUE, FALSE, NULL -> "";
      case NUMBER -> latin(bytes, from, to);
      case STRING -> {
        byte[] out = new byte[to - from];
        int length = JsonText.unescape(bytes, from, to, out, 0, JsonText.Characters.UTF_8);
        assertThat(fields.isEscaped(place)).isEqualTo(latin(bytes, from, to).contains("\\"));
        yield latin(out, 0, length);
      }
    };
  }

  private static String latin(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static byte[] padded(byte[] line) {
    byte[] bytes = Arrays.copyOf(line, line.length + JsonKeys.PADDING);
    Arrays.fill(bytes, line.length, bytes.length, (byte) '"');
    return bytes;
  }
}

package org.gabion.core.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.policy.Posture;
import org.gabion.core.policy.Reason;
import org.junit.jupiter.api.Test;

class EventJsonTest {
  private static final List<Event> ONE_OF_EACH =
      List.of(
          new Event.Started("0.1.0", List.of("127.0.0.1:8080"), false, 321),
          new Event.DrainStarted(17, 30_000),
          new Event.Stopped(1_000, 0),
          new Event.Reloaded(2, List.of()),
          new Event.ReloadRefused(List.of("gabion.yaml:3:1: unknown key")),
          new Event.ListReloaded("deny.txt", 12),
          new Event.CertificateReloaded("main", "site.pem", 1_800_000_000L),
          new Event.FileRefused("deny.txt", "line 3 is no prefix"),
          new Event.PostureChanged(Posture.UNDER_LOAD, 25, 40, 8),
          new Event.OriginDown("main", "127.0.0.1:9000", "connection refused", 3),
          new Event.OriginUp("main", "127.0.0.1:9000", 5_000),
          new Event.CopyBegun("main", Reason.ORIGIN_DOWN, 7, "2026-11-22T19:04:05Z"),
          new Event.CopyEnded("main", 5_000, 12),
          new Event.CopyUnreadable("main", 2, "/var/copy/.gabion/o/aa/aa is damaged"),
          new Event.Fault("sweeping pools", "java.lang.IllegalStateException"),
          new Event.DecisionFailed(2, "java.lang.IllegalStateException"),
          new Event.ConnectionLimitReached(Reason.CONNECTIONS_PREFIX, 9, 100),
          new Event.AccessLogDropped(4),
          new Event.LogFailed("access.log", "No space left on device"),
          new Event.StateRestored(true, 1_234),
          new Event.FilesLimited(1_024, 10_000, 640),
          new Event.FindingOpened(
              Kind.FLOOD,
              Judgement.ATTACK,
              1_790_000_000_000_000L,
              List.of("path is \"/\""),
              List.of("many came")),
          new Event.FindingEnded(
              Kind.FLOOD, Judgement.ATTACK, 1_790_000_000_000_000L, 1_790_000_060_000_000L));

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder();
    EventJson.quote(text, out);
    return out.toString();
  }

  @Test
  void line_event_hasTimeNameSeverityMessageAndFields() {
    assertThat(
            EventJson.line(new Event.OriginUp("main", "127.0.0.1:9000", 5_000), 1_790_000_000_123L))
        .isEqualTo(
            "{\"time\":\"2026-09-21T14:13:20.123Z\",\"event\":\"origin.up\",\"severity\":\"info\","
                + "\"message\":\"The origin 127.0.0.1:9000 of site main answers again.\","
                + "\"site\":\"main\",\"origin\":\"127.0.0.1:9000\",\"downMillis\":5000}");
  }

  @Test
  void line_lists_areArrays() {
    assertThat(EventJson.line(new Event.ReloadRefused(List.of("a\"b", "c")), 0))
        .endsWith(",\"problems\":[\"a\\\"b\",\"c\"]}");
    assertThat(EventJson.line(new Event.Reloaded(2, List.of()), 0))
        .endsWith(",\"revision\":2,\"needRestart\":[]}");
  }

  @Test
  void line_everyKindOfEvent_isNamedOnceAndTold() {
    Set<String> names = new HashSet<>();
    Set<Class<?>> kinds = new HashSet<>();
    for (Event event : ONE_OF_EACH) {
      kinds.add(event.getClass());
      assertThat(names.add(event.name())).as(event.name()).isTrue();
      assertThat(event.name()).matches("[a-z]+(-[a-z]+)*\\.[a-z]+(-[a-z]+)*");
      assertThat(EventJson.line(event, 0))
          .startsWith("{\"time\":")
          .endsWith("}")
          .doesNotContain("\n");
      assertThat(event.message()).isNotBlank();
    }
    assertThat(kinds).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
  }

  @Test
  void quote_hostileText_isEscaped() {
    assertThat(quoted("a\"b\\c\n\r\t")).isEqualTo("\"a\\\"b\\\\c\\n\\r\\t\"");
    assertThat(quoted("\u001b[2J\u0000\u007f\u009b31m"))
        .isEqualTo("\"\\u001b[2J\\u0000\\u007f\\u009b31m\"");
    assertThat(quoted("a\u202eb\u2028\u2066\ufeff"))
        .isEqualTo("\"a\\u202eb\\u2028\\u2066\\ufeff\"");
    assertThat(quoted("Zürich 日本 😀")).isEqualTo("\"Zürich 日本 😀\"");
    assertThat(quoted("\ud83d")).isEqualTo("\"\ufffd\"");
    assertThat(quoted("\ude00\ud83dx")).isEqualTo("\"\ufffd\ufffdx\"");
  }

  /// The slow twin: a reader that follows RFC 8259 to the letter.
  @Test
  void quote_anyText_isReadBackAndHarmless() throws CharacterCodingException {
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < 20_000; i++) {
      char[] chars = new char[random.nextInt(30)];
      for (int j = 0; j < chars.length; j++) {
        int range = random.nextInt(4);
        chars[j] =
            (char)
                (range == 0
                    ? random.nextInt(0x100)
                    : range == 1
                        ? 0xd800 + random.nextInt(0x800)
                        : range == 2 ? 0x2000 + random.nextInt(0x80) : random.nextInt(0x10000));
      }
      String text = new String(chars);
      String json = quoted(text);
      StandardCharsets.UTF_8.newEncoder().encode(java.nio.CharBuffer.wrap(json));
      assertThat(json.chars().noneMatch(Character::isISOControl)).isTrue();
      assertThat(read(json)).isEqualTo(wellFormed(text));
    }
  }

  private static String read(String json) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < json.length() - 1; i++) {
      char c = json.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = json.charAt(++i);
      switch (escape) {
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(json.substring(i + 1, i + 5), 16));
          i += 4;
        }
        default -> out.append(escape);
      }
    }
    return out.toString();
  }

  private static String wellFormed(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .map(c -> c >= 0xd800 && c <= 0xdfff ? 0xfffd : c)
        .forEach(out::appendCodePoint);
    return out.toString();
  }
}

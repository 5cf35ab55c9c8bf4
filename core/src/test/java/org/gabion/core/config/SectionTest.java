package org.gabion.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SectionTest {
  private enum Colour {
    LIGHT_BLUE,
    RED
  }

  private final Findings findings = new Findings();

  @Test
  void reading_ofGoodValues_givesThemAndNoProblem() {
    Section s =
        root(
            "name: x",
            "on: true",
            "count: 3",
            "rate: 0.5",
            "time: 90s",
            "size: 3KiB",
            "colour: light-blue",
            "one: a");
    assertThat(s.text("name", "y", "")).isEqualTo("x");
    assertThat(s.flag("on", false, "")).isTrue();
    assertThat(s.integer("count", 1, 0, 9, "")).isEqualTo(3);
    assertThat(s.number("rate", 1, 0, 9, "")).isEqualTo(0.5);
    assertThat(s.duration("time", Duration.ZERO, Duration.ZERO, Duration.ofDays(1), ""))
        .isEqualTo(Duration.ofSeconds(90));
    assertThat(s.size("size", 0, 0, 1 << 20, "")).isEqualTo(3072);
    assertThat(s.choice("colour", Colour.RED, "")).isEqualTo(Colour.LIGHT_BLUE);
    assertThat(s.items("one", "text", List.of(), "").stream().map(Item::text)).containsExactly("a");
    s.end();
    assertThat(findings.problems()).isEmpty();
  }

  @Test
  void reading_ofNothing_givesDefaults() {
    Section s = root("empty:");
    assertThat(s.has("empty")).isFalse();
    assertThat(s.text("empty", "y", "")).isEqualTo("y");
    assertThat(s.text("absent", "")).isEmpty();
    assertThat(s.section("absent2").integer("n", 7, 0, 9, "")).isEqualTo(7);
    assertThat(s.items("list", "text", List.of("d"), "").getFirst().text()).isEqualTo("d");
    assertThat(s.sections("sections", "", "[]", "")).isEmpty();
    s.end();
    assertThat(findings.problems()).isEmpty();
  }

  @Test
  void reading_ofBadValues_findsEveryProblemAndGivesDefaults() {
    Section s =
        root(
            "on: yes",
            "count: 3.5",
            "rate: NaN",
            "time: 5",
            "size: 1KB",
            "colour: blue",
            "list: {a: b}");
    assertThat(s.flag("on", false, "")).isFalse();
    assertThat(s.integer("count", 1, 0, 9, "")).isEqualTo(1);
    assertThat(s.number("rate", 1, 0, 9, "")).isEqualTo(1);
    assertThat(s.duration("time", Duration.ZERO, Duration.ZERO, Duration.ofDays(1), "")).isZero();
    assertThat(s.size("size", 5, 0, 1 << 20, "")).isEqualTo(5);
    assertThat(s.choice("colour", Colour.RED, "")).isEqualTo(Colour.RED);
    assertThat(s.items("list", "text", List.of(), "")).isEmpty();
    s.end();
    assertThat(findings.problems()).hasSize(7);
    assertThat(findings.problems().get(5).toString())
        .isEqualTo(
            "test:6:9: colour 'blue' is not one of light-blue, red; choose one of these words");
  }

  @Test
  void end_withUnknownKey_namesTheNearest() {
    Section s = root("max-haed: 1", "zzz: 2");
    s.integer("max-head", 1, 0, 9, "");
    s.end();
    assertThat(findings.problems().stream().map(Problem::hint))
        .containsExactly("did you mean 'max-head'?", "known here are: max-head");
  }

  @Test
  void mapping_withKeyTwice_isAProblemAndTheFirstCounts() {
    Section s = root("a: 1", "a: 2");
    assertThat(s.integer("a", 0, 0, 9, "")).isEqualTo(1);
    assertThat(findings.problems())
        .singleElement()
        .hasToString("test:2:1: a is given twice; it stands already at test:1:1");
  }

  @Test
  void sections_withShortForm_areReadAsTheShortKey() {
    Node.Scalar value = new Node.Scalar(new Position("test", 1, 1), "x", true);
    Node.Mapping mapping =
        new Node.Mapping(
            value.position(), List.of(new Node.Entry(value.position(), "name", value)));
    Section s =
        root(
            new Node.Entry(
                value.position(),
                "list",
                new Node.Sequence(value.position(), List.of(value, mapping))));
    List<Section> sections = s.sections("list", "name", "[]", "");
    assertThat(sections).hasSize(2);
    assertThat(sections)
        .allSatisfy(each -> assertThat(each.text("name", "")).isEqualTo(Optional.of("x")));
    assertThat(sections.get(1).path()).isEqualTo("list[1]");
  }

  @Test
  void settings_inReadingOrder_tellTypeDefaultValueAndHideSecrets() {
    Section s = root("time: 120s", "token: abc");
    s.duration("time", Duration.ofSeconds(1), Duration.ZERO, Duration.ofHours(1), "How long.");
    s.secret("token", "Who may.");
    s.items("names", "text", List.of("a b", "c"), "Which.");
    assertThat(findings.settings())
        .containsExactly(
            new Setting(
                "time",
                "duration from 0 to 1h",
                Optional.of("1s"),
                Optional.of("2m"),
                true,
                false,
                "How long."),
            new Setting(
                "token",
                "text, kept secret",
                Optional.empty(),
                Optional.empty(),
                true,
                true,
                "Who may."),
            new Setting(
                "names",
                "list of text",
                Optional.of("[\"a b\", c]"),
                Optional.of("[\"a b\", c]"),
                false,
                false,
                "Which."));
  }

  @Test
  void problem_ofSecret_doesNotRepeatIt() {
    Section s = root(entry(1, "token", "abc\u0001def"));
    assertThat(s.secret("token", "")).isEmpty();
    assertThat(findings.problems().toString()).doesNotContain("abc");
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1500ms,1500ms", "2000ms,2s", "60s,1m", "90m,90m", "24h,1d", "36h,36h"})
  void duration_written_isShownInItsLargestUnit(String written, String shown) {
    root("t: " + written)
        .duration("t", Duration.ofSeconds(7), Duration.ZERO, Duration.ofDays(9), "");
    assertThat(findings.problems()).isEmpty();
    assertThat(findings.settings().getFirst().value()).contains(shown);
  }

  @ParameterizedTest
  @CsvSource({"s", "-1s", "1.5s", "10 s", "1w", "99999999999999999999s", "9223372036854775807d"})
  void duration_thatIsNone_isAProblem(String written) {
    root(entry(1, "t", written))
        .duration("t", Duration.ofSeconds(7), Duration.ZERO, Duration.ofDays(9), "");
    assertThat(findings.problems()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "1024,1KiB", "1000,1000B", "5MiB,5MiB", "2048MiB,2GiB"})
  void size_written_isShownInItsLargestUnit(String written, String shown) {
    root("t: " + written).size("t", 7, 0, Long.MAX_VALUE, "");
    assertThat(findings.problems()).isEmpty();
    assertThat(findings.settings().getFirst().value()).contains(shown);
  }

  private Section root(String... lines) {
    List<Node.Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      entries.add(
          entry(i + 1, lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
    }
    return root(entries.toArray(Node.Entry[]::new));
  }

  private Section root(Node.Entry... entries) {
    return Section.root(new Node.Mapping(new Position("test", 1, 1), List.of(entries)), findings);
  }

  private static Node.Entry entry(int line, String key, String value) {
    Position at = new Position("test", line, key.length() + 3);
    Node node =
        value.startsWith("{")
            ? new Node.Mapping(at, List.of())
            : new Node.Scalar(at, value, !value.contains("\u0001"));
    return new Node.Entry(new Position("test", line, 1), key, node);
  }
}

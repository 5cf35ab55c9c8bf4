package org.gabion.analyze.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.Attribute;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class JsonReportTest {
  private static final Path REFERENCE = Path.of("..", "docs", "reference", "analysis.md");
  private static final Pattern ROW =
      Pattern.compile(
          "^\\| `([^`]+)` \\| (array|count|number|object|text|time)(?: or null)? \\| .*[.?] \\|$");

  @Test
  void write_everyKey_isInTheReferenceWithItsType() throws IOException {
    TreeMap<String, String> written = new TreeMap<>();
    collect(read(Analyses.busy()), "", written);
    collect(read(Analyses.unordered()), "", written);
    TreeMap<String, String> documented = new TreeMap<>();
    Files.readAllLines(REFERENCE).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> documented.put(row.group(1), row.group(2)));
    assertThat(documented).isEqualTo(written);
  }

  @Test
  void reference_tablesOfWords_areThoseOfTheProgram() throws IOException {
    assertThat(firstColumn("| kind | verdict |"))
        .containsExactlyElementsOf(Arrays.stream(Kind.values()).map(Kind::word).toList());
    assertThat(firstColumn("| verdict | meaning |"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Judgement.values()).map(Judgement::word).toList());
    assertThat(firstColumn("| attribute | value |"))
        .containsExactlyElementsOf(Arrays.stream(Attribute.values()).map(Attribute::word).toList());
    assertThat(firstColumn("| reason | meaning |"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(LineOutcome.values())
                .filter(LineOutcome::isFault)
                .map(outcome -> outcome.reason)
                .toList());
  }

  /// The code words in the first column of the table with this head.
  private static List<String> firstColumn(String head) throws IOException {
    return Files.readAllLines(REFERENCE).stream()
        .dropWhile(line -> !line.startsWith(head))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.substring(line.indexOf('`') + 1, line.indexOf('`', 3)))
        .toList();
  }

  @Test
  void write_anAnalysis_saysWhatItSays() throws IOException {
    JsonNode json = read(Analyses.busy());
    assertThat(json.get("schema").asString()).isEqualTo("gabion.analysis/1");
    assertThat(json.at("/span/to").asString()).isEqualTo("2026-11-20T19:59:59Z");
    assertThat(json.at("/files/0/rejected/shape").asLong()).isEqualTo(12);
    assertThat(json.at("/incidents/0/kind").asString()).isEqualTo("flood");
    assertThat(json.at("/incidents/0/verdict").asString()).isEqualTo("attack");
    assertThat(json.at("/incidents/0/start").asString()).isEqualTo("2026-11-20T15:02:11Z");
    assertThat(json.at("/incidents/0/innocents/upperBound95").asDouble()).isEqualTo(0.00041);
    assertThat(json.at("/incidents/0/signatures/0/clauses/1/value").asString())
        .isEqualTo("present");
    assertThat(json.at("/incidents/0/matchedLines")).hasSize(3);
    assertThat(json.at("/incidents/1").has("matchedLines")).isFalse();
    assertThat(json.at("/incidents/1/hurt/p90Millis").isNull()).isTrue();
    assertThat(json.at("/timeline/matched")).hasSize(4);
  }

  @Test
  void write_warnings_standBeforeAllElse() throws IOException {
    JsonNode json = read(Analyses.unordered());
    assertThat(json.propertyNames()).startsWith("schema", "warnings");
    assertThat(json.at("/warnings/0/text").asString()).contains("523 of 10,000");
    assertThat(json.at("/warnings/0/command").asString()).startsWith("LC_ALL=C sort -s -t '['");
    assertThat(read(Analyses.calm()).get("warnings")).isEmpty();
  }

  @Test
  void write_twice_givesTheSameBytes() throws IOException {
    assertThat(text(Analyses.busy())).isEqualTo(text(Analyses.busy()));
  }

  @Test
  void write_nothingRead_hasNoSpan() throws IOException {
    assertThat(read(Analyses.unread()).get("span").isNull()).isTrue();
  }

  @Test
  void write_hostileText_comesBackAndNeverReachesATerminal() throws IOException {
    String text = text(Analyses.hostile());
    assertThat(text.codePoints().filter(Printable::isUnsafe)).containsOnly((int) '\n');
    assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(text);
    JsonNode json = new ObjectMapper().readTree(text);
    // Half a character can not be written in UTF-8.
    String readable = Analyses.HOSTILE.replace('\ud800', '\ufffd');
    assertThat(json.at("/incidents/0/signatures/0/clauses/0/value").asString()).isEqualTo(readable);
    assertThat(json.at("/files/0/rejected").propertyNames()).containsExactly(readable);
    assertThat(json.at("/incidents/0/signatures/0/coverage").isNull()).isTrue();
  }

  private static String text(Analysis analysis) throws IOException {
    StringBuilder out = new StringBuilder();
    JsonReport.write(analysis, out);
    return out.toString();
  }

  private static JsonNode read(Analysis analysis) throws IOException {
    return new ObjectMapper().readTree(text(analysis));
  }

  /// Every key with its type; keys of maps whose keys are data become `*`.
  private static void collect(JsonNode node, String path, Map<String, String> into) {
    if (node.isObject()) {
      boolean map = path.endsWith("rejected") || path.endsWith("samples");
      node.properties()
          .forEach(
              entry -> {
                String key = map ? "*" : entry.getKey();
                String child = path.isEmpty() ? key : path + "." + key;
                if (!entry.getValue().isNull()) {
                  into.put(child, type(entry.getValue()));
                }
                collect(entry.getValue(), child, into);
              });
    } else if (node.isArray()) {
      node.forEach(element -> collect(element, path + "[]", into));
    }
  }

  private static String type(JsonNode node) {
    return node.isObject()
        ? "object"
        : node.isArray()
            ? "array"
            : node.isString()
                ? node.asString().matches("\\d{4}-\\d\\d-\\d\\dT.*Z") ? "time" : "text"
                : node.isIntegralNumber() ? "count" : "number";
  }
}

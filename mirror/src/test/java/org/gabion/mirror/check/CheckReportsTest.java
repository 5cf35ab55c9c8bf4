package org.gabion.mirror.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What text, JSON and page say of reports made by hand.
final class CheckReportsTest {
  private static final Instant NOW = Reports.NOW;
  private static final String HOSTILE = "</title><script>alert(1)</script>\"'&";

  private static CheckReport mixed() {
    Verdict tampering =
        new Verdict(
            MirrorClass.TAMPERING,
            "its edition 12 is another",
            List.of(),
            Optional.of(new Verdict.Contradiction("head", 12, new byte[] {1}, new byte[] {2, 3})));
    Verdict corrupt =
        new Verdict(
            MirrorClass.CORRUPT,
            HOSTILE,
            List.of(new FileFault.Wrong("p", "SHA-256 a", "SHA-256 b"), new FileFault.Missing("m")),
            Optional.empty());
    return Reports.at(NOW)
        .mirror("https://a.org/", MirrorClass.INTACT)
        .mirror("https://b.net/", MirrorClass.INTACT)
        .mirror("https://c.com/", MirrorClass.UNREACHABLE)
        .mirror("https://d.com/", tampering, "FR")
        .mirror("https://e.com/", corrupt, "FR")
        .note("something else")
        .audited()
        .report();
  }

  @Test
  void text_alarmAndNumbers_comeBeforeTheTable() throws IOException {
    StringBuilder text = new StringBuilder();

    CheckText.write(mixed(), text);

    List<String> lines = text.toString().lines().toList();
    assertThat(lines.get(0)).startsWith("Tampering: 1 mirror gives a validly signed edition");
    assertThat(lines.get(1)).isEqualTo("Intact copies: 2 of 5 mirrors");
    assertThat(lines.get(2)).isEqualTo("Kill number: 1: country DE could silence the site alone");
    assertThat(lines.get(3))
        .isEqualTo(
            "  to raise it: repair https://e.com/ (corrupt): it depends on others than those that"
                + " are intact");
    assertThat(lines.get(4)).contains("country 1", "domain 2");
    assertThat(text.toString())
        .contains("audit of 64 of 1000 files of each mirror")
        .contains("with a probability of 96 %")
        .contains("Note: something else")
        .contains("https://e.com/  FR");
    assertThat(
            lines.stream().filter(line -> line.contains("https://") && line.contains("  ")).skip(1))
        .map(line -> line.substring(0, 16).strip())
        .containsExactly("tampering", "corrupt", "unreachable", "intact", "intact");
  }

  @Test
  void text_noIntactCopy_saysSo() throws IOException {
    StringBuilder text = new StringBuilder();

    CheckText.write(Reports.at(NOW).mirror("https://a.org/", MirrorClass.STALE).report(), text);

    assertThat(text)
        .startsWith("Intact copies: 0 of 1 mirror\nKill number: 0: no copy is intact")
        .contains("bring any mirror back");
  }

  @Test
  void news_onlyMirrorsWhoseClassChanged_areNamed() throws IOException {
    CheckReport before =
        Reports.at(NOW)
            .mirror("https://a.org/", MirrorClass.INTACT)
            .mirror("https://b.net/", MirrorClass.STALE)
            .report();
    CheckReport now =
        Reports.at(NOW.plusSeconds(60))
            .mirror("https://a.org/", MirrorClass.CORRUPT)
            .mirror("https://b.net/", MirrorClass.STALE)
            .mirror("https://c.com/", MirrorClass.INTACT)
            .report();
    StringBuilder text = new StringBuilder();

    CheckText.writeNews(before, now, text);

    assertThat(text.toString())
        .isEqualTo(
            """
            2026-11-26 20:01 UTC  intact copies: 1 of 3 mirrors; kill number: 1
                corrupt: https://a.org/
                    it is corrupt
                intact: https://c.com/
                    it is intact
            """);
  }

  @Test
  void json_allMembers_areThereAndOneLineIsOneLine() {
    CheckReport report = mixed();
    String line = CheckJson.line(report, List.of(Path.of("proof")));
    JsonNode json = JsonMapper.builder().build().readTree(line);

    assertThat(line).endsWith("}\n").containsOnlyOnce("\n");
    assertThat(
            JsonMapper.builder()
                .build()
                .readTree(CheckJson.pretty(report, List.of(Path.of("proof")))))
        .isEqualTo(json);
    assertThat(json.get("schema").asString()).isEqualTo(CheckJson.SCHEMA);
    assertThat(json.get("intactCopies").asInt()).isEqualTo(2);
    assertThat(json.get("killNumber").get("parties").get(0).get("name").asString()).isEqualTo("DE");
    assertThat(json.get("classes").get("rolled-back").asInt()).isZero();
    assertThat(json.get("evidence").get(0).asString()).isEqualTo("proof");
    assertThat(json.get("audited").get("files").asInt()).isEqualTo(1000);
    JsonNode tampering = json.get("mirrors").get(3);
    assertThat(tampering.get("class").asString()).isEqualTo("tampering");
    assertThat(tampering.get("proof").get("other").asString()).isEqualTo("AgM=");
    JsonNode corrupt = json.get("mirrors").get(4);
    assertThat(corrupt.get("reason").asString()).isEqualTo(HOSTILE);
    assertThat(corrupt.get("faults").get(1).get("kind").asString()).isEqualTo("missing");
    assertThat(json.get("mirrors").get(2).get("edition").isNull()).isTrue();
    assertThat(json.get("mirrors").get(2).get("latencyMillis").isNull()).isTrue();
  }

  @Test
  void page_hostileText_staysText() {
    Document page = Jsoup.parse(CheckPage.of(mixed(), List.of(RoundFigures.of(mixed()))));

    assertThat(page.select("script, img, iframe, [onload], [src], a[href]")).isEmpty();
    assertThat(page.selectXpath("//div[@class='why']").eachText()).contains(HOSTILE);
    assertThat(page.select("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .startsWith("default-src 'none'");
    assertThat(page.select("dd.figure").eachText()).containsExactly("2", "1");
    assertThat(page.select("p.alarm").text()).startsWith("Tampering:");
  }

  @Test
  void chart_manyRounds_showsTheFallAndBreaksWhereNobodyLooked() {
    List<RoundFigures> points = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      if (i < 1000 || i > 1500) {
        points.add(
            new RoundFigures(
                NOW.plus(Duration.ofMinutes(i)), CheckKind.LIGHT, 5, i == 2222 ? 1 : 4, 2));
      }
    }
    Document page = Jsoup.parse(CheckPage.of(mixed(), points));
    Element svg = page.selectXpath("//*[local-name()='svg']").getFirst();

    String line = svg.select("path.intact").attr("d");
    assertThat(line.chars().filter(c -> c == 'M')).hasSize(2);
    // 4 of 5 stand at a fifth of 200 from the top, 1 at four fifths.
    assertThat(line).contains("V54.0").containsOnlyOnce("V174.0");
    assertThat(line.length()).isLessThan(10_000);
    assertThat(svg.select("title").text()).isEqualTo("Intact copies over time");
    assertThat(svg.select("desc").text()).contains("the fewest 1 at 2026-11-28 09:02");
    assertThat(svg.attr("aria-labelledby")).isEqualTo("chart-title chart-text");
    assertThat(page.select("details tbody tr")).hasSizeBetween(40, 60);
    assertThat(page.select("details tbody tr td:nth-child(2)").eachText()).contains("1");
  }

  @Test
  void thinned_anyPoints_keepsTheWorstAndTheLast() {
    List<RoundFigures> points = new ArrayList<>();
    for (int i = 0; i < 997; i++) {
      points.add(new RoundFigures(NOW.plusSeconds(i), CheckKind.LIGHT, 9, i == 500 ? 0 : 9, 1));
    }
    for (int most : new int[] {2, 3, 10, 360, 996, 997, 2000}) {
      List<RoundFigures> kept = CopiesChart.thinned(points, most);
      assertThat(kept).hasSizeLessThanOrEqualTo(Math.max(2, most)).contains(points.get(500));
      assertThat(kept.getLast()).isEqualTo(points.getLast());
    }
  }
}

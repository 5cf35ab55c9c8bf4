package org.gabion.analyze.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.analyze.report.Analysis.Detail;
import org.gabion.analyze.report.Analysis.Incident;
import org.junit.jupiter.api.Test;

class HtmlReportTest {
  @Test
  void write_anAttack_saysFirstWhatWhenHowMuchWhoAndWhatToDo() throws IOException {
    String page = text(Analyses.busy());
    String summary =
        page.substring(page.indexOf("id=\"summary\""), page.indexOf("id=\"timeline\""));
    assertThat(words(summary))
        .containsSubsequence(
            "What happened",
            "A flood of requests",
            "When",
            "2026-11-20 15:02:11 to 16:08:10 UTC",
            "How much",
            "204,331 requests",
            "Who was hurt",
            "31.2 % met an error",
            "What to do",
            "--rules DIR");
  }

  @Test
  void write_anAttack_hasACardForEachIncident() throws IOException {
    String page = words(text(Analyses.busy()));
    assertThat(page)
        .contains("i1: a flood of requests")
        .contains("i2: a scan for weak places")
        .contains("i3: a crowd of real visitors")
        .contains("i4: your own monitoring")
        .contains("198.51.100.0/24")
        .contains("503 not available")
        .contains("14 requests of other visitors (0.01 % of theirs)");
  }

  @Test
  void write_warning_standsBeforeTheTitle() throws IOException {
    String page = text(Analyses.unordered());
    assertThat(page.indexOf("class=\"warning\"")).isPositive().isLessThan(page.indexOf("<h1"));
    assertThat(words(page)).contains("Know this first: access.log is not in the order of time");
    assertThat(text(Analyses.calm())).doesNotContain("class=\"warning\"");
  }

  @Test
  void write_theSameAnalysis_givesTheSameBytes() throws IOException {
    assertThat(text(Analyses.busy())).isEqualTo(text(Analyses.busy()));
  }

  @Test
  void write_hostileText_staysText() throws IOException {
    String page = text(Analyses.hostile());
    assertThat(page.codePoints().filter(Printable::isUnsafe)).containsOnly((int) '\n');
    assertThat(page).doesNotContain("<script>alert").contains("&lt;script&gt;alert(1)");
    assertThat(count(page, "<script")).isEqualTo(1);
    assertThat(count(page, "<style")).isEqualTo(1);
    assertThat(new String(page.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
        .isEqualTo(page);
  }

  @Test
  void write_anyPage_asksForNothing() throws IOException {
    for (Analysis analysis : everyAnalysis()) {
      String page = text(analysis);
      assertThat(page).contains("content=\"default-src &#39;none&#39;;");
      Matcher reference =
          Pattern.compile("(?:src|href|action|srcset|data)=\"([^\"]*)\"|url\\(|@import")
              .matcher(page);
      while (reference.find()) {
        assertThat(reference.group(1)).as(reference.group()).matches("#[a-z0-9-]+|data:,");
      }
    }
  }

  @Test
  void write_everyReference_meetsAnElement() throws IOException {
    for (Analysis analysis : everyAnalysis()) {
      String page = text(analysis);
      Matcher reference =
          Pattern.compile("(?:href=\"#|aria-labelledby=\"|data-copies=\")([^\"]+)\"").matcher(page);
      while (reference.find()) {
        for (String id : reference.group(1).split(" ", -1)) {
          assertThat(count(page, " id=\"" + id + "\"")).as(id).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void write_veryLongValues_areCut() throws IOException {
    String huge = "/a\u202e<b>".repeat(100_000);
    Incident flood = Analyses.flood();
    Detail detail = flood.detail();
    Incident incident =
        new Incident(
            flood.id(),
            flood.kind(),
            flood.verdict(),
            flood.start(),
            flood.end(),
            flood.requests(),
            flood.clients(),
            flood.peakPerSecond(),
            flood.bytes(),
            flood.signatures(),
            huge,
            flood.coverage(),
            flood.innocents(),
            flood.hurt(),
            List.of(huge),
            List.of(new Analysis.Link(huge, huge)),
            List.of(),
            List.of(huge),
            flood.matchedLines(),
            new Detail(
                detail.before(),
                detail.during(),
                detail.others(),
                detail.after(),
                List.of(new Count(huge, 1)),
                List.of(new Count(huge, 1)),
                List.of(new Count(huge, 1)),
                List.of(new Count(huge, 1))));
    Analysis busy = Analyses.busy();
    Analysis analysis =
        new Analysis(
            List.of(),
            busy.files(),
            busy.span(),
            busy.requests(),
            List.of(incident),
            List.of(huge),
            new Analysis.Timeline(Instant.EPOCH, 60, List.of(), List.of()));
    assertThat(text(analysis)).contains(" more)").hasSizeLessThan(100_000);
  }

  @Test
  void write_aYearOfMinutes_drawsAFewHundredColumns() throws IOException {
    Instant from = Instant.parse("2026-01-01T00:00:00Z");
    List<Long> all = new ArrayList<>();
    for (long minute = 0; minute < 365 * 24 * 60; minute++) {
      all.add(minute % 97);
    }
    Analysis analysis =
        new Analysis(
            List.of(),
            List.of(),
            Optional.of(new Analysis.Span(from, from.plusSeconds(365 * 86_400))),
            all.size(),
            List.of(),
            List.of(),
            new Analysis.Timeline(from, 60, all, List.of()));
    String page = text(analysis);
    Matcher plot = Pattern.compile("viewBox=\"0 0 (\\d+) ").matcher(page);
    assertThat(plot.find()).isTrue();
    assertThat(Integer.parseInt(plot.group(1))).isBetween(200, 480);
    assertThat(page).hasSizeLessThan(60_000);
  }

  static List<Analysis> everyAnalysis() {
    return List.of(
        Analyses.busy(),
        Analyses.hostile(),
        Analyses.calm(),
        Analyses.unclear(),
        Analyses.unread());
  }

  static String text(Analysis analysis) throws IOException {
    StringBuilder out = new StringBuilder();
    HtmlReport.write(analysis, out);
    return out.toString();
  }

  private static String words(String html) {
    return html.replaceAll("<[^>]*>", " ").replaceAll("[\\s\u00a0]+", " ");
  }

  private static int count(String text, String part) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }
}

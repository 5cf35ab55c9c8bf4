package org.gabion.analyze.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import org.gabion.analyze.report.Analysis.Condition;
import org.gabion.analyze.report.Analysis.MinedSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextReportTest {
  @Test
  void write_anAttack_saysInTheFirstLinesWhatWhenHowMuchWhoAndWhatToDo() throws IOException {
    String text = text(Analyses.busy(), TextReport.Style.PLAIN);
    assertThat(text.lines().findFirst()).contains("2 attacks found");
    String first = text.substring(0, text.indexOf("i1: "));
    assertThat(first.replaceAll("\\s+", " "))
        .contains("what happened A flood of requests (i1).")
        .contains("when 2026-11-20 15:02:11 to 16:08:10 UTC (1 h 5 min).")
        .contains("how much 204,331 requests from about 1,947 addresses, at most 412 in one second")
        .contains("who was hurt Of the 8,911 requests of other visitors, 31.2 % met an error")
        .contains("What to do")
        .contains("--rules DIR")
        .contains("--evidence DIR");
  }

  @Test
  void write_anAttack_tellsEachIncidentAndTheFiles() throws IOException {
    assertThat(text(Analyses.busy(), TextReport.Style.PLAIN).replaceAll("(?<=\\S)\n +", " "))
        .contains("i2: a scan for weak places, attack")
        .contains("i3: a crowd of real visitors, benign")
        .contains("198.51.100.0/24")
        .contains("107,783  all others")
        .contains("nginx -t: the rule is accepted")
        .contains("not read, shape: 12 lines")
        .contains("What these logs can not tell")
        .doesNotContain("\u001b");
  }

  @Test
  void write_severalOfAKind_namesTheKindOnce() throws IOException {
    Analysis scans = with(Analyses.flood(), Analyses.scan(), Analyses.scan());
    assertThat(text(scans, TextReport.Style.PLAIN).replaceAll("\\s+", " "))
        .contains("2 other attacks, told below: scans for weak places (i2, i2).");
  }

  @Test
  void write_somethingHarmless_doesNotSayWhomABlockWouldMeet() throws IOException {
    assertThat(text(with(Analyses.monitor()), TextReport.Style.PLAIN))
        .contains("in common       HEAD requests for /health")
        .doesNotContain("that matches");
  }

  @Test
  void write_aNumber_isNeverPartedFromItsUnit() throws IOException {
    for (int width = 72; width <= 110; width++) {
      assertThat(text(Analyses.busy(), new TextReport.Style(width, false)).lines())
          .noneMatch(line -> line.strip().matches("(%|min|s|kB|MB|h)[ .,;)].*"));
    }
  }

  private static Analysis with(Analysis.Incident... incidents) {
    Analysis busy = Analyses.busy();
    return new Analysis(
        List.of(),
        busy.files(),
        busy.span(),
        busy.requests(),
        List.of(incidents),
        busy.detectorsNotRun(),
        busy.timeline());
  }

  @Test
  void write_nothingFound_saysSoAndWhatTheLogCanNotTell() throws IOException {
    String text = text(Analyses.calm(), TextReport.Style.PLAIN);
    assertThat(text)
        .startsWith("No attack found\n")
        .contains("10,000 requests")
        .contains("No request times");
  }

  @Test
  void write_warning_isFirstAndItsCommandCanBeCopied() throws IOException {
    assertThat(text(Analyses.unordered(), TextReport.Style.PLAIN))
        .startsWith("Know this first: access.log is not in the order of time: 523 of 10,000")
        .contains("\n    LC_ALL=C sort -s -t '[' -k 2.8,2.11n access.log > sorted.log\n\nNo attack")
        .contains("how sure        Less than it could be: see above what must be known first.")
        .doesNotContain("Nothing needs to be done.");
  }

  @Test
  void write_nothingRead_doesNotClaimThatAllIsWell() throws IOException {
    assertThat(text(Analyses.unread(), TextReport.Style.PLAIN))
        .startsWith("Nothing could be read\n")
        .contains("--format NAME")
        .contains("\\x16\\x03\\x01")
        .doesNotContain("No attack found");
  }

  @Test
  void write_anUnclearIncident_warnsBeforeBlocking() throws IOException {
    assertThat(text(Analyses.unclear(), TextReport.Style.PLAIN))
        .startsWith("No attack proven, but something unusual\n")
        .contains("Block nobody before you have looked")
        .doesNotContain("Nothing is urgent")
        .doesNotContain("Attack found");
  }

  @Test
  void write_anUnclearIncidentThatHurtNobody_isNotUrgent() throws IOException {
    assertThat(text(Analyses.unfelt(), TextReport.Style.PLAIN))
        .contains("1. Nothing is urgent")
        .contains("Block nobody before you have looked")
        .doesNotContain("gabion guard");
  }

  @Test
  void write_aLogOfSeconds_saysThatItIsTooShort() throws IOException {
    assertThat(text(Analyses.brief(), TextReport.Style.PLAIN))
        .contains("how sure        340 lines of 1,340 (25.4 %) could not be read")
        .contains("The log covers only 3 s, too little")
        .contains("as far as this log tells; see above how sure that is");
    assertThat(text(Analyses.calm(), TextReport.Style.PLAIN)).doesNotContain("how sure");
  }

  @Test
  void write_valuesWithOneBeginning_areCutInTheMiddle() throws IOException {
    String same = "Mozilla/5.0 " + "x".repeat(120);
    assertThat(text(Analyses.withAgents(same + " One/1", same + " Two/2"), TextReport.Style.PLAIN))
        .containsPattern(
            "agents +9  Mozilla/5.0 x+\\.\\.\\.x+ One/1\n +1  Mozilla/5.0 x+\\.\\.\\.x+ Two/2");
  }

  @ParameterizedTest
  @ValueSource(ints = {72, 80, 96, 120})
  void write_anyWidth_holdsIt(int width) throws IOException {
    for (Analysis analysis :
        List.of(Analyses.busy(), Analyses.calm(), Analyses.hostile(), Analyses.unread())) {
      assertThat(text(analysis, new TextReport.Style(width, false)).lines())
          .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(width));
    }
  }

  @Test
  void write_hostileText_reachesNoTerminalRaw() throws IOException {
    String text = text(Analyses.hostile(), TextReport.Style.PLAIN);
    assertThat(text.codePoints().filter(Printable::isUnsafe)).containsOnly((int) '\n');
    assertThat(text).contains("\\x1b[2J").contains("\\u{202e}");
  }

  @Test
  void write_inColour_isTheSameText() throws IOException {
    String coloured = text(Analyses.busy(), new TextReport.Style(96, true));
    assertThat(coloured).contains("\u001b[1;31m");
    assertThat(coloured.replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(text(Analyses.busy(), TextReport.Style.PLAIN));
  }

  @Test
  void write_besideRulesAndEvidence_doesNotAskForThem() throws IOException {
    StringBuilder alone = new StringBuilder();
    TextReport.write(Analyses.busy(), TextReport.Style.PLAIN, alone);
    assertThat(alone).contains("Keep the proof").contains("--rules DIR");
    StringBuilder beside = new StringBuilder();
    TextReport.write(Analyses.busy(), TextReport.Style.PLAIN, EnumSet.allOf(Written.class), beside);
    assertThat(beside.toString().replaceAll("\\s+", " "))
        .doesNotContain("Keep the proof")
        .contains("paste the rule for your server, after a look at it.");
  }

  @Test
  void of_signatures_saysNothingTwice() {
    MinedSignature local = signature(new Condition("source", "127.0.0.1"));
    MinedSignature check =
        signature(new Condition("source", "127.0.0.1"), new Condition("path", "/health"));
    MinedSignature other = signature(new Condition("source", "10.0.0.9"));
    assertThat(SignatureWords.of(List.of(check, local))).isEqualTo("requests from \"127.0.0.1\"");
    assertThat(SignatureWords.of(List.of(check, local, other)))
        .isEqualTo("requests from \"127.0.0.1\" or \"10.0.0.9\"");
  }

  private static MinedSignature signature(Condition... clauses) {
    return new MinedSignature(List.of(clauses), 1, 0);
  }

  private static String text(Analysis analysis, TextReport.Style style) throws IOException {
    StringBuilder out = new StringBuilder();
    TextReport.write(analysis, style, out);
    return out.toString();
  }
}

package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.JsonReport;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a report says that somebody reads who has never read one.
class FirstReportTest {
  private static final Instant START = WrittenLog.START;

  @TempDir Path folder;

  @Test
  void analyze_monitorThatSendsNearlyAll_isAShareOfInnocentsNoLargerThanOne() throws IOException {
    WrittenLog log = new WrittenLog();
    for (int i = 0; i < 1_800; i++) {
      log.request(START.plusSeconds(10L * i), "127.0.0.1", "/health", 200);
      if (i % 90 == 0) {
        log.request(START.plusSeconds(10L * i), "10.0.0." + i / 90, "/", 200);
      }
    }
    Analysis analysis = WrittenLog.analyze(log.write(folder.resolve("access.log")));
    Analysis.Incident monitor = analysis.incidents().getFirst();
    assertThat(monitor.kind()).isEqualTo(Kind.OWN_MONITOR);
    assertThat(monitor.verdict()).isEqualTo(Judgement.BENIGN);
    // Whoever is benign is innocent.
    assertThat(monitor.innocents().requests()).isEqualTo(monitor.requests());
    assertThat(monitor.innocents().share())
        .isEqualTo((double) monitor.requests() / analysis.requests())
        .isBetween(0.9, 1.0);
    assertThat(monitor.clients()).isEqualTo(1);
  }

  @Test
  void analyze_nobodyElseMeanwhile_tellsNoShareOfErrors() throws IOException {
    WrittenLog log = new WrittenLog();
    log.readers(START, 90);
    for (int i = 0; i < 960; i++) {
      String client = "198.51.%d.%d".formatted(i / 240, i % 240);
      log.request(START.plusSeconds(5_400 + i / 4), client, "/search?q=" + i, 503);
    }
    log.readers(START.plusSeconds(6_000), 30);
    Analysis analysis = WrittenLog.analyze(log.write(folder.resolve("access.log")));
    assertThat(analysis.incidents()).hasSize(1);
    Analysis.Incident flood = analysis.incidents().getFirst();
    assertThat(flood.hurt().requests()).isZero();
    assertThat(flood.clients()).isEqualTo(960);
    assertThat(flood.detail().before().clients()).isEqualTo(10);
    assertThat(json(analysis))
        .contains("\"errorShare\": null")
        .contains("\"errorShareBefore\": 0.0");
    assertThat(WrittenLog.words(analysis)).contains("960 requests from 960 addresses");
  }

  @Test
  void analyze_nothingInCommon_isToldToTheMinute() throws IOException {
    WrittenLog log = new WrittenLog();
    // Pages only: more of the same readers, each from elsewhere, are not set apart by anything.
    for (int i = 0; i < 360; i++) {
      log.request(START.plusSeconds(20L * i), "10.1.%d.7".formatted(i % 250), "/news", 200);
    }
    Path before = log.write(folder.resolve("access.log.1"));
    WrittenLog crowd = new WrittenLog();
    for (int i = 0; i < 3_000; i++) {
      String client = "10.%d.%d.9".formatted(8 + i / 250, i % 250);
      crowd.request(START.plusSeconds(7_200 + 17 + i / 50), client, "/news", 200);
    }
    Analysis analysis = WrittenLog.analyze(before, crowd.write(folder.resolve("access.log")));
    Analysis.Incident unclear = analysis.incidents().getFirst();
    assertThat(unclear.signatures()).isEmpty();
    assertThat(WrittenLog.words(analysis))
        .contains("when About 2026-11-25 11:17 to 12:02 UTC (45 min, to the minute).")
        .contains("when about 2026-11-25 11:17 to 12:02 UTC (45 min, to the minute)")
        .contains("requests from about ");
  }

  @Test
  void analyze_emptyLog_saysThatAndNothingOfWhatItLacks() throws IOException {
    Analysis analysis = WrittenLog.analyze(new WrittenLog().write(folder.resolve("access.log")));
    assertThat(analysis.detectorsNotRun()).isEmpty();
    assertThat(json(analysis)).contains("\"timeline\": null").doesNotContain("1970");
    assertThat(WrittenLog.words(analysis))
        .startsWith("The log is empty")
        .doesNotContain("What these logs can not tell");
  }

  @Test
  void analyze_twoWaves_haveReasonsThatAgreeWithTheirOwnFigures() throws IOException {
    WrittenLog log = new WrittenLog();
    log.readers(START, 90);
    wave(log, 5_400, 1_000, 0);
    log.readers(START.plusSeconds(7_200), 60);
    wave(log, 10_800, 400, 1_000);
    log.readers(START.plusSeconds(11_400), 30);
    Analysis analysis = WrittenLog.analyze(log.write(folder.resolve("access.log")));
    assertThat(analysis.incidents())
        .extracting(Analysis.Incident::requests)
        .containsExactly(1_000L, 400L);
    for (Analysis.Incident wave : analysis.incidents()) {
      assertThat(wave.reasons())
          .isNotEmpty()
          .allSatisfy(
              reason ->
                  assertThat(reason)
                      .satisfiesAnyOf(
                          each -> assertThat(each).startsWith("noticed in one of its waves: "),
                          each -> assertThat(each).doesNotContainPattern("[0-9]"))
                      .doesNotContain(" bits")
                      .doesNotContain("seen in:"));
    }
  }

  @Test
  void analyze_smallLogThatChangesItsFormat_isTriedAtItsHeadMiddleAndEnd() throws IOException {
    WrittenLog log = new WrittenLog();
    for (int i = 0; i < 70; i++) {
      log.line("starting worker " + i + ", please wait");
    }
    for (int i = 0; i < 500; i++) {
      log.request(START.plusSeconds(i), "10.0.0.1", "/", 200);
    }
    Analysis analysis = WrittenLog.analyze(log.write(folder.resolve("access.log")));
    assertThat(analysis.files().getFirst().format()).isEqualTo("combined");
    assertThat(analysis.files().getFirst().formatReason()).contains("read 120 of 180 lines");
    assertThat(analysis.requests()).isEqualTo(500);
  }

  @Test
  void analyze_timesWithoutZone_saysThatTheyWereTakenForUtc() throws IOException {
    for (String time :
        List.of(
            "10.0.0.1 - - [25/Nov/2026:10:00:%02d] \"GET / HTTP/1.1\" 200 5 \"-\" \"A\"",
            "10.0.0.1:5 [25/Nov/2026:10:00:%02d.123] web app/one 1/2/3/4/5 200 5 - - ---- 1/1/1/1/0"
                + " 0/0 \"GET / HTTP/1.1\"",
            "{\"time_iso8601\":\"2026-11-25T10:00:%02d\",\"remote_addr\":\"10.0.0.1\","
                + "\"request\":\"GET / HTTP/1.1\",\"status\":\"200\"}")) {
      assertThat(doubts(time)).singleElement().asString().contains("access.log: times were taken");
    }
    for (String time :
        List.of(
            "10.0.0.1 - - [25/Nov/2026:10:00:%02d +0100] \"GET / HTTP/1.1\" 200 5 \"-\" \"A\"",
            "{\"time_iso8601\":\"2026-11-25T10:00:%02d+01:00\",\"remote_addr\":\"10.0.0.1\","
                + "\"request\":\"GET / HTTP/1.1\",\"status\":\"200\"}",
            "{\"time_iso8601\":\"2026-11-25T10:00:%02dZ\",\"remote_addr\":\"10.0.0.1\","
                + "\"request\":\"GET / HTTP/1.1\",\"status\":\"200\"}")) {
      assertThat(doubts(time)).isEmpty();
    }
    assertThat(
            doubts(
                "{\"msec\":\"1795600000.1%02d\",\"remote_addr\":\"10.0.0.1\",\"request\":\"GET /"
                    + " HTTP/1.1\",\"status\":\"200\"}"))
        .isEmpty();
  }

  @Test
  void analyze_moreFieldsThanCombinedKnows_saysHowToHaveThemRead() throws IOException {
    String line =
        "10.0.0.1 - - [25/Nov/2026:10:00:%02d +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"A\"";
    assertThat(doubts(line)).isEmpty();
    assertThat(doubts(line + " \"-\"")).isEmpty();
    assertThat(doubts(line + " 3 \"r@docker\" \"http://10.0.0.9:80\" 42ms")).isEmpty();
    for (String more : List.of(" 0.123", " \"203.0.113.5\"", " 12345 \"-\"")) {
      assertThat(doubts(line + more))
          .singleElement()
          .asString()
          .contains("access.log: times of answers")
          .contains("--log-format '...'");
    }
  }

  private List<String> doubts(String line) throws IOException {
    WrittenLog log = new WrittenLog();
    for (int i = 0; i < 60; i++) {
      log.line(line.formatted(i));
    }
    Analysis analysis = WrittenLog.analyze(log.write(folder.resolve("access.log")));
    assertThat(analysis.requests()).isEqualTo(60);
    assertThat(analysis.warnings()).isEmpty();
    return analysis.detectorsNotRun().stream()
        .filter(each -> each.startsWith("no time zone") || each.startsWith("unread"))
        .toList();
  }

  private static void wave(WrittenLog log, int second, int requests, int first) {
    for (int i = 0; i < requests; i++) {
      String client = "198.%d.%d.7".formatted(51 + (first + i) / 250, (first + i) % 250);
      log.request(START.plusSeconds(second + i / 4), client, "/search?q=" + i, 503);
    }
  }

  static String json(Analysis analysis) throws IOException {
    StringWriter out = new StringWriter();
    JsonReport.write(analysis, out);
    return out.toString();
  }
}

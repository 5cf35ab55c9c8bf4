package org.gabion.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.lab.site.SiteFigures;
import org.junit.jupiter.api.Test;

final class DemoReportTest {
  private static final long MILLISECOND = 1_000_000;

  @Test
  void pageMillis_failedVisit_countsAsTheWholePatience() {
    List<Visit> visits = visits(19, 1);
    assertThat(RunResult.pageMillis(visits, 0.95)).isEqualTo(40);
    assertThat(RunResult.pageMillis(visits, 1)).isEqualTo(5_000);
    assertThat(RunResult.pageMillis(List.of(), 0.95)).isZero();
  }

  @Test
  void okShare_noVisits_isZero() {
    assertThat(RunResult.okShare(List.of())).isZero();
    assertThat(RunResult.okShare(visits(99, 1))).isEqualTo(0.99);
  }

  @Test
  void ok_onlyWhenTheGuardHeldAndTheSiteAloneDidNot() {
    assertThat(report(run(99, 1, 4_000), run(8, 92, 4_000)).ok()).isTrue();
    assertThat(report(run(98, 2, 4_000), run(8, 92, 4_000)).ok()).isFalse();
    assertThat(report(run(99, 1, 4_000), run(90, 10, 4_000)).ok()).isFalse();
    assertThat(report(run(99, 1, 4_000), run(899, 101, 4_000)).ok()).isTrue();
    assertThat(report(run(0, 0, 4_000), run(8, 92, 4_000)).ok()).isFalse();
  }

  @Test
  void ok_floodFellShort_isNoFairTest() {
    DemoReport report = report(run(100, 0, 4_000), run(8, 92, 1_900));
    assertThat(report.ok()).isFalse();
    assertThat(report.verdict()).contains("Not a fair test").contains("1,900");
  }

  @Test
  void verdict_eachOutcome_saysWhichPromiseBroke() {
    assertThat(report(run(99, 1, 4_000), run(8, 92, 4_000)).verdict()).contains("The guard held");
    assertThat(report(run(50, 50, 4_000), run(8, 92, 4_000)).verdict()).contains("did not hold");
    assertThat(report(run(99, 1, 4_000), run(99, 1, 4_000)).verdict()).contains("proves nothing");
  }

  @Test
  void table_anyRuns_fitsEightyColumns() {
    for (String line : report(run(99, 1, 4_000), run(0, 100_000, 4_000)).table()) {
      assertThat(line).hasSizeLessThanOrEqualTo(80);
    }
  }

  @Test
  void toJson_report_hasTheAgreedShape() {
    String json = report(run(99, 1, 4_000), run(8, 92, 4_000)).toJson();
    assertThat(json)
        .startsWith("{\"with\":{\"readersOk\":0.99,\"p95ms\":40,\"bogusAtOrigin\":120,")
        .contains("\"without\":{\"readersOk\":0.08,\"p95ms\":5000,\"bogusAtOrigin\":120,")
        .contains("\"troubles\":{\"page 503\":92}")
        .contains("\"ok\":true")
        .endsWith("}\n");
  }

  private static DemoReport report(RunResult with, RunResult without) {
    return new DemoReport(with, without, 4_000, 200);
  }

  private static RunResult run(int served, int failed, long sent) {
    FloodFigures flood = new FloodFigures(sent, sent, 40, sent - 120, 0, 0, 0);
    SiteFigures site = SiteFigures.parse("site-figures 100 120 5 200 700 10:200").orElseThrow();
    return new RunResult(visits(10, 0), visits(served, failed), flood, 1, site);
  }

  private static List<Visit> visits(int served, int failed) {
    List<Visit> visits = new ArrayList<>();
    for (int i = 0; i < served; i++) {
      visits.add(new Visit(i, 40 * MILLISECOND, Optional.empty()));
    }
    for (int i = 0; i < failed; i++) {
      visits.add(new Visit(i, MILLISECOND, Optional.of("page 503")));
    }
    return visits;
  }
}

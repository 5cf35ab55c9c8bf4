package org.gabion.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ReportTest {
  private static Round round(int number, String target, double rps, double cpu) {
    return new Round(number, target, rps, cpu, 1.5, 4.25, 0.01);
  }

  private static final Report REPORT =
      new Report(
          Scenario.PROXY,
          List.of(new ColdStart("guard", 412, 4321)),
          List.of(
              round(1, "nginx", 100, 30),
              round(1, "haproxy", 90, 40),
              round(1, "guard", 80, 36),
              round(2, "nginx", 300, 10),
              round(2, "haproxy", 110, 20),
              round(2, "guard", 100, 24),
              round(3, "nginx", 200, 20),
              round(3, "haproxy", 100, 30),
              round(3, "guard", 90, 30)));

  @Test
  void ratios_guardAmongTargets_areItsMediansOverEachPeers() {
    assertThat(REPORT.ratios())
        .containsExactly(
            new Report.Ratio("guard", "nginx", 1.5, 0.45),
            new Report.Ratio("guard", "haproxy", 1.0, 0.9));
  }

  @Test
  void ratios_peersOnly_compareThemWithTheFirst() {
    Report peers =
        new Report(
            Scenario.PROXY,
            List.of(),
            List.of(round(1, "nginx", 100, 30), round(1, "haproxy", 90, 33)));

    assertThat(peers.ratios())
        .singleElement()
        .satisfies(ratio -> assertThat(ratio.cpu()).isCloseTo(1.1, within(1e-9)));
    assertThat(peers.json()).endsWith("\"ratio\":{}}\n");
  }

  @Test
  void json_hasTheFieldsThatToolsRead() {
    assertThat(REPORT.json())
        .contains(
            "{\"target\":\"nginx\",\"rps\":100.0,\"cpuMicros\":30.000,\"p50ms\":1.500,\"p99ms\":4.250,")
        .contains("\"coldStarts\":[{\"target\":\"guard\",\"readyMs\":412,\"firstSecond\":4321}]")
        .endsWith(
            "\"ratio\":{\"nginx\":{\"cpu\":1.5000,\"rps\":0.4500},"
                + "\"haproxy\":{\"cpu\":1.0000,\"rps\":0.9000}}}\n");
  }

  @Test
  void summary_namesMediansAndSpread() {
    assertThat(REPORT.summary())
        .contains("200 (100-300)")
        .contains("20.00 (10.00-30.00)")
        .contains("guard / nginx: CPU 1.500, requests/s 0.450");
  }

  @Test
  void middle_evenNumber_isTheMeanOfTheTwo() {
    assertThat(Report.middle(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
  }
}

package org.gabion.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class GuardWordsTest {
  private static final String BEFORE =
      """
      # HELP gabion_request_reasons_total Finished requests by the reason of their verdict.
      gabion_request_reasons_total{reason="none"} 1000
      gabion_request_reasons_total{reason="rate.prefix"} 100
      gabion_under_load 0
      """;
  private static final String AFTER =
      """
      gabion_request_reasons_total{reason="none"} 1500
      gabion_request_reasons_total{reason="rate.prefix"} 4100
      gabion_request_reasons_total{reason="queue.full"} 60
      gabion_connections_refused_total{reason="connections.prefix"} 2
      gabion_under_load 1
      """;

  @Test
  void of_refusals_namesTheTwoMostCommonReasonsWithTheirRates() {
    assertThat(GuardWords.of(Metrics.parse(BEFORE), Metrics.parse(AFTER), 2))
        .isEqualTo("turns away 2000/s too many from one address, 30/s queue full");
  }

  @Test
  void of_noRefusal_isCalm() {
    Map<String, Double> now = Metrics.parse(BEFORE);
    assertThat(GuardWords.of(now, now, 1)).isEqualTo("calm, nobody is turned away");
  }

  @Test
  void sum_samplesWithLabels_addsThemUp() {
    Map<String, Double> now = Metrics.parse(AFTER);
    assertThat(Metrics.sum(now, "gabion_request_reasons_total")).isEqualTo(5_660);
    assertThat(Metrics.sum(now, "gabion_request")).isZero();
  }
}

package org.gabion.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// A round that did not do what was asked must say so.
final class CheckTest {
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 1024\r\n\r\n";
  private static final Bench.Check PROXY = new Bench.Check(Scenario.PROXY, 64, 2000);
  private static final Bench.Check DENY = new Bench.Check(Scenario.DENY, 64, 2000);

  private static Probe.Answer answer(int status, int bodyBytes) {
    return new Probe.Answer(status, HEAD, new byte[bodyBytes]);
  }

  private static Load.Figures figures(long answered, long bytesEach, long errors, long refused) {
    return new Load.Figures(answered, 1, answered * bytesEach, errors, refused, 1, 2);
  }

  @Test
  void proxy_allAsItShouldBe_noFault() {
    long each = HEAD.length() + 1024L;
    assertThat(PROXY.faults(figures(5000, each, 0, 0), answer(200, 1024), 5064)).isEmpty();
  }

  @Test
  void proxy_anythingWrong_isNamed() {
    long each = HEAD.length() + 1024L;
    assertThat(PROXY.faults(figures(5000, each, 3, 0), answer(200, 1024), 5000)).hasSize(1);
    assertThat(PROXY.faults(figures(5000, each, 0, 1), answer(200, 1024), 5000)).hasSize(1);
    assertThat(PROXY.faults(figures(5000, 300, 0, 0), answer(200, 1024), 5000)).hasSize(1);
    assertThat(PROXY.faults(figures(5000, each, 0, 0), answer(200, 1024), 4999)).hasSize(1);
    assertThat(PROXY.faults(figures(5000, each, 0, 0), answer(200, 1024), 5129)).hasSize(1);
    assertThat(PROXY.faults(figures(5000, each, 0, 0), answer(503, 1024), 5000)).hasSize(1);
    assertThat(PROXY.faults(figures(5000, each - 24, 0, 0), answer(200, 1000), 5000)).hasSize(1);
  }

  @Test
  void deny_fewPassAsTheBudgetRefills_noFault() {
    long each = HEAD.length() + 2000L;
    assertThat(DENY.faults(figures(5000, each, 0, 4996), answer(429, 2000), 5000)).isEmpty();
  }

  @Test
  void deny_manyPass_orPagesDiffer_isNamed() {
    long each = HEAD.length() + 2000L;
    assertThat(DENY.faults(figures(5000, each, 0, 4000), answer(429, 2000), 5000)).hasSize(1);
    assertThat(DENY.faults(figures(5000, each, 0, 5000), answer(429, 1990), 5000)).hasSize(1);
  }

  @Test
  void deny_pagesThatDifferByADigitOfTheSeconds_noFault() {
    long each = HEAD.length() + 2000L;
    assertThat(DENY.faults(figures(5000, each, 0, 5000), answer(429, 2001), 5000)).isEmpty();
    assertThat(PROXY.faults(figures(5000, each, 0, 0), answer(200, 1025), 5000)).isNotEmpty();
  }
}

package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReasonsTest {
  @Test
  void of_countsOfOtherMinutes_areLeftOutAndTheSameIsSaidOnce() {
    assertThat(
            Reasons.of(
                List.of(
                    "1 source asked for 2 paths again and again, all the time: 24 requests in 45"
                        + " minutes",
                    "1 source asked for 2 paths again and again, all the time: 1 request in 1"
                        + " minute",
                    "3 sources: the busiest of them took about 81 different pages, far more than"
                        + " others do; 92 requests in 60 minutes by all of them"),
                false))
        .containsExactly(
            "1 source asked for 2 paths again and again, all the time",
            "3 sources: the busiest of them took about 81 different pages, far more than others"
                + " do");
  }

  @Test
  void of_wave_saysThatFiguresAreOfOneOfThem() {
    assertThat(Reasons.of(List.of("3 logins tried in 2 min", "most of them try to log in"), true))
        .containsExactly(
            "noticed in one of its waves: 3 logins tried in 2 min", "most of them try to log in");
  }

  @Test
  void plain_wordsOfStatistics_areWordsOfOperators() {
    assertThat(Reasons.plain("few sources, slowly"))
        .isEqualTo("they come from few sources, and slowly");
    assertThat(
            Reasons.plain(
                "125.0 requests for each source, 2 % for one path, user agents differ by 0.0 bits,"
                    + " 0 % came by a link"))
        .isEqualTo(
            "125 requests for each source, 2 % for one path, nearly all with one user agent, 0 %"
                + " came by a link");
    assertThat(Reasons.plain("1.0 requests for each source, user agents differ by 6.1 bits"))
        .isEqualTo("1 request for each source, as varied as 69 user agents");
    assertThat(Reasons.plain("1.5 requests for each source"))
        .isEqualTo("1.5 requests for each source");
    assertThat(Reasons.plain("where 0 were to be expected (seen in: prefix)"))
        .isEqualTo("where 0 were to be expected (seen best in those with the same network)");
    assertThat(Reasons.plain("where 0 were to be expected (seen in: visits)"))
        .isEqualTo("where 0 were to be expected");
  }
}

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
}

package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client says of itself, or a word in a path, makes no flood harmless.
final class MasksTest {
  private static final String CRAWLER =
      "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";

  private static Traffic calm() {
    return new Traffic(7).readers(0, 120, 10);
  }

  private static Traffic wave(Traffic traffic, String target, int status) {
    for (int i = 0; i < 9000; i++) {
      traffic.add(Watched.by(i, 80 + i / 1500.0, target, CRAWLER, "", status));
    }
    return traffic;
  }

  /// Readers who meet an error while the wave lasts.
  private static Traffic hurt(Traffic traffic) {
    for (int i = 0; i < 60; i++) {
      double minute = 80 + i / 10.0;
      traffic.add(Watched.by(20_000 + i, minute, "/article-1", Watched.BROWSER, "", 503));
      traffic.add(Watched.by(20_000 + i, minute, "/static/1.css", Watched.BROWSER, "/", 200));
    }
    return traffic;
  }

  @Test
  void crawlerWaveThatHurtsOthers_isNotBenign() {
    List<Finding> found = Watched.find(hurt(wave(calm(), "/search?q=a", 200)));

    assertThat(found)
        .filteredOn(finding -> finding.kind() == Kind.CRAWLER)
        .extracting(Finding::judgement)
        .containsExactly(Judgement.UNCLEAR);
    assertThat(found).extracting(Finding::judgement).doesNotContain(Judgement.BENIGN);
  }

  @Test
  void crawlerWaveThatHurtsNobody_isBenign() {
    assertThat(Watched.find(wave(calm(), "/article-1", 200)))
        .extracting(Finding::kind, Finding::judgement)
        .containsExactly(tuple(Kind.CRAWLER, Judgement.BENIGN));
  }

  @Test
  void passwordsTriedByWhoSaysThatItIsACrawler_areALoginFlood() {
    List<Traffic.Visit> posts =
        IntStream.range(0, 2000)
            .mapToObj(i -> Watched.by(i % 300, 80 + i / 200.0, "/login", CRAWLER, "", 200))
            .toList();

    assertThat(Watched.find(calm(), posts))
        .extracting(Finding::kind, Finding::judgement)
        .contains(tuple(Kind.LOGIN_FLOOD, Judgement.ATTACK));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/feedback", "/health/flu", "/health", "/sessions/keynote"})
  void floodOfAPathWithAWord_isAFlood(String target) {
    assertThat(Watched.find(calm().flood(80, 6, 25, target)))
        .extracting(Finding::kind, Finding::judgement)
        .containsExactly(tuple(Kind.FLOOD, Judgement.ATTACK));
  }

  /// As many look whether the site is well as ever, and it is not.
  @Test
  void healthChecksWhileOthersAreHurt_areNoFlood() {
    Traffic traffic = hurt(calm());
    for (int i = 0; i < 120 * 60; i++) {
      traffic.add(Watched.by(1 + i % 3, i / 60.0, "/health", "kube-probe/1.30", "", 200));
    }

    assertThat(Watched.find(traffic))
        .extracting(Finding::judgement)
        .doesNotContain(Judgement.ATTACK);
  }
}

package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScanDetectorTest {
  private static final String SITE = "https://site.example";

  @ParameterizedTest
  @ValueSource(doubles = {0.7, 10})
  void find_readerOfAGalleryWhosePicturesAreGone_isNoScan(double sessions) {
    Traffic traffic = opening(new Traffic(7).readers(0, 180, sessions), "/gallery");
    for (int i = 0; i < 40; i++) {
      traffic.add(somebody(100 + i / 600.0, "/img/" + i + ".jpg", "/gallery", 404));
    }
    assertThat(Watched.find(traffic)).isEmpty();
  }

  @Test
  void find_readerWhoFollowsTheDeadLinksOfTheSite_isNoScan() {
    Traffic traffic = opening(new Traffic(7).readers(0, 180, 3), "/archive");
    for (int i = 0; i < 45; i++) {
      traffic.add(somebody(100 + i, "/old/report-" + i + ".html", SITE + "/archive", 404));
    }
    assertThat(Watched.find(traffic)).isEmpty();
  }

  /// The addresses that some site software gives to its files look like those that scanners ask
  /// for.
  @Test
  void find_readerWhoFollowsDeadLinksThatLookLikeProbes_isNoScan() {
    Traffic traffic = opening(new Traffic(7).readers(0, 180, 3), "/archive");
    for (int i = 0; i < 50; i++) {
      String target = "/wp-content/uploads/2019/" + i + "-minutes.pdf";
      traffic.add(somebody(100 + i, target, SITE + "/archive", 404));
    }
    assertThat(Watched.find(traffic)).isEmpty();
  }

  /// A log without referers.
  @Test
  void find_readerOfDeadLinksWhereNobodySendsAReferer_isNoScan() {
    Traffic hidden = new Traffic(1);
    new Traffic(7)
        .readers(0, 180, 3).inOrder().stream()
            .map(
                v ->
                    new Traffic.Visit(
                        v.micros(), v.address(), v.target(), v.agent(), "", v.status()))
            .forEach(hidden::add);
    Traffic traffic = opening(hidden, "/archive");
    for (int i = 0; i < 45; i++) {
      double minute = 100 + i;
      traffic.add(somebody(minute, "/old/report-" + i + ".html", "", 404));
      traffic.add(somebody(minute + 0.01, "/static/" + i % 4 + ".css", "", 200));
    }
    assertThat(Watched.find(traffic)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 429})
  void find_clientThatIsAskedToLogInOrToSlowDown_isNoScan(int status) {
    Traffic traffic = new Traffic(7).readers(0, 180, 3);
    for (int i = 0; i < 60; i++) {
      traffic.add(somebody(100 + i / 2.0, "/members/" + i, "", status));
    }
    assertThat(Watched.find(traffic)).isEmpty();
  }

  @Test
  void find_clientThatGuessesPages_isAScan() {
    Traffic traffic = new Traffic(7).readers(0, 180, 3);
    for (int i = 0; i < 45; i++) {
      traffic.add(somebody(100 + i, "/old/report-" + i + ".html", "", 404));
    }
    assertIsScan(
        Watched.find(traffic),
        "1 source asked for paths that were not found or not allowed, at least");
  }

  @Test
  void find_clientThatProbesAndMakesItsReferersUp_isAScan() {
    Traffic traffic = new Traffic(7).readers(0, 180, 3);
    for (int i = 0; i < 50; i++) {
      traffic.add(somebody(100 + i, "/backup-" + i + "/.env", SITE + "/", 404));
    }
    assertIsScan(Watched.find(traffic), "1 source asked for");
  }

  @Test
  void find_twoScanners_tellsOfTheBusiestInThePlural() {
    Traffic traffic = new Traffic(7).readers(0, 180, 3);
    for (int i = 0; i < 50; i++) {
      for (int client = 0; client < 2; client++) {
        String target = "/" + i + "/.env";
        traffic.add(Watched.by(client, 100 + i, target, Watched.SCRIPT, "", 404));
      }
    }
    assertIsScan(
        Watched.find(traffic),
        "2 sources asked for paths that were not found or not allowed, the busiest of them for at"
            + " least 20 different ones: 40 requests in 60 minutes");
  }

  private static void assertIsScan(List<Finding> found, String reason) {
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().kind()).isEqualTo(Kind.SCAN);
    assertThat(found.getFirst().judgement()).isEqualTo(Judgement.ATTACK);
    assertThat(found.getFirst().reasons()).anySatisfy(each -> assertThat(each).startsWith(reason));
  }

  /// The page that a reader comes to first, with what belongs to it.
  private static Traffic opening(Traffic traffic, String page) {
    traffic.add(somebody(99.99, page, "https://search.example/", 200));
    for (int i = 0; i < 4; i++) {
      traffic.add(somebody(99.995, "/static/" + i + ".css", page, 200));
    }
    return traffic;
  }

  private static Traffic.Visit somebody(double minute, String target, String referer, int status) {
    return Watched.somebody(minute, target, Watched.BROWSER, referer, status);
  }
}

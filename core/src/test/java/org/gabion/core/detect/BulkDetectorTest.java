package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BulkDetectorTest {
  private static final String PAGE = "https://site.example/minutes";

  /// Whoever takes documents where nobody else does must not set what is usual.
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void find_documentsThatNobodyElseTakes_isABulkDownload(int sources) {
    Traffic traffic = new Traffic(7).readers(0, 600, 3);
    take(traffic, sources, 240, 2, Watched.SCRIPT, "");
    assertIsBulkDownload(Watched.find(traffic));
  }

  @Test
  void find_documentsOfWhichOthersTakeOneEach_isABulkDownload() {
    Traffic traffic = others(new Traffic(7).readers(0, 600, 3), 600, PAGE);
    take(traffic, 1, 240, 2, Watched.BROWSER, "");
    List<Finding> found = Watched.find(traffic);
    assertIsBulkDownload(found);
    assertThat(found.getFirst().fromMicros()).isEqualTo(Traffic.START + 100 * Traffic.MINUTE);
    assertThat(found.getFirst().toMicros()).isEqualTo(Traffic.START + 579 * Traffic.MINUTE);
  }

  /// The first, who is known already, must not teach that nobody sends a referer here.
  @Test
  void find_secondSourceAfterTheFirstTookHundreds_isPartOfTheBulkDownload() {
    Traffic traffic = others(new Traffic(7).readers(0, 400, 1), 400, PAGE);
    take(traffic, 1, 2400, 0.1, Watched.BROWSER, "");
    for (int i = 0; i < 90; i++) {
      String target = "/documents/late/" + i + ".pdf";
      traffic.add(Watched.by(7, 180 + 2 * i, target, Watched.BROWSER, "", 200));
    }
    List<Finding> found = Watched.find(traffic);
    assertIsBulkDownload(found);
    assertThat(found.getFirst().signatures()).hasSize(2);
  }

  /// Referers made up do not help who takes more than a person does.
  @Test
  void find_documentEveryTwentySecondsByLinks_isABulkDownload() {
    Traffic traffic = others(new Traffic(7).readers(0, 300, 3), 300, PAGE);
    take(traffic, 1, 300, 1 / 3.0, Watched.BROWSER, PAGE);
    assertIsBulkDownload(Watched.find(traffic));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void find_readerWithAWarmCache_isNoAttack(boolean othersTakeOne) {
    Traffic traffic = new Traffic(7).readers(0, 180, 3);
    if (othersTakeOne) {
      others(traffic, 180, PAGE);
    }
    opening(traffic);
    take(traffic, 1, 14, 3.5, Watched.BROWSER, PAGE);
    assertThat(Watched.find(traffic)).isEmpty();
  }

  /// All documents of a meeting in tabs of their own.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void find_readerWhoOpensAWholePageOfDocuments_isNoAttack(boolean fetchesAssets) {
    Traffic traffic = others(new Traffic(7).readers(0, 180, 3), 180, PAGE);
    opening(traffic);
    if (fetchesAssets) {
      for (int i = 0; i < 4; i++) {
        traffic.add(Watched.somebody(99.995, "/static/" + i + ".css", Watched.BROWSER, PAGE, 200));
      }
    }
    take(traffic, 1, 40, 0.05, Watched.BROWSER, PAGE);
    assertThat(Watched.find(traffic)).isEmpty();
  }

  /// The site's links tell browsers to send no referer.
  @Test
  void find_readerOfASiteWhoseDocumentsComeWithoutReferers_isNoAttack() {
    Traffic traffic = others(new Traffic(7).readers(0, 180, 3), 180, "");
    opening(traffic);
    take(traffic, 1, 14, 3.5, Watched.BROWSER, "");
    assertThat(Watched.find(traffic)).isEmpty();
  }

  /// A player fetches what came out before its listener knew the show, and never sends a referer.
  @Test
  void find_playerThatFetchesAllEpisodes_isNoAttack() {
    Traffic traffic = others(new Traffic(7).readers(0, 180, 3), 180, PAGE);
    String player = "AppleCoreMedia/1.0.0.21F90 (iPhone; U; CPU OS 17_5_1 like Mac OS X; en_us)";
    for (int i = 0; i < 20; i++) {
      traffic.add(Watched.somebody(100 + i, "/episodes/" + i + ".mp3", player, "", 206));
    }
    assertThat(Watched.find(traffic)).isEmpty();
  }

  @Test
  void find_documentsForHoursAsByAKeenReader_isUnclear() {
    Traffic traffic = others(new Traffic(7).readers(0, 400, 3), 400, PAGE);
    take(traffic, 1, 150, 1.5, Watched.BROWSER, PAGE);
    List<Finding> found = Watched.find(traffic);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().kind()).isEqualTo(Kind.SCRAPER);
    assertThat(found.getFirst().judgement()).isEqualTo(Judgement.UNCLEAR);
  }

  @Test
  void find_oneSource_tellsDocumentsAndRequestsApart() {
    Traffic traffic = others(new Traffic(7).readers(0, 160, 3), 160, PAGE);
    for (int twice = 0; twice < 2; twice++) {
      for (int i = 0; i < 30; i++) {
        String target = "/documents/" + i + ".pdf";
        traffic.add(Watched.somebody(100 + i + twice / 2.0, target, Watched.SCRIPT, "", 200));
      }
    }
    assertThat(Watched.find(traffic).getFirst().reasons())
        .contains(
            "1 source took at least 20 different documents, far more than others do;"
                + " 40 requests in 60 minutes");
  }

  @Test
  void find_twoSources_tellsOfTheBusiestInThePlural() {
    Traffic traffic = others(new Traffic(7).readers(0, 160, 3), 160, PAGE);
    take(traffic, 2, 30, 1, Watched.SCRIPT, "");
    assertThat(Watched.find(traffic).getFirst().reasons())
        .contains(
            "2 sources: the busiest of them took at least 20 different documents, far more than"
                + " others do; 40 requests in 60 minutes by all of them");
  }

  private static void assertIsBulkDownload(List<Finding> found) {
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().kind()).isEqualTo(Kind.BULK_DOWNLOAD);
    assertThat(found.getFirst().judgement()).isEqualTo(Judgement.ATTACK);
  }

  /// One document each, from minute 100 on.
  private static void take(
      Traffic traffic, int sources, int count, double everyMinutes, String agent, String referer) {
    for (int client = 0; client < sources; client++) {
      for (int i = 0; i < count; i++) {
        String target = "/documents/" + client + "/" + i + ".pdf";
        traffic.add(Watched.by(client, 100 + everyMinutes * i, target, agent, referer, 200));
      }
    }
  }

  /// Every three minutes somebody takes one of a few documents.
  private static Traffic others(Traffic traffic, int minutes, String referer) {
    for (int m = 0; m < minutes; m += 3) {
      String target = "/documents/0/" + m % 14 + ".pdf";
      traffic.add(Watched.by(1000 + m, m + 0.3, target, Watched.BROWSER, referer, 200));
    }
    return traffic;
  }

  private static void opening(Traffic traffic) {
    traffic.add(
        Watched.somebody(99.9, "/minutes", Watched.BROWSER, "https://search.example/", 200));
  }
}

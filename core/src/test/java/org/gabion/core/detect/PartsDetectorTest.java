package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PartsDetectorTest {
  private static final String NO_REFERER = "";

  private final Random random = new Random(5);
  private final Traffic traffic = new Traffic(7).readers(0, 120, 10);

  private void ask(int client, double minute, String target, String referer, int status) {
    traffic.add(Watched.by(client, minute, target, Watched.BROWSER, referer, status));
  }

  /// 20 requests a second from 200 sources, for six minutes.
  private void pictureFlood(String referer, int status) {
    for (int i = 0; i < 7200; i++) {
      ask(i % 200, 80 + i / 1200.0, "/img/x.jpg?x=" + random.nextInt(), referer, status);
    }
  }

  @Test
  void step_samePictureWithNewQueriesAgainAndAgain_isAFlood() {
    pictureFlood(NO_REFERER, 200);

    List<Finding> found = Watched.find(traffic);

    assertThat(found).hasSize(1);
    Finding flood = found.getFirst();
    assertThat(flood.kind()).isEqualTo(Kind.FLOOD);
    assertThat(flood.judgement()).isEqualTo(Judgement.ATTACK);
    assertThat(flood.fromMicros()).isEqualTo(Traffic.START + 80 * Traffic.MINUTE);
    assertThat(flood.toMicros()).isEqualTo(Traffic.START + 86 * Traffic.MINUTE);
    assertThat(flood.signatures().getLast().upperBound()).isLessThan(0.02);
  }

  @Test
  void step_eachSourceAsksOnceAndOthersAreHurt_isUnclear() {
    for (int i = 0; i < 7200; i++) {
      ask(i, 80 + i / 1200.0, "/img/x.jpg?x=" + random.nextInt(), NO_REFERER, 503);
    }

    assertThat(Watched.find(traffic))
        .isNotEmpty()
        .allSatisfy(
            finding -> {
              assertThat(finding.judgement()).isEqualTo(Judgement.UNCLEAR);
              assertThat(finding.signatures()).isEmpty();
              assertThat(finding.impact().isFelt()).isTrue();
            });
  }

  @Test
  void step_galleryOfManyPictures_isCalm() {
    for (int reader = 0; reader < 60; reader++) {
      double minute = 80 + reader / 10.0;
      ask(reader, minute, "/gallery", NO_REFERER, 200);
      for (int picture = 0; picture < 80; picture++) {
        double at = minute + 0.002 * picture;
        ask(reader, at, "/img/" + picture + ".jpg?w=" + 100 * (picture % 7), "/gallery", 200);
      }
    }

    assertThat(Watched.find(traffic)).isEmpty();
  }

  @Test
  void step_pictureOfALetterToThousands_isCalm() {
    for (int i = 0; i < 7200; i++) {
      ask(i, 80 + i / 1200.0, "/img/letter.jpg?id=" + i, NO_REFERER, 200);
    }

    assertThat(Watched.find(traffic)).isEmpty();
  }

  /// The page is opened once, then its picture is asked for every three seconds.
  @Test
  void step_cameraThatIsWatched_isCalm() {
    for (int reader = 0; reader < 60; reader++) {
      ask(reader, 80 + reader / 60.0, "/harbour-camera", NO_REFERER, 200);
      ask(reader, 80.01 + reader / 60.0, "/static/1.css", "/harbour-camera", 200);
    }
    for (int i = 0; i < 60 * 20 * 6; i++) {
      ask(i % 60, 81 + i / 1200.0, "/camera.jpg?t=" + i, "/harbour-camera", 200);
    }

    assertThat(Watched.find(traffic)).isEmpty();
  }
}

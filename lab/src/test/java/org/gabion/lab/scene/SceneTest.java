package org.gabion.lab.scene;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.gabion.core.detect.Judgement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SceneTest {
  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"ONE_REQUEST", "SLOW_SCAN", "FEED_BURST", "LOGIN_RUSH"})
  void of_sameSeed_givesTheSameBytesAndLabels(Family family) {
    assertThat(Scene.of(family, SiteSize.QUIET, 7)).isEqualTo(Scene.of(family, SiteSize.QUIET, 7));
  }

  @Test
  void of_otherSeed_givesAnotherLog() {
    assertThat(Scene.of(Family.CALM, SiteSize.QUIET, 1))
        .isNotEqualTo(Scene.of(Family.CALM, SiteSize.QUIET, 2));
  }

  @Test
  void of_attack_leavesTheVisitorsOfItsCalmTwin() {
    LabelledLog calm = Scene.of(Family.CALM, SiteSize.QUIET, 3);
    LabelledLog flood = Scene.of(Family.ROOT_FLOOD, SiteSize.QUIET, 3);

    assertThat(asked(flood)).isEqualTo(asked(calm));
    assertThat(flood.lines()).isGreaterThan(calm.lines());
  }

  /// Who asked for what in the innocent lines, sorted: a flood changes answers and their times
  /// only.
  private static List<String> asked(LabelledLog log) {
    List<String> asked = new ArrayList<>();
    List<String> lines = new String(log.bytes(), StandardCharsets.ISO_8859_1).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (log.waves()[i] == 0) {
        String[] parts = lines.get(i).split("\"", -1);
        asked.add(parts[0].substring(0, parts[0].indexOf(' ')) + " " + parts[1] + " " + parts[5]);
      }
    }
    asked.sort(null);
    return asked;
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CROWD_AND_FLOOD", "FLASH_CROWD"}) // ten thousand people take their time
  void of_anyFamily_labelsAnAttackOnlyWhereThereIsOne(Family family) {
    LabelledLog log = Scene.of(family, SiteSize.QUIET, 5);

    boolean isAttacked = family.verdict() != Judgement.BENIGN;
    assertThat(log.truth().waves().isEmpty()).isEqualTo(!isAttacked);
    assertThat(log.lines() - log.innocents())
        .isEqualTo(log.truth().waves().stream().mapToInt(Truth.Wave::lines).sum());
    assertThat(new String(log.bytes(), StandardCharsets.ISO_8859_1).lines().count())
        .isEqualTo(log.lines());
  }

  @ParameterizedTest
  @EnumSource(
      value = Family.class,
      names = {"ONE_REQUEST", "SEARCH_COST", "DOCUMENT_RUSH", "CALM"})
  void run_twoSeedsOfAQuietSite_reachesEveryGoal(Family family) {
    Set<String> faults = new TreeSet<>();
    for (int seed = 1; seed <= 2; seed++) {
      int number = seed;
      SceneRun.run(family, SiteSize.QUIET, seed, false)
          .score()
          .faults()
          .forEach(fault -> faults.add("seed " + number + ": " + fault));
    }

    assertThat(faults).isEmpty();
  }
}

package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.junit.jupiter.api.Test;

class IncidentsTest {
  private static final long MINUTE = 60_000_000L;

  @Test
  void gravest_moreThanAreTold_areTheAttacksThenTheLargestInTheirOrder() {
    List<Draft> drafts =
        List.of(
            draft(0, Judgement.BENIGN, 900),
            draft(1, Judgement.ATTACK, 5),
            draft(2, Judgement.UNCLEAR, 300),
            draft(3, Judgement.UNCLEAR, 400),
            draft(4, Judgement.ATTACK, 7));
    assertThat(Incidents.gravest(drafts, 3)).extracting(Draft::finding).containsExactly(1, 3, 4);
    assertThat(Incidents.gravest(drafts, 1)).extracting(Draft::finding).containsExactly(4);
    assertThat(Incidents.gravest(drafts, 5)).isEqualTo(drafts);
  }

  @Test
  void bound_manyFindings_holdTogetherNoMoreThanTheBoundAndKnowAllTimes() {
    List<MinuteTally> tallies = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      MinuteTally tally = new MinuteTally();
      LongStream.range(0, i == 0 ? 40 : 45_000).forEach(minute -> tally.add(minute * MINUTE));
      tallies.add(tally);
      MinuteTally.bound(tallies);
      assertThat(tallies.stream().mapToLong(MinuteTally::cells).sum()).isLessThanOrEqualTo(400_000);
    }
    assertThat(tallies.getFirst().cells()).isEqualTo(40);
    for (MinuteTally tally : tallies) {
      long before = tally.cells();
      LongStream.range(0, 40).forEach(minute -> tally.add(minute * MINUTE));
      assertThat((long) tally.cells()).isEqualTo(before);
    }
  }

  @Test
  void among_manyIncidents_isLessForEachAndNeverNothing() {
    assertThat(IncidentTally.Room.among(1)).isEqualTo(new IncidentTally.Room(4_096, 50_000));
    assertThat(IncidentTally.Room.among(20).values()).isEqualTo(4_096);
    assertThat(IncidentTally.Room.among(200)).isEqualTo(new IncidentTally.Room(409, 2_000));
    assertThat(IncidentTally.Room.among(100_000)).isEqualTo(new IncidentTally.Room(128, 1_000));
  }

  private static Draft draft(int finding, Judgement judgement, long requests) {
    return new Draft(
        finding,
        Kind.FLOOD,
        judgement,
        new Segment(finding * MINUTE, finding * MINUTE + 1, requests),
        List.of(),
        0,
        List.of());
  }
}

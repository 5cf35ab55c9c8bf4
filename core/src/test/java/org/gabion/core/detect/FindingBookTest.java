package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.gabion.core.request.Attribute;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;
import org.gabion.core.signature.TestClients;
import org.junit.jupiter.api.Test;

final class FindingBookTest {
  private static final long MINUTE = 60_000_000L;
  private static final TestClients NOBODY = TestClients.of(List.of(), List.of());

  private final FindingBook book = new FindingBook();

  private static Clause clause(Attribute attribute, int value) {
    return new Clause(attribute, value);
  }

  private static Mined mined(double coverage, Clause... clauses) {
    return new Mined(new Signature(List.of(clauses)), coverage, 0, 1);
  }

  private void tell(Kind kind, Judgement judgement, long minute, double excess, Mined... mined) {
    OpenFinding.Told told =
        new OpenFinding.Told(kind, judgement, excess, List.of(mined), 0, List.of(), List.of("why"));
    long[] range = {minute * MINUTE, (minute + 1) * MINUTE};
    book.place(told, range).extend(range[0], range[1], told, NOBODY);
  }

  @Test
  void place_signaturesWithNothingInCommon_areTwoFindings() {
    tell(Kind.FLOOD, Judgement.ATTACK, 1, 100, mined(1, clause(Attribute.PATH, 1)));
    tell(Kind.FLOOD, Judgement.ATTACK, 2, 100, mined(1, clause(Attribute.PATH, 2)));

    assertThat(book.open()).hasSize(2);
  }

  @Test
  void place_scansOfTwoSources_areOneFinding() {
    tell(Kind.SCAN, Judgement.ATTACK, 1, 100, mined(1, clause(Attribute.SOURCE, 1)));
    tell(Kind.SCAN, Judgement.ATTACK, 2, 100, mined(1, clause(Attribute.SOURCE, 2)));

    assertThat(book.open()).hasSize(1);
  }

  @Test
  void place_signaturesWithACommonClause_areOneFinding() {
    Clause program = clause(Attribute.HEADER_ORDER, 7);
    tell(Kind.FLOOD, Judgement.ATTACK, 1, 100, mined(1, clause(Attribute.PATH, 1), program));
    tell(Kind.FLOOD, Judgement.ATTACK, 2, 100, mined(1, clause(Attribute.PATH, 2), program));

    assertThat(book.open()).hasSize(1);
    assertThat(book.open().getFirst().signatures()).hasSize(2);
    assertThat(book.open().getFirst().toMicros()).isEqualTo(3 * MINUTE);
  }

  @Test
  void place_otherVerdict_isAnotherFinding() {
    Clause path = clause(Attribute.PATH, 1);
    tell(Kind.OWN_MONITOR, Judgement.BENIGN, 1, 100, mined(1, path, clause(Attribute.SOURCE, 1)));
    tell(Kind.OWN_MONITOR, Judgement.UNCLEAR, 1, 100, mined(1, path, clause(Attribute.SOURCE, 2)));

    assertThat(book.open())
        .extracting(Finding::judgement)
        .containsExactly(Judgement.BENIGN, Judgement.UNCLEAR);
  }

  @Test
  void place_sameRequestsNowDoHarm_areNoLongerBenign() {
    Mined wave = mined(1, clause(Attribute.USER_AGENT_FAMILY, 1));
    tell(Kind.CRAWLER, Judgement.BENIGN, 1, 100, wave);
    tell(Kind.CRAWLER, Judgement.UNCLEAR, 6, 100, wave);
    tell(Kind.CRAWLER, Judgement.BENIGN, 11, 100, wave);

    assertThat(book.open()).extracting(Finding::judgement).containsExactly(Judgement.UNCLEAR);
  }

  @Test
  void place_noRoomForMoreSignatures_dropsNone() {
    Clause program = clause(Attribute.HEADER_ORDER, 7);
    for (int path = 1; path <= 20; path++) {
      tell(
          Kind.FLOOD, Judgement.ATTACK, path, 100, mined(1, clause(Attribute.PATH, path), program));
    }

    List<Mined> all = new ArrayList<>();
    book.open().forEach(finding -> all.addAll(finding.signatures()));
    assertThat(all).extracting(Mined::signature).doesNotHaveDuplicates().hasSize(20);
    assertThat(book.open()).hasSize(3);
  }

  @Test
  void freeze_severalBlocks_tellsWhatWasCoveredOfAllOfThem() {
    Clause program = clause(Attribute.HEADER_ORDER, 7);
    Mined first = mined(0.8, clause(Attribute.PATH, 1), program);
    tell(Kind.FLOOD, Judgement.ATTACK, 1, 300, first);
    tell(Kind.FLOOD, Judgement.ATTACK, 2, 100, mined(0.6, clause(Attribute.PATH, 2), program));

    List<Mined> signatures = book.open().getFirst().signatures();
    assertThat(signatures.get(0).coverage()).isCloseTo(0.6, within(1e-9));
    assertThat(signatures.get(1).coverage()).isCloseTo(0.15, within(1e-9));
  }

  @Test
  void takeClosed_whatIsOver_isTakenOnce() {
    tell(Kind.SCAN, Judgement.ATTACK, 1, 100, mined(1, clause(Attribute.SOURCE, 1)));
    book.endSilent(20 * MINUTE);
    assertThat(book.takeClosed()).isEmpty();

    book.endSilent(40 * MINUTE);

    assertThat(book.open()).isEmpty();
    assertThat(book.takeClosed()).extracting(Finding::kind).containsExactly(Kind.SCAN);
    assertThat(book.takeClosed()).isEmpty();
    assertThat(book.finish()).isEmpty();
  }

  @Test
  void isOver_whatEndedSeenOnceMore_isNotTold() {
    Mined wave = mined(1, clause(Attribute.USER_AGENT_FAMILY, 1));
    tell(Kind.CRAWLER, Judgement.UNCLEAR, 1, 100, wave);
    book.endSilent(40 * MINUTE);
    OpenFinding.Told again =
        new OpenFinding.Told(
            Kind.CRAWLER, Judgement.BENIGN, 100, List.of(wave), 0, List.of(), List.of());

    assertThat(book.isOver(again, new long[] {MINUTE, 2 * MINUTE})).isTrue();
    assertThat(book.isOver(again, new long[] {MINUTE, 39 * MINUTE})).isFalse();
  }

  @Test
  void takeClosed_unclearThatAnOpenAttackExplains_isNotTold() {
    tell(Kind.UNCLEAR, Judgement.UNCLEAR, 1, 300);
    tell(Kind.FLOOD, Judgement.ATTACK, 1, 300, mined(1, clause(Attribute.PATH, 1)));

    assertThat(book.finish()).extracting(Finding::kind).containsExactly(Kind.FLOOD);
  }

  /// Nobody takes anything for years: what comes is seen all the same, and of the old the gravest
  /// are kept.
  @Test
  void place_afterMoreThanFitIn_isNeverDeaf() {
    tell(Kind.FLOOD, Judgement.ATTACK, 0, 100, mined(1, clause(Attribute.PATH, 1)));
    book.endSilent(90 * MINUTE);
    int waves = FindingBook.MOST_CLOSED + 100;
    for (int i = 1; i <= waves; i++) {
      long minute = i * 100L;
      tell(Kind.CRAWLER, Judgement.BENIGN, minute, 100, mined(1, clause(Attribute.PATH, 1)));
      assertThat(book.open()).extracting(Finding::kind).containsExactly(Kind.CRAWLER);
      book.endSilent((minute + 90) * MINUTE);
    }

    List<Finding> kept = book.takeClosed();

    assertThat(kept).hasSize(FindingBook.MOST_CLOSED);
    assertThat(kept.getFirst().kind()).isEqualTo(Kind.FLOOD);
    assertThat(book.dropped()).isEqualTo(101);
  }

  @Test
  void place_moreAtOnceThanFitIn_endsTheOneThatWasSilentLongest() {
    for (int source = 1; source <= 100; source++) {
      tell(Kind.FLOOD, Judgement.ATTACK, source, 100, mined(1, clause(Attribute.SOURCE, source)));
    }

    assertThat(book.open()).hasSize(64);
    assertThat(book.open().getLast().fromMicros()).isEqualTo(100 * MINUTE);
    assertThat(book.takeClosed()).hasSize(36);
  }
}

package org.gabion.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.gabion.core.detect.Finding;
import org.gabion.core.detect.Impact;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.Attribute;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyRevisionTest {
  private static final long NOW = 1_790_000_000_000_000L;
  private static final Impact FELT = new Impact(0.5, 0, -1, -1, -1);
  private static final Impact UNFELT = new Impact(0, 0, -1, -1, -1);

  @ParameterizedTest
  @CsvSource({
    "0.0001, REFUSE",
    "0.00011, CHALLENGE",
    "0.005, CHALLENGE",
    "0.0051, LOWER",
    "0.05, LOWER"
  })
  void goesAsFarAsItsBoundAllows(double bound, Action action) {
    PolicyRevision next = next(attack(FELT, signature(Attribute.HEADER_ORDER, 5), bound), 300, 0);
    assertThat(next.rules()).extracting(Rule::action).containsExactly(action);
  }

  @Test
  void doesNothingAboveFivePerCent() {
    assertThat(next(attack(FELT, signature(Attribute.HEADER_ORDER, 5), 0.051), 300, 0).rules())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"299, 0, CHALLENGE", "300, 1, CHALLENGE", "300, 0, REFUSE"})
  void refusesOnlyAfterATrial(long challenged, long passed, Action action) {
    Finding finding = attack(FELT, signature(Attribute.USER_AGENT, 5), 0);
    assertThat(next(finding, challenged, passed).rules())
        .extracting(Rule::action)
        .containsExactly(action);
  }

  @Test
  void doesNotRefuseForWhatIsAskedOrWhereFrom() {
    for (Attribute attribute : Attribute.values()) {
      Finding finding = attack(FELT, signature(attribute, 5), 0);
      assertThat(next(finding, 1000, 0).rules())
          .extracting(Rule::action)
          .containsExactly(attribute.tellsTheClient() ? Action.REFUSE : Action.CHALLENGE);
    }
    assertThat(Attribute.PATH.tellsTheClient()).isFalse();
    assertThat(Attribute.PREFIX.tellsTheClient()).isFalse();
    assertThat(Attribute.REFERER.tellsTheClient()).isFalse();
  }

  @Test
  void actsOnlyOnWhatVisitorsFeel() {
    assertThat(next(attack(UNFELT, signature(Attribute.PATH, 5), 0), 0, 0))
        .isEqualTo(PolicyRevision.EMPTY);
  }

  @Test
  void neverActsOnWhatIsNoAttack() {
    for (Judgement judgement : List.of(Judgement.BENIGN, Judgement.UNCLEAR)) {
      Finding crowd = finding(Kind.FLASH_CROWD, judgement, FELT, signature(Attribute.PATH, 5), 0);
      assertThat(next(crowd, 1000, 0)).isEqualTo(PolicyRevision.EMPTY);
    }
  }

  @Test
  void endsFiveMinutesAfterTheLastMatch() {
    PolicyRevision first = next(attack(FELT, signature(Attribute.PATH, 5), 0), 0, 0);
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.next(List.of(), NOW + 299_000_000L, id -> Rule.Trial.NONE)).isSameAs(first);
    PolicyRevision over = first.next(List.of(), NOW + 300_000_000L, id -> Rule.Trial.NONE);
    assertThat(over.rules()).isEmpty();
    assertThat(over.version()).isEqualTo(2);
  }

  @Test
  void keepsTheRulesThatMatchMost() {
    List<Mined> many =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> new Mined(signature(Attribute.PATH, i), i / 100.0, 0, 0))
            .toList();
    Finding finding = finding(Kind.FLOOD, Judgement.ATTACK, FELT, many);
    PolicyRevision next = next(finding, 0, 0);
    assertThat(next.rules()).hasSize(PolicyRevision.MOST_RULES);
    assertThat(next.rules().getFirst().coverage()).isEqualTo(1);
    assertThat(next.rules().getLast().coverage()).isEqualTo(0.37);
    assertThat(next.rules()).extracting(Rule::id).doesNotHaveDuplicates();
    List<Rule> tooMany = IntStream.range(0, 65).mapToObj(i -> next.rules().getFirst()).toList();
    assertThatThrownBy(() -> new PolicyRevision(1, tooMany))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PolicyRevision next(Finding finding, long challenged, long passed) {
    return PolicyRevision.EMPTY.next(
        List.of(finding), NOW, id -> new Rule.Trial(challenged, passed));
  }

  private static Signature signature(Attribute attribute, int value) {
    return new Signature(List.of(new Clause(attribute, value)));
  }

  private static Finding attack(Impact impact, Signature signature, double bound) {
    return finding(Kind.FLOOD, Judgement.ATTACK, impact, signature, bound);
  }

  private static Finding finding(
      Kind kind, Judgement judgement, Impact impact, Signature signature, double bound) {
    return finding(kind, judgement, impact, List.of(new Mined(signature, 1, 0, bound)));
  }

  private static Finding finding(
      Kind kind, Judgement judgement, Impact impact, List<Mined> signatures) {
    return new Finding(
        kind, judgement, NOW - 60_000_000L, NOW, signatures, 0, impact, List.of("many came"));
  }
}

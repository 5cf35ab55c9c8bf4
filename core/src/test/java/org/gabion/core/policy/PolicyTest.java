package org.gabion.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static final long SECOND = 1_000_000_000L;
  private final Evidence evidence = new Evidence();

  private Evidence underLoad() {
    evidence.clear();
    evidence.posture = Posture.UNDER_LOAD;
    return evidence;
  }

  @Test
  void decide_nothingKnownWhileCalm_passes() {
    assertThat(Policy.decide(evidence.clear()))
        .isEqualTo(new Verdict.Pass(Standing.UNKNOWN, Reason.NONE));
  }

  @Test
  void decide_bothLists_denyGoesFirst() {
    evidence.allowListed = true;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.Pass(Standing.VERIFIED, Reason.LIST_ALLOW));
    evidence.denyListed = true;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.Deny(Standing.UNKNOWN, Reason.LIST_DENY));
    assertThat(Reason.LIST_DENY.status()).isEqualTo(403);
  }

  @Test
  void decide_allowListed_isAboveAllBudgets() {
    underLoad().allowListed = true;
    evidence.requestWaitNanos = SECOND;
    evidence.costWaitNanos = SECOND;
    evidence.costDebtNanos = Long.MAX_VALUE;
    assertThat(Policy.decide(evidence)).isInstanceOf(Verdict.Pass.class);
  }

  @Test
  void decide_requestBudgetUsedUp_throttlesEvenWhileCalm() {
    evidence.requestWaitNanos = 3 * SECOND;
    evidence.ticketValid = true;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.Throttle(Standing.TICKET, Reason.RATE_PREFIX, 5));
    evidence.requestWaitOfNetwork = true;
    assertThat(Policy.decide(evidence).reason()).isEqualTo(Reason.RATE_NETWORK);
    assertThat(Reason.RATE_NETWORK.status()).isEqualTo(429);
  }

  /// The calm twin of every cost budget.
  @Test
  void decide_costOverBudgetWhileCalm_passes() {
    evidence.costWaitNanos = SECOND;
    evidence.costDebtNanos = 100 * SECOND;
    evidence.costBurstNanos = SECOND;
    evidence.routeWaitNanos = SECOND;
    assertThat(Policy.decide(evidence)).isEqualTo(new Verdict.Pass(Standing.UNKNOWN, Reason.NONE));
  }

  @Test
  void decide_costOverBudgetUnderLoad_queuesLastThenThrottles() {
    underLoad().costWaitNanos = SECOND;
    evidence.costBurstNanos = 10 * SECOND;
    evidence.costDebtNanos = 10 * SECOND;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.Queue(Standing.OVER_BUDGET, Reason.COST_PREFIX));
    evidence.costDebtNanos++;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.Throttle(Standing.UNKNOWN, Reason.COST_PREFIX, 1));
    evidence.costWaitOfNetwork = true;
    assertThat(Policy.decide(evidence).reason()).isEqualTo(Reason.COST_NETWORK);
    evidence.ticketValid = true;
    assertThat(Policy.decide(evidence).reason()).isEqualTo(Reason.COST_TICKET);
  }

  @Test
  void decide_routeOverBudgetUnderLoad_lowersStrangersOnly() {
    underLoad().routeWaitNanos = SECOND;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.Queue(Standing.OVER_BUDGET, Reason.COST_ROUTE));
    evidence.prefixKnown = true;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.Queue(Standing.KNOWN_PREFIX, Reason.UNDER_LOAD));
    evidence.ticketValid = true;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.Queue(Standing.TICKET, Reason.UNDER_LOAD));
  }

  @Test
  void throttle_wait_isRoundedUpToAStep() {
    long[] waits = {0, 1, SECOND, SECOND + 1, 4 * SECOND, 31 * SECOND, 3600 * SECOND};
    int[] steps = {1, 1, 1, 2, 5, 60, 300};
    for (int i = 0; i < waits.length; i++) {
      assertThat(Policy.throttle(Standing.UNKNOWN, Reason.QUEUE_FULL, waits[i]).retryAfterSeconds())
          .isEqualTo(steps[i]);
    }
  }

  @Test
  void decide_anyEvidence_makesNoNewVerdict() {
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < 20_000; i++) {
      evidence.clear();
      evidence.allowListed = random.nextInt(10) == 0;
      evidence.denyListed = random.nextInt(10) == 0;
      evidence.posture = random.nextBoolean() ? Posture.CALM : Posture.UNDER_LOAD;
      evidence.ticketValid = random.nextBoolean();
      evidence.prefixKnown = random.nextBoolean();
      evidence.requestWaitNanos = random.nextInt(4) == 0 ? random.nextLong(1L << 40) : 0;
      evidence.requestWaitOfNetwork = random.nextBoolean();
      evidence.costWaitNanos = random.nextBoolean() ? random.nextLong(1L << 40) : 0;
      evidence.costDebtNanos = random.nextLong(1L << 40);
      evidence.costBurstNanos = random.nextLong(1L << 40);
      evidence.routeWaitNanos = random.nextInt(2);
      evidence.copyForDown = random.nextInt(10) == 0;
      Verdict verdict = Policy.decide(evidence);
      assertThat(Policy.decide(evidence)).isSameAs(verdict);
      boolean refused =
          switch (verdict) {
            case Verdict.Pass _, Verdict.Queue _, Verdict.ServeCopy _ -> false;
            case Verdict.Throttle _, Verdict.Deny _ -> true;
          };
      assertThat(!refused || verdict.reason().status() >= 400).isTrue();
      if (evidence.posture == Posture.CALM
          && !evidence.denyListed
          && evidence.requestWaitNanos == 0
          && !evidence.copyForDown) {
        assertThat(verdict).isInstanceOf(Verdict.Pass.class);
      }
    }
  }

  @Test
  void decide_allOriginsDown_servesTheCopyToWhomeverIsWithinBudget() {
    evidence.copyForDown = true;
    evidence.ticketValid = true;
    assertThat(Policy.decide(evidence))
        .isEqualTo(new Verdict.ServeCopy(Standing.TICKET, Reason.ORIGIN_DOWN));
    underLoad().copyForDown = true;
    evidence.costWaitNanos = SECOND;
    evidence.costDebtNanos = 100 * SECOND;
    assertThat(Policy.decide(evidence))
        .as("the origin's time is not what a copy costs")
        .isEqualTo(new Verdict.ServeCopy(Standing.UNKNOWN, Reason.ORIGIN_DOWN));
    evidence.requestWaitNanos = SECOND;
    assertThat(Policy.decide(evidence).reason()).isEqualTo(Reason.RATE_PREFIX);
    evidence.allowListed = true;
    assertThat(Policy.decide(evidence))
        .as("a monitor of the operator's sees how the origin is")
        .isInstanceOf(Verdict.Pass.class);
    evidence.denyListed = true;
    assertThat(Policy.decide(evidence)).isInstanceOf(Verdict.Deny.class);
  }

  @Test
  void copy_reasons_areThoseOfTheOriginOnly() {
    Set<Reason> down = Set.of(Reason.ORIGIN_DOWN, Reason.ORIGIN_BROKEN, Reason.ORIGIN_TIMEOUT);
    Set<Reason> load = Set.of(Reason.QUEUE_FULL, Reason.QUEUE_DEADLINE, Reason.UNDER_LOAD);
    for (Reason reason : Reason.values()) {
      for (Standing standing : Standing.values()) {
        assertThat(Policy.copy(CopyUse.NEVER, standing, reason)).isEmpty();
        assertThat(Policy.copy(CopyUse.WHEN_DOWN, standing, reason).isPresent())
            .as(reason.id())
            .isEqualTo(down.contains(reason));
        Optional<Verdict.ServeCopy> anonymous = Policy.copy(CopyUse.ALWAYS, standing, reason);
        assertThat(anonymous.isPresent())
            .as(reason.id())
            .isEqualTo(down.contains(reason) || load.contains(reason));
        anonymous.ifPresent(
            copy -> assertThat(copy).isEqualTo(new Verdict.ServeCopy(standing, reason)));
      }
    }
  }

  @Test
  void reason_ids_areUniqueAndFound() {
    Set<String> ids = new HashSet<>();
    for (Reason reason : Reason.values()) {
      assertThat(ids.add(reason.id())).isTrue();
      assertThat(Reason.ofId(reason.id())).contains(reason);
      assertThat(reason.text()).endsWith(".");
      assertThat(reason.id()).matches("[a-z.]+");
    }
    assertThat(Reason.ofId("unheard.of")).isEmpty();
  }

  @Test
  void posture_badWait_entersAtOnceAndLeavesAfterAMinute() {
    PostureMeter meter = new PostureMeter();
    assertThat(meter.observe(0, PostureMeter.BAD_WAIT_NANOS, 0, 100, 0)).isEqualTo(Posture.CALM);
    for (int i = 1; i < PostureMeter.LASTING; i++) {
      assertThat(meter.observe(1, PostureMeter.BAD_WAIT_NANOS + 1, 0, 100, 0))
          .isEqualTo(Posture.CALM);
    }
    assertThat(meter.observe(1, PostureMeter.BAD_WAIT_NANOS + 1, 0, 100, 0))
        .isEqualTo(Posture.UNDER_LOAD);
    assertThat(meter.observe(60 * SECOND, 0, 0, 100, 0)).isEqualTo(Posture.UNDER_LOAD);
    assertThat(meter.observe(61 * SECOND, 0, 0, 100, 0)).isEqualTo(Posture.CALM);
    assertThat(meter.posture()).isEqualTo(Posture.CALM);
  }

  @Test
  void posture_hiccup_staysCalmButALongWaitIsFelt() {
    PostureMeter meter = new PostureMeter();
    for (int i = 0; i < 100; i++) {
      long wait = i % PostureMeter.LASTING == 0 ? 0 : PostureMeter.LONG_WAIT_NANOS;
      assertThat(meter.observe(i, wait, 0, 100, 0)).isEqualTo(Posture.CALM);
    }
    assertThat(meter.observe(100, PostureMeter.LONG_WAIT_NANOS + 1, 0, 100, 0))
        .isEqualTo(Posture.UNDER_LOAD);
  }

  @Test
  void posture_shedOrFailing_entersButVolumeAloneDoesNot() {
    PostureMeter meter = new PostureMeter();
    assertThat(meter.observe(0, 0, 0, 1_000_000, 400_000)).isEqualTo(Posture.CALM);
    assertThat(meter.observe(0, 0, 0, 9, 9)).isEqualTo(Posture.CALM);
    assertThat(meter.observe(0, 0, 0, 10, 6)).isEqualTo(Posture.UNDER_LOAD);
    meter = new PostureMeter();
    assertThat(meter.observe(-5, 0, 1, 0, 0)).isEqualTo(Posture.UNDER_LOAD);
  }

  @Test
  void posture_badAgainMeanwhile_startsTheMinuteAnew() {
    PostureMeter meter = new PostureMeter();
    meter.observe(0, 0, 1, 0, 0);
    meter.observe(59 * SECOND, 0, 1, 0, 0);
    assertThat(meter.observe(100 * SECOND, 0, 0, 0, 0)).isEqualTo(Posture.UNDER_LOAD);
    assertThat(meter.observe(119 * SECOND, 0, 0, 0, 0)).isEqualTo(Posture.CALM);
  }
}

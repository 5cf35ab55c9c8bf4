package org.gabion.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.gabion.guard.GuardConfig;
import org.gabion.guard.wire.Http2Budget.Waste;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each attack has a calm twin that must pass untouched.
class Http2BudgetTest {
  private static final int FREE = 10;
  private static final long SECOND = 1_000_000_000L;

  private final Http2Budget budget =
      new Http2Budget(
          new GuardConfig.Http2Limits(
              100, 8192, 65_536, 16_384, FREE, 1, 8, FREE, 1, FREE, 1, FREE, 1),
          0);

  @ParameterizedTest
  @EnumSource
  void spend_floodWithoutWork_endsBehindTheFreeOnes(Waste waste) {
    for (int i = 0; i < FREE; i++) {
      assertThat(budget.spend(waste)).isTrue();
    }
    assertThat(budget.spend(waste)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void spend_oneForEachCompletedRequest_neverEnds(Waste waste) {
    for (int i = 0; i < 10_000; i++) {
      budget.completed();
      assertThat(budget.spend(waste)).isTrue();
    }
  }

  @Test
  void spend_afterManyCompletedRequests_isBoundedByTwiceTheFreeOnes() {
    for (int i = 0; i < 10_000; i++) {
      budget.completed();
    }
    int afforded = 0;
    while (budget.spend(Waste.RESET)) {
      afforded++;
    }
    assertThat(afforded).isEqualTo(2 * FREE);
  }

  @Test
  void tick_quietConnectionThatPingsOnceASecond_neverEnds() {
    for (int second = 1; second < 10_000; second++) {
      budget.tick(second * SECOND);
      assertThat(budget.spend(Waste.PING)).isTrue();
    }
  }

  @Test
  void windowUpdate_twoForEachDataFrame_neverEnds() {
    for (int i = 0; i < 10_000; i++) {
      budget.sentData();
      assertThat(budget.windowUpdate()).isTrue();
      assertThat(budget.windowUpdate()).isTrue();
    }
  }

  @Test
  void windowUpdate_withoutData_countsAsEmptyFrames() {
    for (int i = 0; i < FREE; i++) {
      assertThat(budget.windowUpdate()).isTrue();
    }
    assertThat(budget.windowUpdate()).isFalse();
  }
}

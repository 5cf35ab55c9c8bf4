package org.gabion.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateFloorTest {
  private static final long SECOND = 1_000_000_000L;
  private static final ConnectionLimits NORMAL =
      new ConnectionLimits(SECOND, SECOND, SECOND, 10 * SECOND, 50, 240, SECOND, SECOND, 100);

  private final RateFloor floor = new RateFloor();
  private long now;

  private ConnectionLimits scarce() {
    return second(true, false);
  }

  private ConnectionLimits plenty() {
    return second(false, true);
  }

  private ConnectionLimits second(boolean scarce, boolean plenty) {
    now += SECOND;
    return floor.limits(NORMAL, scarce, plenty, now);
  }

  @Test
  void limits_withEnoughOfEverything_areTheConfigured() {
    assertThat(plenty()).isSameAs(NORMAL);
    assertThat(second(false, false)).isSameAs(NORMAL);
  }

  @Test
  void limits_whileSomethingIsScarce_riseButNotBeyondARealReader() {
    ConnectionLimits first = scarce();
    assertThat(first.minReadRate()).isEqualTo(1024);
    assertThat(first.minBodyRate()).isEqualTo(64);
    assertThat(first.graceNanos()).isEqualTo(2 * SECOND);
    assertThat(scarce().minReadRate()).isEqualTo(2048);
    for (int i = 0; i < 20; i++) {
      scarce();
    }
    assertThat(scarce().minReadRate()).isEqualTo(RateFloor.MOST_READ);
    assertThat(scarce().minBodyRate()).isEqualTo(RateFloor.MOST_READ / 16);
  }

  @Test
  void limits_askedMoreOften_riseOnceASecond() {
    floor.limits(NORMAL, true, false, 1);
    assertThat(floor.limits(NORMAL, true, false, 2).minReadRate()).isEqualTo(1024);
  }

  @Test
  void limits_onceThereIsEnough_return() {
    scarce();
    assertThat(scarce().minReadRate()).isEqualTo(2048);
    assertThat(second(false, false).minReadRate()).as("between").isEqualTo(2048);
    assertThat(plenty().minReadRate()).isEqualTo(1024);
    assertThat(plenty()).isSameAs(NORMAL);
  }

  @Test
  void limits_stricterThanTheFloor_stay() {
    ConnectionLimits strict =
        new ConnectionLimits(SECOND, SECOND, SECOND, 1, 1 << 20, 1 << 20, SECOND, SECOND, 100);
    assertThat(floor.limits(strict, true, false, 1)).isEqualTo(strict);
  }
}

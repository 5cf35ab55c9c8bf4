package org.gabion.guard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryReliefTest {
  private static final long SECOND = 1_000_000_000L;
  private static final ConnectionLimits NORMAL =
      new ConnectionLimits(
          SECOND, SECOND, SECOND, 10 * SECOND, 10 * SECOND, 240, 240, SECOND, SECOND, 100);

  private final MemoryRelief relief = new MemoryRelief();
  private long now;

  private ConnectionLimits second(long used) {
    now += SECOND;
    return relief.limits(NORMAL, used, 100, now);
  }

  @Test
  void limits_withMemoryLeft_areTheConfigured() {
    assertThat(second(75)).isSameAs(NORMAL);
  }

  @Test
  void limits_whileMemoryIsShort_riseForReadersOnlyAndNotBeyondARealOne() {
    ConnectionLimits first = second(76);
    assertThat(first.minReadRate()).isEqualTo(1024);
    assertThat(first.readGraceNanos()).isEqualTo(SECOND);
    assertThat(first.minBodyRate()).isEqualTo(NORMAL.minBodyRate());
    assertThat(first.graceNanos()).isEqualTo(NORMAL.graceNanos());
    assertThat(second(76).minReadRate()).isEqualTo(2048);
    for (int i = 0; i < 20; i++) {
      second(99);
    }
    assertThat(second(99).minReadRate()).isEqualTo(MemoryRelief.MOST_RATE);
  }

  @Test
  void limits_onceMemoryIsBack_return() {
    second(76);
    assertThat(second(76).minReadRate()).isEqualTo(2048);
    assertThat(second(60).minReadRate()).as("neither short nor plenty").isEqualTo(2048);
    assertThat(second(40).minReadRate()).isEqualTo(1024);
    assertThat(second(40)).isSameAs(NORMAL);
  }

  @Test
  void limits_thatAreStricterThanTheRelief_stay() {
    ConnectionLimits strict =
        new ConnectionLimits(
            SECOND, SECOND, SECOND, 10 * SECOND, 1, 240, 1 << 20, SECOND, SECOND, 100);
    ConnectionLimits now = relief.limits(strict, 99, 100, 1);
    assertThat(now.minReadRate()).isEqualTo(1 << 20);
    assertThat(now.readGraceNanos()).isEqualTo(1);
  }
}

package org.gabion.mirror.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long files wait, by a clock that the test moves.
final class RateCapTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void file_afterOthers_waitsForTheirBytes() {
    RateCap cap = new RateCap(500_000);

    assertThat(cap.reserve(1_000_000, 7)).isZero();
    assertThat(cap.reserve(250_000, 7)).isEqualTo(2 * SECOND);
    assertThat(cap.reserve(1, 7)).isEqualTo(2 * SECOND + SECOND / 2);
    assertThat(cap.reserve(1, 7 + 2 * SECOND)).isEqualTo(SECOND / 2 + 2_000);
  }

  @Test
  void pause_ofAnHour_savesNothingUp() {
    RateCap cap = new RateCap(1_000);
    assertThat(cap.reserve(1_000, 0)).isZero();

    assertThat(cap.reserve(1_000, 3_600 * SECOND)).isZero();
    assertThat(cap.reserve(1_000, 3_600 * SECOND)).isEqualTo(SECOND);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 42})
  void manyFiles_ofAllSizes_takeTheTimeOfTheirBytes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long rate = 100_000;
    RateCap cap = new RateCap(rate);
    long now = 0;
    long before = 0;
    for (int i = 0; i < 10_000; i++) {
      int bytes = random.nextInt(1 << 20);
      now += cap.reserve(bytes, now);
      long due = (long) ((double) before / rate * SECOND);
      // One nanosecond is lost to rounding with each.
      assertThat(now).as("file %d of seed %d", i, seed).isBetween(due - i - 1, due + i + 1);
      before += bytes;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-SECOND * 1000, Long.MIN_VALUE, Long.MAX_VALUE - 5})
  void clock_thatBeginsAnywhere_isTakenAsItIs(long now) {
    RateCap cap = new RateCap(1_000);

    assertThat(cap.reserve(1_000, now)).isZero();
    assertThat(cap.reserve(1_000, now + 10)).isEqualTo(SECOND - 10);
  }

  @Test
  void noBound_nobodyWaits() {
    RateCap cap = new RateCap(0);

    assertThat(cap.reserve(Long.MAX_VALUE, 0)).isZero();
    assertThat(cap.reserve(Long.MAX_VALUE, 0)).isZero();
  }
}

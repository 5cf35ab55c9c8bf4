package org.gabion.lab.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class DurationHistogramTest {
  private static final long SEED = Long.getLong("gabion.seed", 7);

  @Test
  void millisAt_manyDurations_isWithinOneBucketOfTheExactRank() {
    SplittableRandom random = new SplittableRandom(SEED);
    DurationHistogram histogram = new DurationHistogram();
    long[] nanos = new long[10_000];
    for (int i = 0; i < nanos.length; i++) {
      nanos[i] = (long) Math.exp(random.nextDouble(7, 22)); // 1 microsecond to 3 seconds
      histogram.record(nanos[i]);
    }
    Arrays.sort(nanos);
    for (double share : new double[] {0.01, 0.5, 0.95, 1}) {
      double exact = nanos[(int) Math.ceil(share * nanos.length) - 1] / 1e6;
      assertThat(histogram.read().millisAt(share))
          .as("seed %d, share %s", SEED, share)
          .isGreaterThanOrEqualTo(exact)
          .isCloseTo(exact, within(exact * 0.125 + 0.001));
    }
  }

  @Test
  void millisAt_nothingRecorded_isZero() {
    assertThat(new DurationHistogram().read().millisAt(0.95)).isZero();
  }

  @Test
  void minus_earlierReading_leavesWhatCameBetween() {
    DurationHistogram histogram = new DurationHistogram();
    histogram.record(1_000_000);
    DurationHistogram.Counts before = histogram.read();
    histogram.record(64_000_000);
    DurationHistogram.Counts between = histogram.read().minus(before);
    assertThat(between.total()).isEqualTo(1);
    assertThat(between.millisAt(0.5)).isBetween(64.0, 72.0);
  }

  @Test
  void record_longerThanTheLastBucket_countsInIt() {
    DurationHistogram histogram = new DurationHistogram();
    histogram.record(Long.MAX_VALUE);
    histogram.record(-1);
    assertThat(histogram.read().total()).isEqualTo(2);
  }

  @Test
  void parse_itsOwnText_isTheSameReading() {
    DurationHistogram histogram = new DurationHistogram();
    assertThat(DurationHistogram.Counts.parse(histogram.read().toText()).total()).isZero();
    histogram.record(3_000);
    histogram.record(3_000);
    histogram.record(5_000_000_000L);
    String text = histogram.read().toText();
    DurationHistogram.Counts again = DurationHistogram.Counts.parse(text);
    assertThat(again.toText()).isEqualTo(text);
    assertThat(again.total()).isEqualTo(3);
  }
}

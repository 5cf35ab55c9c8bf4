package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TimeCountsTest {
  @Test
  void add_aShortTime_keepsEachSecondAndThePeak() {
    TimeCounts counts = new TimeCounts();
    counts.add(10);
    counts.add(10);
    counts.add(12);
    assertThat(counts.peak()).isEqualTo(2);
    TreeMap<Long, Long> told = new TreeMap<>();
    counts.each(told::put);
    assertThat(told).hasSize(2).containsEntry(10L, 2L).containsEntry(12L, 1L);
  }

  @Test
  void merge_aSecondOfTwoParts_isOne() {
    TimeCounts one = new TimeCounts();
    one.add(7, 3);
    TimeCounts other = new TimeCounts();
    other.add(7, 4);
    one.merge(other);
    assertThat(one.peak()).isEqualTo(7);
  }

  @Test
  void add_aYearOfSeconds_losesNothingAndStaysSmall() {
    TimeCounts counts = new TimeCounts();
    counts.add(1_000, 9);
    long all = 9;
    for (long second = 0; second < 31_536_000; second += 61) {
      counts.add(second);
      all++;
    }
    long[] sums = new long[2];
    counts.each(
        (second, count) -> {
          sums[0] += count;
          sums[1]++;
        });
    assertThat(sums[0]).isEqualTo(all);
    assertThat(sums[1]).isLessThanOrEqualTo(50_000);
    assertThat(counts.peak()).isGreaterThanOrEqualTo(9);
  }
}

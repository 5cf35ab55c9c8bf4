package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TopValuesTest {
  @Test
  void add_fewValues_countsExactly() {
    Map<Long, Long> truth = new HashMap<>();
    TopValues<String> values = counted(new Random(1), TopValues.MOST, 100_000, truth);
    assertThat(values.error()).isZero();
    assertThat(values.top(TopValues.MOST, Comparator.naturalOrder()))
        .allSatisfy(entry -> assertThat(truth).containsEntry(key(entry), entry.count()))
        .hasSize(truth.size());
  }

  /// A hostile stream of values that come once each hides nobody who is frequent.
  @Test
  void add_manyValues_isTooLowByAtMostTheBound() {
    for (long seed = 1; seed <= 5; seed++) {
      Map<Long, Long> truth = new HashMap<>();
      TopValues<String> values = counted(new Random(seed), 400_000, 600_000, truth);
      assertHolds(values, truth, 600_000);
    }
  }

  @Test
  void merge_manyParts_isTooLowByAtMostTheBound() {
    Map<Long, Long> truth = new HashMap<>();
    TopValues<String> all = new TopValues<>();
    for (long part = 0; part < 12; part++) {
      all.merge(counted(new Random(part), 50_000, 60_000, truth), (mine, theirs) -> mine);
    }
    assertHolds(all, truth, 720_000);
  }

  @Test
  void add_fewerKept_isTooLowByAtMostTheirBound() {
    TopValues<String> values = new TopValues<>(1_000);
    Random random = new Random(8);
    Map<Long, Long> truth = new HashMap<>();
    for (int i = 0; i < 200_000; i++) {
      long key = random.nextInt(random.nextBoolean() ? 90_000 : 20);
      int place = values.add(key, 1);
      if (values.lastWasNew()) {
        values.label(place, Long.toString(key));
      }
      truth.merge(key, 1L, Long::sum);
    }
    assertThat(values.error()).isPositive().isLessThanOrEqualTo(2 * 200_000 / 1_000);
    assertThat(values.top(2_000, Comparator.naturalOrder()))
        .hasSizeLessThanOrEqualTo(1_000)
        .allSatisfy(
            entry ->
                assertThat(entry.count())
                    .isBetween(
                        truth.getOrDefault(key(entry), 0L) - values.error(),
                        truth.getOrDefault(key(entry), 0L)));
    assertThat(values.top(20, Comparator.naturalOrder())).allMatch(entry -> key(entry) < 20);
  }

  private static void assertHolds(TopValues<String> values, Map<Long, Long> truth, long all) {
    assertThat(values.error()).isPositive().isLessThanOrEqualTo(2 * all / TopValues.MOST);
    List<TopValues.Entry<String>> top = values.top(TopValues.MOST, Comparator.naturalOrder());
    Map<Long, Long> kept = new HashMap<>();
    for (TopValues.Entry<String> entry : top) {
      kept.put(key(entry), entry.count());
      assertThat(entry.count()).isLessThanOrEqualTo(truth.get(key(entry)));
    }
    truth.forEach(
        (key, count) ->
            assertThat(kept.getOrDefault(key, 0L)).isGreaterThanOrEqualTo(count - values.error()));
  }

  private static long key(TopValues.Entry<String> entry) {
    return Long.parseLong(entry.label());
  }

  /// Half of all are of a few values, the others of any.
  private static TopValues<String> counted(
      Random random, int distinct, int adds, Map<Long, Long> truth) {
    TopValues<String> values = new TopValues<>();
    for (int i = 0; i < adds; i++) {
      long key = random.nextInt(random.nextBoolean() ? distinct : Math.min(distinct, 20));
      int place = values.add(key, 1);
      if (values.lastWasNew()) {
        values.label(place, Long.toString(key));
      }
      truth.merge(key, 1L, Long::sum);
    }
    return values;
  }
}

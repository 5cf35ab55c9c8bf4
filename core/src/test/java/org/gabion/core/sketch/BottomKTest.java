package org.gabion.core.sketch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;

class BottomKTest {
  private static final RowMerge SUM = RowMerge.columns(RowMerge.Column.SUM);

  @Test
  void offer_anyStream_keepsTheSmallestWithWholeRows() {
    for (long seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      int k = random.nextInt(2, 70);
      // Few different low bits: long chains in the index.
      long mask = random.nextBoolean() ? -1L : 0xf000_0000_0000_0007L | random.nextLong();
      BottomK sketch = new BottomK(k, 1, 0, SUM);
      TreeMap<Long, Long> truth = new TreeMap<>(Long::compareUnsigned);
      long[] one = {1};
      for (int i = random.nextInt(600); i > 0; i--) {
        long hash = random.nextLong() & mask & (random.nextInt(4) == 0 ? 0xffL << 56 : -1);
        sketch.add(hash, one, 0);
        truth.merge(hash, 1L, Long::sum);
      }
      while (truth.size() > k) {
        truth.pollLastEntry();
      }
      assertThat(sketch.size()).as("seed %d", seed).isEqualTo(truth.size());
      int[] slots = sketch.slotsInOrder();
      int at = 0;
      for (var item : truth.entrySet()) {
        assertThat(sketch.hash(slots[at])).as("seed %d", seed).isEqualTo(item.getKey());
        assertThat(sketch.value(slots[at], 0)).as("seed %d", seed).isEqualTo(item.getValue());
        at++;
      }
      assertThat(sketch.bytes()).isLessThanOrEqualTo((Math.max(16, k) + 4) * (9L + 24));
    }
  }

  @Test
  void offer_tooLarge_isTurnedAway() {
    BottomK sketch = new BottomK(2, 0, 0, SUM);
    assertThat(sketch.threshold()).isEqualTo(-1);
    sketch.offer(5);
    sketch.offer(-1);
    assertThat(sketch.scale()).isEqualTo(1);
    assertThat(sketch.threshold()).isEqualTo(-1);
    sketch.offer(7);
    assertThat(sketch.scale()).isGreaterThan(1);
    assertThat(sketch.threshold()).isEqualTo(7);
    assertThat(sketch.offer(8)).isEqualTo(-1);
    assertThat(sketch.offer(7)).isNotNegative();
    assertThat(sketch.lastWasNew()).isFalse();
    assertThat(sketch.offer(0)).isNotNegative();
    assertThat(sketch.lastWasNew()).isTrue();
    assertThat(sketch.slotOf(7)).isEqualTo(-1);
    assertThat(sketch.capacity()).isEqualTo(2);
  }

  @Test
  void distinct_manyRuns_errsWithinItsStandardError() {
    int k = 256;
    int runs = 40;
    double squares = 0;
    double sum = 0;
    for (int run = 0; run < runs; run++) {
      KeyedHash hash = new KeyedHash(run, 3);
      BottomK sketch = new BottomK(k, 0, 0, SUM);
      for (int i = 0; i < 20_000; i++) {
        sketch.offer(hash.hash(i % 10_000));
      }
      double error = sketch.distinct() / 10_000 - 1;
      sum += error;
      squares += error * error;
    }
    double standard = 1 / Math.sqrt(k - 2);
    assertThat(Math.sqrt(squares / runs))
        .isLessThanOrEqualTo(standard * (1 + 3 / Math.sqrt(2 * runs)));
    assertThat(Math.abs(sum / runs)).isLessThanOrEqualTo(3 * standard / Math.sqrt(runs));
  }

  @Test
  void distinct_fewItems_isExactAndSmall() {
    BottomK sketch = new BottomK(32_768, 16, 0, SUM);
    for (int i = 0; i < 10; i++) {
      sketch.offer(new KeyedHash(1, 2).hash(i));
    }
    assertThat(sketch.distinct()).isEqualTo(10);
    assertThat(sketch.bytes()).isLessThan(3000);
  }

  @Test
  void sample_ofDistinctItems_isUniform() {
    KeyedHash hash = new KeyedHash(5, 6);
    BottomK sketch = new BottomK(1000, 1, 0, SUM);
    for (int i = 0; i < 100_000; i++) {
      // Half of all items come ten times.
      for (int n = i % 2 == 0 ? 10 : 1; n > 0; n--) {
        int slot = sketch.offer(hash.hash(i));
        if (slot >= 0) {
          sketch.rows()[sketch.rowAt(slot)] = i;
        }
      }
    }
    long even =
        Arrays.stream(sketch.slotsInOrder()).filter(s -> sketch.value(s, 0) % 2 == 0).count();
    // 500 expected, standard deviation 16.
    assertThat(even).isBetween(420L, 580L);
  }

  @Test
  void same_differingRows_keepsOneWhateverTheOrder() {
    RowMerge same = RowMerge.same(2);
    long[] one = {1, 9};
    long[] other = {1, 3};
    long[] into = one.clone();
    same.merge(into, 0, other, 0);
    long[] back = other.clone();
    same.merge(back, 0, one, 0);
    assertThat(into).containsExactly(1, 3);
    assertThat(back).containsExactly(1, 3);
    same.merge(back, 0, back, 0);
    assertThat(back).containsExactly(1, 3);
  }

  @Test
  void mergeFrom_fullSmallerSketch_dropsWhatThatOneCouldNotHaveSeen() {
    BottomK small = new BottomK(3, 1, 0, SUM);
    for (long hash = 10; hash < 20; hash++) {
      small.offer(hash);
    }
    BottomK large = new BottomK(8, 1, 0, SUM);
    large.offer(5);
    large.offer(11);
    large.offer(15);
    large.mergeFrom(small);
    assertThat(large.threshold()).isEqualTo(12);
    assertThat(large.size()).isEqualTo(4);
    assertThat(large.slotOf(15)).isNegative();
    assertThat(large.offer(13)).isNegative();
    assertThat(large.offer(6)).isNotNegative();
  }

  @Test
  void mergeFrom_loweredSketch_isTheSameInAnyOrder() {
    KeyedHash hash = new KeyedHash(3, 4);
    BottomK few = new BottomK(16, 0, 0, SUM);
    BottomK some = new BottomK(64, 0, 0, SUM);
    BottomK many = new BottomK(64, 0, 0, SUM);
    for (int i = 0; i < 10_000; i++) {
      (i < 40 ? few : i < 90 ? some : many).offer(hash.hash(i));
    }
    BottomK lowered = new BottomK(64, 0, 0, SUM);
    lowered.mergeFrom(few);
    lowered.mergeFrom(some);
    BottomK one = new BottomK(64, 0, 0, SUM);
    one.mergeFrom(lowered);
    one.mergeFrom(many);
    BottomK other = new BottomK(64, 0, 0, SUM);
    other.mergeFrom(many);
    other.mergeFrom(lowered);
    assertThat(lowered.size()).isLessThan(64);
    assertThat(one).isEqualTo(other);
    assertThat(one.distinct()).isBetween(7_500.0, 13_000.0);

    BottomK young = new BottomK(64, 0, 0, SUM);
    for (int i = 20_000; i < 20_050; i++) {
      young.offer(hash.hash(i));
    }
    BottomK back = new BottomK(64, 0, 0, SUM);
    back.mergeFrom(young);
    back.mergeFrom(lowered);
    lowered.mergeFrom(young);
    assertThat(back).isEqualTo(lowered);
    assertThat(back.distinct()).isBetween(80.0, 250.0);
  }
}

package org.gabion.core.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// The load-bearing law: a stream split in any way and merged in any order gives the content of one
/// sketch that saw it whole. A failing seed is in the assertion's text.
class MergeTest {
  private static final long EPOCH = 7;
  private static final RowMerge ROW =
      RowMerge.columns(
          RowMerge.Column.SUM, RowMerge.Column.MIN, RowMerge.Column.MAX, RowMerge.Column.OR);

  private static CountMinSketch countMin() {
    return new CountMinSketch(4, 64, EPOCH);
  }

  private static BottomK bottomK() {
    return new BottomK(40, 4, EPOCH, ROW);
  }

  @RepeatedTest(200)
  void merge_anySplitAnyOrder_equalsTheWhole(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    // From no item at all to far more than fit.
    int items = (int) (seed * seed / 20);
    check(seed, items, MergeTest::countMin, (s, x) -> s.add(x, 1 + (x & 3)));
    check(seed, items, () -> new HyperLogLog(6, EPOCH), HyperLogLog::add);
    check(seed, items, () -> new BloomFilter(1024, 3, EPOCH), BloomFilter::add);
    check(seed, items, LogHistogram::new, (s, x) -> s.add(x >>> (x & 63)));
    long[] row = new long[4];
    check(
        seed,
        items,
        MergeTest::bottomK,
        (s, x) -> {
          row[0] = x & 0xff;
          row[1] = x >>> 8;
          row[2] = x >>> 16;
          row[3] = 1L << x;
          // What comes again comes with another row.
          s.add(x & ~0xfL, row, 0);
        });
    check(
        seed,
        items,
        MergeTest::bottomK,
        (s, x) -> {
          int slot = s.offer(x & ~0xfL);
          if (slot >= 0) {
            int at = s.rowAt(slot);
            s.rows()[at] += 1;
            s.rows()[at + 1] = s.lastWasNew() ? x : Math.min(s.rows()[at + 1], x);
            s.rows()[at + 2] = s.lastWasNew() ? x : Math.max(s.rows()[at + 2], x);
            s.rows()[at + 3] |= 1L << x;
          }
        });
  }

  private static <S> void check(long seed, int items, Supplier<S> empty, BiConsumer<S, Long> add) {
    SplittableRandom random = new SplittableRandom(seed);
    int parts = random.nextInt(1, 9);
    S whole = empty.get();
    List<S> split = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      split.add(empty.get());
    }
    long[] pool = random.longs(Math.max(1, items / 2 + 1)).toArray();
    for (int i = 0; i < items; i++) {
      long item = pool[random.nextInt(pool.length)] ^ random.nextInt(16);
      add.accept(whole, item);
      add.accept(split.get(random.nextInt(parts)), item);
    }
    while (split.size() > 1) {
      S from = split.remove(random.nextInt(split.size()));
      merge(split.get(random.nextInt(split.size())), from);
    }
    assertThat(split.getFirst()).as("seed %d, %d items", seed, items).isEqualTo(whole);
    assertThat(split.getFirst()).hasSameHashCodeAs(whole);
    if (items > 10) {
      assertThat(whole).isNotEqualTo(empty.get());
    }
  }

  private static void merge(Object into, Object from) {
    switch (into) {
      case CountMinSketch s -> s.mergeFrom((CountMinSketch) from);
      case HyperLogLog s -> s.mergeFrom((HyperLogLog) from);
      case BloomFilter s -> s.mergeFrom((BloomFilter) from);
      case LogHistogram s -> s.mergeFrom((LogHistogram) from);
      case BottomK s -> s.mergeFrom((BottomK) from);
      default -> throw new IllegalArgumentException("no sketch: " + into);
    }
  }

  @Test
  void merge_otherEpochOrShape_isRefused() {
    List<List<Object>> pairs =
        List.of(
            List.of(countMin(), new CountMinSketch(4, 64, 8)),
            List.of(countMin(), new CountMinSketch(3, 64, EPOCH)),
            List.of(countMin(), new CountMinSketch(4, 128, EPOCH)),
            List.of(new HyperLogLog(6, EPOCH), new HyperLogLog(6, 8)),
            List.of(new HyperLogLog(6, EPOCH), new HyperLogLog(7, EPOCH)),
            List.of(new BloomFilter(512, 3, EPOCH), new BloomFilter(512, 3, 8)),
            List.of(new BloomFilter(512, 3, EPOCH), new BloomFilter(1024, 3, EPOCH)),
            List.of(new BloomFilter(512, 3, EPOCH), new BloomFilter(512, 2, EPOCH)),
            List.of(bottomK(), new BottomK(40, 4, 8, ROW)),
            List.of(bottomK(), new BottomK(40, 3, EPOCH, ROW)));
    for (List<Object> pair : pairs) {
      assertThatThrownBy(() -> merge(pair.get(0), pair.get(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not merge into one of");
      assertThat(pair.get(0)).isNotEqualTo(pair.get(1));
    }
  }

  @Test
  void clear_afterManyItems_equalsANewOne() {
    CountMinSketch counts = countMin();
    HyperLogLog distinct = new HyperLogLog(6, EPOCH);
    BloomFilter seen = new BloomFilter(1024, 3, EPOCH);
    LogHistogram sizes = new LogHistogram();
    BottomK sample = bottomK();
    for (int round = 0; round < 2; round++) {
      long[] items = new SplittableRandom(5).longs(5000).toArray();
      for (long item : items) {
        counts.add(item, 1);
        distinct.add(item);
        seen.add(item);
        sizes.add(item);
        sample.offer(item);
      }
      counts.clear();
      distinct.clear();
      seen.clear();
      sizes.clear();
      sample.clear();
      assertThat(counts).isEqualTo(countMin());
      assertThat(counts.estimate(items[0])).isZero();
      assertThat(distinct).isEqualTo(new HyperLogLog(6, EPOCH));
      assertThat(seen).isEqualTo(new BloomFilter(1024, 3, EPOCH));
      assertThat(sizes).isEqualTo(new LogHistogram());
      assertThat(sample).isEqualTo(bottomK());
      assertThat(sample.slotOf(items[0])).isNegative();
    }
  }

  @Test
  void shapes_outOfRange_areRefused() {
    List<Runnable> wrong =
        List.of(
            () -> new CountMinSketch(0, 64, 0),
            () -> new CountMinSketch(4, 65, 0),
            () -> new CountMinSketch(16, 1 << 24, 0),
            () -> new HyperLogLog(3, 0),
            () -> new HyperLogLog(17, 0),
            () -> new BloomFilter(100, 3, 0),
            () -> new BloomFilter(64, 0, 0),
            () -> new BottomK(1, 1, 0, ROW),
            () -> new BottomK(10, 65, 0, ROW));
    for (Runnable make : wrong) {
      assertThatThrownBy(make::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}

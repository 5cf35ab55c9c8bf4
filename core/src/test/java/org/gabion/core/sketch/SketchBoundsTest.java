package org.gabion.core.sketch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each sketch errs as little as its class doc says.
class SketchBoundsTest {
  private static final KeyedHash HASH = new KeyedHash(11, 12);

  @Test
  void countMin_skewedStream_errsWithinItsBound() {
    CountMinSketch sketch = new CountMinSketch(4, 256, 0);
    Map<Long, Long> truth = new HashMap<>();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200_000; i++) {
      // Few items often, many once or twice.
      long item =
          HASH.hash(
              (long)
                  (random.nextBoolean()
                      ? random.nextInt(20_000)
                      : 1 / (random.nextDouble() + 1e-5)));
      long told = sketch.add(item, 1);
      truth.merge(item, 1L, Long::sum);
      assertThat(told).isGreaterThanOrEqualTo(truth.get(item));
    }
    long beyond =
        truth.entrySet().stream()
            .filter(e -> sketch.estimate(e.getKey()) - e.getValue() > sketch.errorBound())
            .count();
    assertThat(sketch.total()).isEqualTo(200_000);
    assertThat(sketch.errorBound()).isEqualTo(Math.E / 256 * 200_000);
    assertThat(truth.size()).isGreaterThan(5000);
    assertThat(beyond / (double) truth.size()).isLessThanOrEqualTo(Math.exp(-4));
  }

  @Test
  void countMin_fewItems_isExactAndSmall() {
    CountMinSketch sketch = new CountMinSketch(4, 4096, 0);
    for (int i = 0; i < 10; i++) {
      sketch.add(HASH.hash(i), i);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(sketch.estimate(HASH.hash(i))).isEqualTo(i);
    }
    assertThat(sketch.estimate(HASH.hash(99))).isZero();
    assertThat(sketch.errorBound()).isZero();
    assertThat(sketch.bytes()).isLessThan(1024);
  }

  @Test
  void countMin_anyStream_holdsAtMostTheStatedMemory() {
    CountMinSketch sketch = new CountMinSketch(3, 64, 0);
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 1000; i++) {
        sketch.add(HASH.hash(i), 1);
        assertThat(sketch.bytes()).isLessThanOrEqualTo(12 * 3 * 64);
      }
      sketch.clear();
    }
  }

  @Test
  void countMin_negativeCount_isRefused() {
    CountMinSketch sketch = new CountMinSketch(3, 64, 0);
    assertThatThrownBy(() -> sketch.add(1, -1)).isInstanceOf(IllegalArgumentException.class);
    assertThat(sketch.add(1, 0)).isZero();
    assertThat(sketch).isEqualTo(new CountMinSketch(3, 64, 0));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 100, 1000, 10_000, 100_000, 1_000_000})
  void hyperLogLog_anyCardinality_errsWithinItsStandardError(int items) {
    int p = 10;
    double squares = 0;
    int runs = items > 100_000 ? 10 : 40;
    for (int run = 0; run < runs; run++) {
      KeyedHash hash = new KeyedHash(run, items);
      HyperLogLog sketch = new HyperLogLog(p, 0);
      for (int i = 0; i < items; i++) {
        sketch.add(hash.hash(i));
        sketch.add(hash.hash(i / 2));
      }
      double error = items == 0 ? sketch.estimate() : sketch.estimate() / items - 1;
      squares += error * error;
    }
    // The spread of a standard deviation estimated from n runs is 1 / sqrt(2 n): three of them.
    double allowed = 1.04 / Math.sqrt(1 << p) * (1 + 3 / Math.sqrt(2 * runs));
    assertThat(Math.sqrt(squares / runs)).isLessThanOrEqualTo(allowed);
  }

  @Test
  void hyperLogLog_extremeHashes_countAsItems() {
    HyperLogLog sketch = new HyperLogLog(4, 0);
    sketch.add(0);
    sketch.add(-1);
    sketch.add(0);
    assertThat(sketch.estimate()).isCloseTo(2, within(0.2));
    for (long register = 0; register < 16; register++) {
      sketch.add(register << 60);
    }
    assertThat(sketch.estimate()).isPositive();
    assertThat(new HyperLogLog(12, 0).standardError()).isEqualTo(1.04 / 64);
  }

  @Test
  void bloomFilter_full_errsAsOftenAsStated() {
    int items = 10_000;
    BloomFilter filter = new BloomFilter(1 << 17, 4, 0);
    for (int i = 0; i < items; i++) {
      filter.add(HASH.hash(i));
      assertThat(filter.add(HASH.hash(i))).isFalse();
    }
    long wrong =
        LongStream.range(items, 11L * items).filter(i -> filter.mightContain(HASH.hash(i))).count();
    assertThat(LongStream.range(0, items)).allMatch(i -> filter.mightContain(HASH.hash(i)));
    double mean = 512.0 * items / (1 << 17);
    double poisson = Math.exp(-mean);
    double stated = 0;
    for (int i = 0; i < 10 * mean; i++, poisson *= mean / i) {
      stated += poisson * Math.pow(1 - Math.pow(1 - 1 / 512.0, 4.0 * i), 4);
    }
    // 100,000 trials at about half a percent: five standard deviations are a quarter of it.
    assertThat(wrong / (10.0 * items)).isCloseTo(stated, within(stated / 4));
    assertThat(filter.falsePositiveRate()).isCloseTo(stated, within(stated / 10));
  }

  @Test
  void logHistogram_anyValues_quantilesAreWithinASixteenth() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 200; run++) {
      int n = random.nextInt(1, 500);
      LogHistogram histogram = new LogHistogram();
      long[] values =
          random.longs(n).map(x -> Math.min(LogHistogram.MAX, x >>> 23 + (x & 31))).toArray();
      for (long value : values) {
        histogram.add(value);
      }
      Arrays.sort(values);
      for (double q : new double[] {0, 0.1, 0.5, 0.9, 0.99, 1}) {
        long truth = values[Math.max(0, (int) Math.ceil(q * n) - 1)];
        assertThat(histogram.quantile(q)).isBetween(truth, truth + truth / 16);
      }
      assertThat(histogram.atMost(LogHistogram.MAX)).isEqualTo(n);
      assertThat(histogram.bytes()).isLessThanOrEqualTo(8 * 593);
    }
  }

  @Test
  void logHistogram_smallAndExtremeValues_areTold() {
    LogHistogram histogram = new LogHistogram();
    assertThat(histogram.quantile(0.5)).isZero();
    for (int i = 0; i < 32; i++) {
      histogram.add(i);
    }
    assertThat(histogram.quantile(0.5)).isEqualTo(15);
    assertThat(histogram.atMost(9)).isEqualTo(10);
    assertThat(histogram.atMost(-1)).isZero();
    histogram.clear();
    histogram.add(-5);
    histogram.add(Long.MAX_VALUE, 2);
    assertThat(histogram.quantile(0)).isZero();
    assertThat(histogram.quantile(1)).isEqualTo(LogHistogram.MAX);
    assertThat(histogram.total()).isEqualTo(3);
    assertThatThrownBy(() -> histogram.quantile(1.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> histogram.add(1, -1)).isInstanceOf(IllegalArgumentException.class);
  }
}

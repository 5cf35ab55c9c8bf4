package org.gabion.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TailsTest {
  private static final MathContext DIGITS = new MathContext(60);

  private static double log10(BigDecimal value) {
    int scale = value.precision() - value.scale();
    return Math.log10(value.movePointLeft(scale).doubleValue()) + scale;
  }

  private static BigDecimal exp(BigDecimal x) {
    BigDecimal part = x.divide(BigDecimal.valueOf(1 << 20), DIGITS);
    BigDecimal sum = BigDecimal.ONE;
    BigDecimal term = BigDecimal.ONE;
    for (int i = 1; i < 60; i++) {
      term = term.multiply(part, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
      sum = sum.add(term, DIGITS);
    }
    for (int i = 0; i < 20; i++) {
      sum = sum.multiply(sum, DIGITS);
    }
    return sum;
  }

  /// The terms of the tail themselves, summed with 60 digits.
  private static double poissonBySum(long count, double mean) {
    BigDecimal m = new BigDecimal(mean);
    BigDecimal term = exp(m.negate());
    for (long i = 1; i <= count; i++) {
      term = term.multiply(m, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
    }
    BigDecimal sum = BigDecimal.ZERO;
    for (long i = count + 1; ; i++) {
      sum = sum.add(term, DIGITS);
      if (i > mean && term.compareTo(sum.movePointLeft(25)) < 0) {
        return log10(sum);
      }
      term = term.multiply(m, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
    }
  }

  /// The same for a whole number 1 / dispersion: P(0) = (1 - x)^size, P(i) = P(i-1) x (i-1+size)/i.
  private static double negativeBinomialBySum(long count, double mean, int size) {
    BigDecimal m = new BigDecimal(mean);
    BigDecimal x = m.divide(m.add(BigDecimal.valueOf(size)), DIGITS);
    BigDecimal term = BigDecimal.ONE.subtract(x).pow(size, DIGITS);
    BigDecimal sum = BigDecimal.ZERO;
    for (long i = 0; ; i++) {
      if (i >= count) {
        sum = sum.add(term, DIGITS);
        if (i > mean && term.compareTo(sum.movePointLeft(25)) < 0) {
          return log10(sum);
        }
      }
      term =
          term.multiply(x, DIGITS)
              .multiply(BigDecimal.valueOf(i + size), DIGITS)
              .divide(BigDecimal.valueOf(i + 1), DIGITS);
    }
  }

  @Test
  void poisson_manyMeansAndCounts_equalsTheSum() {
    SplittableRandom random = new SplittableRandom(1);
    double[] means = {0.01, 0.1, 0.5, 1, 3.7, 12, 50, 333.3, 2000};
    for (double mean : means) {
      for (int i = 0; i < 15; i++) {
        long count = 1 + (long) (random.nextDouble() * 3 * mean) + random.nextInt(8);
        double exact = poissonBySum(count, mean);
        assertThat(Tails.poisson(count, mean))
            .as("mean %s, count %d", mean, count)
            .isCloseTo(exact, within(4e-7 + 1e-13 * Math.abs(exact)));
        // Near 1 the tail itself must be right, not only its logarithm.
        assertThat(Math.pow(10, Tails.poisson(count, mean)))
            .isCloseTo(Math.pow(10, exact), within(1e-12));
      }
    }
  }

  @Test
  void poisson_published_agrees() {
    // P(X >= 1) = 1 - e^-mean; a table's P(X >= 10 | 5) = 0.031828.
    assertThat(Math.pow(10, Tails.poisson(1, 0.01))).isCloseTo(0.00995016625083194, within(1e-15));
    assertThat(Math.pow(10, Tails.poisson(10, 5))).isCloseTo(0.031828, within(5e-7));
    assertThat(Tails.poisson(0, 5)).isZero();
    assertThat(Tails.poisson(-3, 5)).isZero();
  }

  @Test
  void poisson_atALargeMean_isRamanujansValue() {
    double mean = 1e7;
    double p = Math.pow(10, Tails.poisson(10_000_000, mean));
    // P(X >= mean) = 1/2 + P(X = mean) / 3 (Ramanujan's question 294).
    double atMean = 1 / Math.sqrt(2 * Math.PI * mean);
    assertThat(p).isCloseTo(0.5 + atMean / 3, within(1e-9));
  }

  @Test
  void poisson_enormousCounts_areFiniteAndFall() {
    double[] means = {0.01, 1, 1e3, 1e7};
    for (double mean : means) {
      double before = 0;
      for (long count : new long[] {20_000_000, 100_000_000, 1_000_000_000}) {
        double tail = Tails.poisson(count, mean);
        // Chernoff: P(X >= n) <= e^-mean (e mean / n)^n; the tail is at least its first term.
        double chernoff = (-mean + count * (1 + Math.log(mean / count))) / Math.log(10);
        double first = chernoff - Math.log10(2 * Math.PI * count) / 2;
        assertThat(tail)
            .isLessThan(before)
            .isBetween(first * (1 + 1e-12) - 1, chernoff * (1 - 1e-12));
        before = tail;
      }
    }
  }

  @Test
  void negativeBinomial_manyParameters_equalsTheSum() {
    SplittableRandom random = new SplittableRandom(2);
    for (int size : new int[] {1, 2, 5, 40, 1000}) {
      for (double mean : new double[] {0.01, 0.5, 3, 20, 400}) {
        for (int i = 0; i < 8; i++) {
          long count = 1 + (long) (random.nextDouble() * 4 * mean) + random.nextInt(6);
          double exact = negativeBinomialBySum(count, mean, size);
          double tail = Tails.negativeBinomial(count, mean, 1.0 / size);
          assertThat(tail)
              .as("size %d, mean %s, count %d", size, mean, count)
              .isCloseTo(exact, within(4e-7 + 1e-12 * Math.abs(exact)));
          assertThat(Math.pow(10, tail)).isCloseTo(Math.pow(10, exact), within(1e-11));
        }
      }
    }
  }

  @Test
  void negativeBinomial_geometric_hasItsClosedForm() {
    // With dispersion 1 the tail is x^count, x = mean / (1 + mean).
    for (double mean : new double[] {0.01, 7, 1e4, 1e7}) {
      for (long count : new long[] {1, 10, 1000, 10_000_000, 1_000_000_000}) {
        double exact = -count * Math.log1p(1 / mean) / Math.log(10);
        assertThat(Tails.negativeBinomial(count, mean, 1))
            .as("mean %s, count %d", mean, count)
            .isCloseTo(exact, within(4e-7 + 1e-9 * Math.abs(exact)));
      }
    }
  }

  @Test
  void negativeBinomial_littleDispersion_approachesPoisson() {
    for (double mean : new double[] {0.5, 30, 5000}) {
      long count = (long) (mean + 4 * Math.sqrt(mean) + 1);
      double poisson = Tails.poisson(count, mean);
      for (double dispersion : new double[] {0, 1e-13, 1e-10}) {
        assertThat(Tails.negativeBinomial(count, mean, dispersion))
            .isCloseTo(poisson, within(2e-5));
      }
      assertThat(Tails.negativeBinomial(count, mean, 0.5)).isGreaterThan(poisson);
    }
    assertThat(Tails.negativeBinomial(0, 3, 0.5)).isZero();
  }

  @Test
  void shareUpperBound_noHits_isAsPublished() {
    // guard.md's figure: 0 of 65,536 clients, eight rules, 95 %.
    assertThat(Tails.shareUpperBound(0, 65_536, 1 - 0.05 / 8)).isCloseTo(7.744e-5, within(1e-8));
    // "Rule of three" in its exact form: 1 - 0.05^(1/100).
    assertThat(Tails.shareUpperBound(0, 100, 0.95)).isCloseTo(0.029513, within(1e-6));
    assertThat(Tails.shareUpperBound(5, 5, 0.95)).isEqualTo(1);
  }

  @Test
  void shareUpperBound_someHits_makesThatFewHitsAsUnlikelyAsStated() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      int trials = random.nextInt(1, 400);
      int hits = random.nextInt(trials);
      double confidence = new double[] {0.2, 0.5, 0.95, 0.99375, 0.999999}[i % 5];
      double bound = Tails.shareUpperBound(hits, trials, confidence);
      assertThat(binomialAtMost(hits, trials, bound))
          .as("%d of %d at %s", hits, trials, confidence)
          .isCloseTo(1 - confidence, within(1e-9));
    }
  }

  @Test
  void shareUpperBound_manyTrials_isMonotonous() {
    double before = 0;
    for (int hits = 0; hits < 2000; hits++) {
      double bound = Tails.shareUpperBound(hits, 65_536, 1 - 0.05 / 8);
      assertThat(bound).isGreaterThan(before).isGreaterThan(hits / 65_536.0);
      before = bound;
    }
    // 2000 of 65,536: normal approximation 0.03052 + 2.4977 * 0.000672.
    assertThat(before).isCloseTo(0.03220, within(1e-4));
  }

  private static double binomialAtMost(int hits, int trials, double share) {
    BigDecimal p = new BigDecimal(share);
    BigDecimal q = BigDecimal.ONE.subtract(p);
    BigDecimal sum = BigDecimal.ZERO;
    BigInteger choose = BigInteger.ONE;
    for (int i = 0; i <= hits; i++) {
      BigDecimal term =
          new BigDecimal(choose)
              .multiply(p.pow(i, DIGITS), DIGITS)
              .multiply(q.pow(trials - i, DIGITS), DIGITS);
      sum = sum.add(term, DIGITS);
      choose = choose.multiply(BigInteger.valueOf(trials - i)).divide(BigInteger.valueOf(i + 1));
    }
    return sum.doubleValue();
  }

  @Test
  void parameters_outOfRange_areRefused() {
    Runnable[] wrong = {
      () -> Tails.poisson(1, 0),
      () -> Tails.poisson(1, Double.NaN),
      () -> Tails.negativeBinomial(1, 1, -1),
      () -> Tails.negativeBinomial(1, Double.POSITIVE_INFINITY, 1),
      () -> Tails.shareUpperBound(-1, 3, 0.9),
      () -> Tails.shareUpperBound(4, 3, 0.9),
      () -> Tails.shareUpperBound(0, 0, 0.9),
      () -> Tails.shareUpperBound(1, 3, 1),
    };
    for (Runnable call : wrong) {
      assertThatThrownBy(call::run).isInstanceOf(IllegalArgumentException.class);
    }
  }
}

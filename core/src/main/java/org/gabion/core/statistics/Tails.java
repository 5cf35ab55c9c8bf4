package org.gabion.core.statistics;

/// How unlikely a count is: upper tails of the Poisson and the negative binomial distribution, and
/// an upper bound on a share of which few or no cases were seen.
///
/// Tails are base-10 logarithms, because a flood's is far below what a `double` holds: -3 is one in
/// a thousand, 0 is certain. Relative error of a tail below 1e-6 for means from 0.01 to 1e7 and
/// counts to 1e9, checked against exact sums. Stateless and pure.
public final class Tails {
  private static final double LN_10 = Math.log(10);

  private Tails() {}

  /// The tail of a Poisson distribution: log10 of P(X >= count).
  ///
  /// @param mean above 0
  /// @throws IllegalArgumentException for a mean that is not above 0 and finite
  public static double poisson(long count, double mean) {
    require(mean > 0 && mean < Double.POSITIVE_INFINITY, "a mean of", mean);
    return count <= 0 ? 0 : IncompleteGamma.logLower(count, mean) / LN_10;
  }

  /// The tail of a negative binomial distribution: log10 of P(X >= count). Its variance is `mean +
  /// dispersion * mean^2`; with a dispersion of 0 it is the Poisson distribution.
  ///
  /// @param mean above 0
  /// @param dispersion 0 or above
  /// @throws IllegalArgumentException for parameters outside of that
  public static double negativeBinomial(long count, double mean, double dispersion) {
    require(mean > 0 && mean < Double.POSITIVE_INFINITY, "a mean of", mean);
    require(
        dispersion >= 0 && dispersion < Double.POSITIVE_INFINITY, "a dispersion of", dispersion);
    double variation = dispersion * mean;
    // What the dispersion adds to the variance is lost in the rounding of the mean.
    if (dispersion * Math.max(mean, count) < 1e-12) {
      return poisson(count, mean);
    }
    if (count <= 0) {
      return 0;
    }
    double x = variation / (1 + variation);
    return IncompleteBeta.logRegularized(x, 1 / (1 + variation), count, 1 / dispersion) / LN_10;
  }

  /// The one-sided upper bound of Clopper and Pearson ("The use of confidence or fiducial limits
  /// illustrated in the case of the binomial", 1934) on the share of hits: with a probability of at
  /// least `confidence` the true share is below it.
  ///
  /// For several bounds that shall hold together, spread the error over them: `1 - 0.05 / 8` for
  /// eight bounds at 95 % (Bonferroni).
  ///
  /// @param hits 0 to `trials`
  /// @param trials at least 1
  /// @param confidence between 0 and 1
  /// @throws IllegalArgumentException for parameters outside of that
  public static double shareUpperBound(long hits, long trials, double confidence) {
    require(trials >= 1, "trials:", trials);
    require(hits >= 0 && hits <= trials, "hits:", hits);
    require(confidence > 0 && confidence < 1, "a confidence of", confidence);
    if (hits == trials) {
      return 1;
    }
    double logMiss = Math.log1p(-confidence);
    if (hits == 0) {
      return -Math.expm1(logMiss / trials);
    }
    return IncompleteBeta.solveUpper(hits + 1.0, trials - (double) hits, logMiss);
  }

  private static void require(boolean valid, String what, double value) {
    if (!valid) {
      throw new IllegalArgumentException(what + " " + value);
    }
  }
}

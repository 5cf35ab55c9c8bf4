package org.gabion.core.statistics;

/// The parts of which binomial and Poisson probabilities are made without cancellation, after
/// Loader, "Fast and accurate computation of binomial probabilities", 2000. Stateless and pure.
///
/// The textbook form subtracts logarithms of factorials near 1e10 from each other and keeps five
/// digits; here only small terms are added.
final class GammaTerms {
  private static final double HALF_LN_2_PI = 0.5 * Math.log(2 * Math.PI);

  // Lanczos ("A precision approximation of the gamma function", 1964) with g = 7 and 9 terms, the
  // widespread set of coefficients by Godfrey.
  private static final double LANCZOS_G = 7;
  private static final double[] LANCZOS = {
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-06,
    1.5056327351493116e-07
  };

  private GammaTerms() {}

  /// Logarithm of the gamma function of `x + 1`, for `x >= 0`.
  static double logGammaPlusOne(double x) {
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x + i);
    }
    double t = x + LANCZOS_G + 0.5;
    return HALF_LN_2_PI + (x + 0.5) * Math.log(t) - t + Math.log(sum);
  }

  /// By how much Stirling's formula errs: `ln Gamma(x + 1) - (x + 1/2) ln x + x - ln(2 pi) / 2`,
  /// for `x > 0`.
  static double stirlingError(double x) {
    if (x < 16) {
      return logGammaPlusOne(x) - (x + 0.5) * Math.log(x) + x - HALF_LN_2_PI;
    }
    double xx = x * x;
    return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1.0 / 1188 / xx) / xx) / xx) / xx)
        / x;
  }

  /// The deviance `x ln(x / mean) + mean - x`, exact also where `x` is near the mean.
  static double deviance(double x, double mean) {
    double difference = x - mean;
    if (Math.abs(difference) >= 0.1 * (x + mean)) {
      return x * Math.log(x / mean) - difference;
    }
    double v = difference / (x + mean);
    double sum = difference * v;
    double term = 2 * x * v;
    for (int i = 3; ; i += 2) {
      term *= v * v;
      double next = sum + term / i;
      if (next == sum) {
        return sum;
      }
      sum = next;
    }
  }
}

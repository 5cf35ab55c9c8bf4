package org.gabion.core.statistics;

/// The regularised incomplete gamma function, as a logarithm. Stateless and pure.
///
/// Series below the mean and continued fraction (by the method of Lentz) above it, as in Abramowitz
/// and Stegun, 6.5.29 and 6.5.31. Either needs a small multiple of `sqrt(a)` steps where the
/// argument is near `a`, and few elsewhere.
final class IncompleteGamma {
  private static final double EPSILON = 1e-15;
  private static final double TINY = 1e-300;
  private static final int MAX_STEPS = 10_000_000;

  private IncompleteGamma() {}

  /// ln P(a, x): the probability that a Poisson variable of mean `x` is at least `a`.
  ///
  /// @param a at least 1
  /// @param x above 0
  static double logLower(double a, double x) {
    // ln of x^a e^-x / Gamma(a + 1)
    double front =
        -GammaTerms.stirlingError(a) - GammaTerms.deviance(a, x) - 0.5 * Math.log(2 * Math.PI * a);
    if (x < a + 1) {
      return Math.min(0, front + Math.log(series(a, x)));
    }
    double upper = Math.exp(front + Math.log(a)) * fraction(a, x);
    return Math.log1p(-Math.min(1, upper));
  }

  private static double series(double a, double x) {
    double sum = 1;
    double term = 1;
    for (int i = 1; i < MAX_STEPS; i++) {
      term *= x / (a + i);
      sum += term;
      if (term < sum * EPSILON) {
        break;
      }
    }
    return sum;
  }

  private static double fraction(double a, double x) {
    double b = x + 1 - a;
    double c = 1 / TINY;
    double d = 1 / b;
    double h = d;
    for (int i = 1; i < MAX_STEPS; i++) {
      double an = i * (a - i);
      b += 2;
      d = 1 / nonZero(an * d + b);
      c = nonZero(b + an / c);
      double step = c * d;
      h *= step;
      if (Math.abs(step - 1) < EPSILON) {
        break;
      }
    }
    return h;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }
}

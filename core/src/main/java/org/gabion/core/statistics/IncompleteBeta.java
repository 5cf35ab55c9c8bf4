package org.gabion.core.statistics;

/// The regularised incomplete beta function, as a logarithm, and its inverse. Stateless and pure.
///
/// Continued fraction of Abramowitz and Stegun, 26.5.8, by the method of Lentz, on the side where
/// it converges; a small multiple of `sqrt(max(a, b))` steps.
final class IncompleteBeta {
  private static final double EPSILON = 1e-15;
  private static final double TINY = 1e-300;
  private static final int MAX_STEPS = 10_000_000;
  private static final int MAX_ITERATIONS = 200;

  private IncompleteBeta() {}

  /// ln I_x(a, b).
  ///
  /// @param x between 0 and 1
  /// @param complement `1 - x`, given apart because it may be small
  static double logRegularized(double x, double complement, double a, double b) {
    if (x < (a + 1) / (a + b + 2)) {
      return Math.min(0, logFront(x, complement, a, b) + Math.log(fraction(x, a, b)));
    }
    double rest = logFront(complement, x, b, a) + Math.log(fraction(complement, b, a));
    return logOneMinusExp(rest);
  }

  /// ln (1 - I_x(a, b)).
  private static double logUpper(double x, double a, double b) {
    return logRegularized(1 - x, x, b, a);
  }

  private static double logOneMinusExp(double log) {
    if (log >= 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return log > -0.7 ? Math.log(-Math.expm1(log)) : Math.log1p(-Math.exp(log));
  }

  /// ln of x^a (1-x)^b / (a B(a, b)).
  private static double logFront(double x, double complement, double a, double b) {
    double n = a + b;
    double errors =
        GammaTerms.stirlingError(n) - GammaTerms.stirlingError(a) - GammaTerms.stirlingError(b);
    double deviances = GammaTerms.deviance(a, n * x) + GammaTerms.deviance(b, n * complement);
    return errors - deviances - 0.5 * Math.log(2 * Math.PI * a / b * n);
  }

  private static double fraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
    double h = d;
    for (int m = 1; m < MAX_STEPS; m++) {
      double even = m * (b - m) * x / ((a + 2.0 * m - 1) * (a + 2.0 * m));
      d = 1 / nonZero(1 + even * d);
      c = nonZero(1 + even / c);
      h *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1));
      d = 1 / nonZero(1 + odd * d);
      c = nonZero(1 + odd / c);
      double step = d * c;
      h *= step;
      if (Math.abs(step - 1) < EPSILON) {
        break;
      }
    }
    return h;
  }

  /// The x with `ln (1 - I_x(a, b)) = target`, for `a, b >= 1`.
  ///
  /// That logarithm is concave and falling in x, so Newton's method comes from the right side and
  /// never leaves it.
  static double solveUpper(double a, double b, double target) {
    double x = a / (a + b);
    for (int i = 0; i < MAX_ITERATIONS; i++) {
      double log = logUpper(x, a, b);
      // ln of the density: the front times a / (x (1 - x))
      double logDensity = logFront(x, 1 - x, a, b) + Math.log(a / x / (1 - x));
      double step = (log - target) * Math.exp(log - logDensity);
      double next = Math.clamp(x + step, x / 8, (7 + x) / 8);
      if (Math.abs(next - x) <= 1e-13 * x) {
        return next;
      }
      x = next;
    }
    return x;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }
}

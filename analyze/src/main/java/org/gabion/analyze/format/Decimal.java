package org.gabion.analyze.format;

/// Reads decimal numbers as logs have them, in fixed point. Stateless.
final class Decimal {
  /// No number, or one that is too large.
  static final long BAD = Long.MIN_VALUE;

  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private Decimal() {}

  /// The integer in `b[from, to)`, with or without a sign.
  static long integer(byte[] b, int from, int to) {
    boolean minus = to > from && b[from] == '-';
    int start = minus || to > from && b[from] == '+' ? from + 1 : from;
    if (start == to) {
      return BAD;
    }
    long value = 0;
    for (int i = start; i < to; i++) {
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9 || value > (Long.MAX_VALUE - 9) / 10) {
        return BAD;
      }
      value = value * 10 + digit;
    }
    return minus ? -value : value;
  }

  /// The number in `b[from, to)` times 10 to the power of `scale`, cut to an integer; it may have a
  /// fraction and an exponent.
  static long scaled(byte[] b, int from, int to, int scale) {
    int stop = from;
    while (stop < to && (b[stop] | 0x20) != 'e') {
      stop++;
    }
    long exponent = stop == to ? 0 : integer(b, stop + 1, to);
    if (exponent < -99 || exponent > 99) {
      return BAD;
    }
    int shift = scale + (int) exponent;
    boolean minus = from < stop && b[from] == '-';
    long value = 0;
    int digits = 0;
    boolean fraction = false;
    for (int i = minus ? from + 1 : from; i < stop; i++) {
      if (b[i] == '.' && !fraction) {
        fraction = true;
        continue;
      }
      int digit = b[i] - '0';
      if (digit < 0 || digit > 9) {
        return BAD;
      }
      digits++;
      if (value > (Long.MAX_VALUE - 9) / 10) {
        // What stands behind the eighteenth digit of a fraction is less than any unit in use.
        if (!fraction) {
          return BAD;
        }
        continue;
      }
      value = value * 10 + digit;
      shift -= fraction ? 1 : 0;
    }
    if (digits == 0) {
      return BAD;
    }
    long result = shift(value, shift);
    return minus && result != BAD ? -result : result;
  }

  private static long shift(long value, int shift) {
    if (value == 0 || shift == 0) {
      return value;
    }
    if (shift < 0) {
      return -shift >= POWERS.length ? 0 : value / POWERS[-shift];
    }
    return shift >= POWERS.length || value > Long.MAX_VALUE / POWERS[shift]
        ? BAD
        : value * POWERS[shift];
  }
}

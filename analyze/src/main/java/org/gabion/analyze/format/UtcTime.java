package org.gabion.analyze.format;

/// Turns a date and a time of day into microseconds since 1970 (proleptic Gregorian calendar, no
/// leap seconds). Stateless.
final class UtcTime {
  /// What no log writes: a time that can not be.
  static final long BAD = Long.MIN_VALUE;

  private static final int[] DAYS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

  private UtcTime() {}

  /// [#BAD] if there is no such moment; a second of 60 is the next minute's first.
  ///
  /// @param month from 1
  static long micros(int year, int month, int day, int hour, int minute, int second) {
    if (year < 1970
        || year > 9999
        || month < 1
        || month > 12
        || day < 1
        || day > DAYS[month - 1]
        || (day == 29 && month == 2 && !isLeap(year))
        || hour > 23
        || minute > 59
        || second > 60
        || (hour | minute | second) < 0) {
      return BAD;
    }
    return (days(year, month, day) * 86_400 + hour * 3_600L + minute * 60L + second) * 1_000_000;
  }

  private static boolean isLeap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /// Days since 1970, the year being counted from March so that the leap day is its last.
  private static long days(int year, int month, int day) {
    int y = month <= 2 ? year - 1 : year;
    int fromMarch = (month + 9) % 12;
    long dayOfYear = (153L * fromMarch + 2) / 5 + day - 1;
    return y * 365L + y / 4 - y / 100 + y / 400 + dayOfYear - 719_468;
  }

  /// Two digits; negative if they are none.
  static int two(byte[] b, int at) {
    int tens = b[at] - '0';
    int ones = b[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1_000 : tens * 10 + ones;
  }

  /// Four digits; negative if they are none.
  static int four(byte[] b, int at) {
    return two(b, at) * 100 + two(b, at + 2);
  }

  /// The microseconds of a fraction's digits in `[from, to)`, as many as there are.
  static long fraction(byte[] b, int from, int to) {
    long micros = 0;
    long unit = 100_000;
    for (int i = from; i < to; i++) {
      micros += (b[i] - '0') * unit;
      unit /= 10;
    }
    return micros;
  }
}

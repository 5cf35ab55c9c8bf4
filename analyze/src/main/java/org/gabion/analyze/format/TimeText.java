package org.gabion.analyze.format;

/// Reads points in time as logs write them, to microseconds since 1970. Stateless; allocates
/// nothing.
///
/// Known are RFC 3339 and its looser kin (`2026-11-25T20:00:00.123+01:00`, a blank or nothing but
/// digits for the zone, slashes for the hyphens), the common log format's `25/Nov/2026:20:00:00
/// +0100`, and numbers since 1970 whose size tells whether they are seconds, milli-, micro- or
/// nanoseconds. Without a zone a time is taken for UTC.
final class TimeText {
  /// No time.
  static final long BAD = Long.MIN_VALUE;

  /// Microseconds of a day.
  static final long DAY = 86_400_000_000L;

  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private TimeText() {}

  /// Any of the forms.
  static long parse(byte[] b, int start, int stop) {
    int from = start;
    int to = stop;
    if (to - from > 1 && b[from] == '[' && b[to - 1] == ']') {
      from++;
      to--;
    }
    if (to - from < 5) {
      return BAD;
    }
    byte fifth = b[from + 4];
    if (fifth == '-' || fifth == '/') {
      return written(b, from, to);
    }
    byte third = b[from + 2];
    return third == '/' ? common(b, from, to) : number(b, from, to);
  }

  /// Whether a time that was read is written without a zone.
  static boolean isZoneless(byte[] b, int start, int stop) {
    int to = b[stop - 1] == ']' ? stop - 1 : stop;
    int from = b[start] == '[' ? start + 1 : start;
    // A number since 1970 has no colon, and what follows the last one is a second or a zone.
    int colon = to - 1;
    while (colon > from && b[colon] != ':') {
      colon--;
    }
    if (colon == from) {
      return false;
    }
    for (int i = colon + 1; i < to; i++) {
      if ((b[i] < '0' || b[i] > '9') && b[i] != '.' && b[i] != ',') {
        return false;
      }
    }
    // The colon of a zone has its sign before it.
    return colon - 3 < from || b[colon - 3] != '+' && b[colon - 3] != '-';
  }

  /// A number since 1970.
  static long number(byte[] b, int from, int to) {
    int digits = 0;
    while (from + digits < to && b[from + digits] >= '0' && b[from + digits] <= '9') {
      digits++;
    }
    if (digits == 0) {
      return BAD;
    }
    // 10 digits are seconds from 2001 to 2286.
    int scale = digits <= 11 ? 6 : digits <= 14 ? 3 : digits <= 17 ? 0 : -3;
    return Decimal.scaled(b, from, to, scale);
  }

  /// `2026-11-25T20:00:00.123+01:00`.
  private static long written(byte[] b, int from, int to) {
    long day = date(b, from, to);
    if (day == BAD || to - from < 19 || b[from + 10] != 'T' && b[from + 10] != ' ') {
      return BAD;
    }
    return clockAndZone(b, from + 11, to, day);
  }

  /// `25/Nov/2026:20:00:00 +0100`.
  private static long common(byte[] b, int from, int to) {
    if (to - from < 20 || b[from + 6] != '/' || b[from + 11] != ':') {
      return BAD;
    }
    int month = 0;
    while (month < 36
        && !((b[from + 3] | 0x20) == MONTHS.charAt(month)
            && (b[from + 4] | 0x20) == MONTHS.charAt(month + 1)
            && (b[from + 5] | 0x20) == MONTHS.charAt(month + 2))) {
      month += 3;
    }
    int day = two(b, from);
    int century = two(b, from + 7);
    int year = two(b, from + 9);
    if (month == 36 || day < 1 || day > 31 || century < 0 || year < 0) {
      return BAD;
    }
    return clockAndZone(b, from + 12, to, days(century * 100 + year, month / 3 + 1, day) * DAY);
  }

  /// The beginning of a day written `2026-11-25` or `2026/11/25`.
  static long date(byte[] b, int from, int to) {
    if (to - from < 10 || b[from + 4] != b[from + 7]) {
      return BAD;
    }
    int century = two(b, from);
    int year = two(b, from + 2);
    int month = two(b, from + 5);
    int day = two(b, from + 8);
    if (century < 0 || year < 0 || month < 1 || month > 12 || day < 1 || day > 31) {
      return BAD;
    }
    return days(century * 100 + year, month, day) * DAY;
  }

  private static long clockAndZone(byte[] b, int from, int to, long day) {
    int stop = from + 8;
    if (stop < to && (b[stop] == '.' || b[stop] == ',')) {
      stop++;
      while (stop < to && b[stop] >= '0' && b[stop] <= '9') {
        stop++;
      }
    }
    long clock = clock(b, from, stop);
    long zone = zone(b, stop, to);
    return clock == BAD || zone == BAD ? BAD : day + clock - zone;
  }

  /// Microseconds since midnight of `20:00:00` or `20:00:00.123`.
  static long clock(byte[] b, int from, int to) {
    if (to - from < 8 || b[from + 2] != ':' || b[from + 5] != ':') {
      return BAD;
    }
    int hour = two(b, from);
    int minute = two(b, from + 3);
    int second = two(b, from + 6);
    if (hour < 0 || hour > 24 || minute < 0 || minute > 59 || second < 0 || second > 60) {
      return BAD;
    }
    long micros = ((hour * 60L + minute) * 60 + second) * 1_000_000;
    long unit = 100_000;
    for (int i = from + 9; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return BAD;
      }
      micros += (b[i] - '0') * unit;
      unit /= 10;
    }
    return micros;
  }

  /// Microseconds east of Greenwich of `Z`, `+01:00`, `+0100`, `+01`, each with or without a blank,
  /// or nothing.
  static long zone(byte[] b, int start, int to) {
    int from = start < to && b[start] == ' ' ? start + 1 : start;
    int length = to - from;
    if (length <= 0 || length == 1 && (b[from] | 0x20) == 'z') {
      return 0;
    }
    if (length == 3 && (same(b, from, "UTC") || same(b, from, "GMT"))) {
      return 0;
    }
    boolean colon = length == 6 && b[from + 3] == ':';
    if (length != 3 && length != 5 && !colon || b[from] != '+' && b[from] != '-') {
      return BAD;
    }
    int hours = two(b, from + 1);
    int minutes = length == 3 ? 0 : two(b, to - 2);
    if (hours < 0 || minutes < 0) {
      return BAD;
    }
    long east = (hours * 60L + minutes) * 60_000_000;
    return b[from] == '-' ? -east : east;
  }

  private static boolean same(byte[] b, int from, String word) {
    return b[from] == word.charAt(0)
        && b[from + 1] == word.charAt(1)
        && b[from + 2] == word.charAt(2);
  }

  /// Two digits, or -1.
  private static int two(byte[] b, int at) {
    int tens = b[at] - '0';
    int ones = b[at + 1] - '0';
    return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
  }

  /// Days since 1970 in the Gregorian calendar: the year is taken to begin in March, so that the
  /// leap day is its last.
  private static long days(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400);
    long yearOfEra = y - era * 400;
    long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468;
  }
}

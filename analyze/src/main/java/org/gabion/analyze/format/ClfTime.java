package org.gabion.analyze.format;

/// Reads the time of the common log format and those like it: `10/Oct/2000:13:55:36 -0700`, also
/// with a fraction of the second (`36.123`), also without a zone (then it is taken for UTC).
///
/// Most lines are of the same minute as the line before: that minute is kept, and three compares of
/// eight bytes find that only the second differs. Not thread safe.
///
/// ```
/// 0         8         16        24
/// 10/Oct/2 000:13:5 5:36 -07 00
///                     ^^ the second
/// ```
final class ClfTime {
  private static final int LENGTH = 26;
  private static final long SECOND = 0xffff_0000L;
  private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";

  private long first;
  private long middle;
  private long last;
  private int zone = -1;
  private long minute;

  /// Where the time that was read ends.
  int end;

  /// Whether it had a zone.
  boolean hasZone;

  /// The time that begins at `from`, in microseconds; [UtcTime#BAD] if there is none.
  long read(byte[] b, int from, int to) {
    if (to - from < LENGTH) {
      return anew(b, from, to);
    }
    long tail = ByteScan.word(b, from + 16);
    if (ByteScan.word(b, from) != first
        || ByteScan.word(b, from + 8) != middle
        || (tail & ~SECOND) != last
        || pair(b, from + 24) != zone) {
      return anew(b, from, to);
    }
    int second = UtcTime.two(b, from + 18);
    end = from + LENGTH;
    hasZone = true;
    return second < 0 || second > 60 ? UtcTime.BAD : minute + second * 1_000_000L;
  }

  private static int pair(byte[] b, int at) {
    return (b[at] & 0xff) << 8 | (b[at + 1] & 0xff);
  }

  private long anew(byte[] b, int from, int to) {
    if (to - from < 20
        || b[from + 2] != '/'
        || b[from + 6] != '/'
        || b[from + 11] != ':'
        || b[from + 14] != ':'
        || b[from + 17] != ':') {
      return UtcTime.BAD;
    }
    int second = UtcTime.two(b, from + 18);
    long micros =
        UtcTime.micros(
            UtcTime.four(b, from + 7),
            month(b, from + 3),
            UtcTime.two(b, from),
            UtcTime.two(b, from + 12),
            UtcTime.two(b, from + 15),
            second);
    if (micros == UtcTime.BAD) {
      return UtcTime.BAD;
    }
    int at = from + 20;
    if (at + 1 < to && (b[at] == '.' || b[at] == ',') && ByteScan.isDigit(b[at + 1])) {
      int digits = ++at;
      while (at < to && ByteScan.isDigit(b[at])) {
        at++;
      }
      micros += UtcTime.fraction(b, digits, at);
    }
    if (to - at < 6 || b[at] != ' ' || (b[at + 1] != '+' && b[at + 1] != '-')) {
      end = at;
      hasZone = false;
      return micros;
    }
    int hours = UtcTime.two(b, at + 2);
    int minutes = UtcTime.two(b, at + 4);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return UtcTime.BAD;
    }
    long offset = (hours * 3_600L + minutes * 60L) * 1_000_000;
    micros -= b[at + 1] == '-' ? -offset : offset;
    end = at + 6;
    hasZone = true;
    if (at == from + 20) {
      keep(b, from, micros - second * 1_000_000L);
    }
    return micros;
  }

  private void keep(byte[] b, int from, long micros) {
    first = ByteScan.word(b, from);
    middle = ByteScan.word(b, from + 8);
    last = ByteScan.word(b, from + 16) & ~SECOND;
    zone = pair(b, from + 24);
    minute = micros;
  }

  /// From 1; 0 if there is no such month. In any case of letters: some loggers write `oct`.
  static int month(byte[] b, int at) {
    int name = (b[at] | 0x20) << 16 | (b[at + 1] | 0x20) << 8 | (b[at + 2] | 0x20);
    for (int m = 0; m < 12; m++) {
      int own =
          MONTHS.charAt(3 * m) << 16 | MONTHS.charAt(3 * m + 1) << 8 | MONTHS.charAt(3 * m + 2);
      if (name == own) {
        return m + 1;
      }
    }
    return 0;
  }
}

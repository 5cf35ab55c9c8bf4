package org.gabion.analyze.format;

/// Reads times as ISO 8601 and RFC 3339 have them, and the shapes near them:
/// `2000-10-10T13:55:36Z`, with a space instead of the `T`, slashes instead of hyphens, a fraction,
/// a zone as `+02:00` or `+0200`. Without a zone it is taken for UTC.
///
/// The minute of the time before is kept, as in [ClfTime]. Not thread safe.
final class IsoTime {
  private static final int TO_MINUTE = 16;

  private long first;
  private long middle;
  private long minute = UtcTime.BAD;

  /// Where the time that was read ends.
  int end;

  /// The time that begins at `from`, in microseconds; [UtcTime#BAD] if there is none.
  long read(byte[] b, int from, int to) {
    if (to - from < 19 || b[from + 16] != ':') {
      return UtcTime.BAD;
    }
    if (minute == UtcTime.BAD
        || ByteScan.word(b, from) != first
        || ByteScan.word(b, from + 8) != middle) {
      minute = minute(b, from);
      first = ByteScan.word(b, from);
      middle = ByteScan.word(b, from + 8);
    }
    int second = UtcTime.two(b, from + TO_MINUTE + 1);
    if (minute == UtcTime.BAD || second < 0 || second > 60) {
      return UtcTime.BAD;
    }
    long micros = minute + second * 1_000_000L;
    int at = from + 19;
    if (at + 1 < to && (b[at] == '.' || b[at] == ',') && ByteScan.isDigit(b[at + 1])) {
      int digits = ++at;
      while (at < to && ByteScan.isDigit(b[at])) {
        at++;
      }
      micros += UtcTime.fraction(b, digits, at);
    }
    return zone(b, at, to, micros);
  }

  private static long minute(byte[] b, int from) {
    byte separator = b[from + 4];
    if ((separator != '-' && separator != '/')
        || b[from + 7] != separator
        || (b[from + 10] != 'T' && b[from + 10] != ' ' && b[from + 10] != 't')
        || b[from + 13] != ':') {
      return UtcTime.BAD;
    }
    return UtcTime.micros(
        UtcTime.four(b, from),
        UtcTime.two(b, from + 5),
        UtcTime.two(b, from + 8),
        UtcTime.two(b, from + 11),
        UtcTime.two(b, from + 14),
        0);
  }

  private long zone(byte[] b, int at, int to, long micros) {
    end = at;
    if (at < to && (b[at] == 'Z' || b[at] == 'z')) {
      end = at + 1;
      return micros;
    }
    if (to - at < 5 || (b[at] != '+' && b[at] != '-')) {
      return micros;
    }
    int colon = b[at + 3] == ':' ? 1 : 0;
    if (to - at < 5 + colon) {
      return micros;
    }
    int hours = UtcTime.two(b, at + 1);
    int minutes = UtcTime.two(b, at + 3 + colon);
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
      return UtcTime.BAD;
    }
    end = at + 5 + colon;
    long offset = (hours * 3_600L + minutes * 60L) * 1_000_000;
    return micros - (b[at] == '-' ? -offset : offset);
  }
}

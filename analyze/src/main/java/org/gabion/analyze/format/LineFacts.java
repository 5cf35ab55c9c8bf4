package org.gabion.analyze.format;

import org.gabion.core.request.Slice;

/// Gathers what the fields of one line tell into a record, field by field and in any order; of two
/// fields that tell the same, the one that is put first counts. Not thread safe.
///
/// Text that is not in the line as it was on the wire is put together in a buffer of its own, which
/// lives as long as the record's slices: until the next line.
final class LineFacts {
  /// Numbers that are not told.
  private static final long UNTOLD = TimeText.BAD;

  /// What an empty value and a `-` mean.
  enum Dash {
    /// The fact is absent; there was no status.
    ABSENT,
    /// A `-` is a value as any other.
    VALUE
  }

  private final Dash dash;
  private final Slice path = new Slice();
  private final Slice query = new Slice();
  private byte[] buffer = new byte[1024];
  private int used;
  private LogRecord record = new LogRecord();
  private LineOutcome outcome = LineOutcome.PARSED;
  private long day = UNTOLD;
  private long clock = UNTOLD;
  private long time = UNTOLD;
  private long until = UNTOLD;
  private byte[] fallback = {};

  LineFacts(Dash dash) {
    this.dash = dash;
  }

  /// Begins a line; clears the record.
  void begin(LogRecord to) {
    record = to;
    record.clear();
    used = 0;
    outcome = LineOutcome.PARSED;
    path.clear();
    query.clear();
    day = UNTOLD;
    clock = UNTOLD;
    time = UNTOLD;
    until = UNTOLD;
  }

  LogRecord record() {
    return record;
  }

  /// Takes the text `b[from, to)` for a fact.
  void put(Fact fact, byte[] b, int from, int to) {
    boolean absent = to <= from || dash == Dash.ABSENT && to - from == 1 && b[from] == '-';
    if (!absent) {
      fact.put(this, b, from, to);
    } else if (fact == Fact.STATUS && record.status == LogRecord.UNKNOWN) {
      record.status = 0;
    }
  }

  /// Puts together what came in pieces.
  ///
  /// @return [LineOutcome#PARSED], or what is wrong or special with the line
  LineOutcome finish() {
    if (outcome != LineOutcome.PARSED) {
      return outcome;
    }
    if (day == UNTOLD && clock != UNTOLD && fallback.length > 0) {
      day = TimeText.date(fallback, 0, fallback.length);
    }
    if (time == UNTOLD && day != UNTOLD && clock != UNTOLD) {
      time = day + clock;
    }
    if (time == UNTOLD) {
      return LineOutcome.TIME;
    }
    record.timeMicros = time;
    if (!record.clientKnown && !record.clientName.present) {
      return LineOutcome.CLIENT;
    }
    if (record.totalMicros == LogRecord.UNKNOWN && until != UNTOLD && until >= time) {
      record.totalMicros = until - time;
    }
    if (!record.target.present && path.present) {
      record.target.set(path.bytes, path.from, path.to);
    }
    if (record.target.present && query.present) {
      joinQuery(record.target);
    }
    return LineOutcome.PARSED;
  }

  private void joinQuery(Slice target) {
    for (int i = target.from; i < target.to; i++) {
      if (target.bytes[i] == '?') {
        return;
      }
    }
    int start = reserve(target.length() + 1 + query.length());
    int at = append(target.bytes, target.from, target.to, start);
    if (query.bytes[query.from] != '?') {
      buffer[at++] = '?';
    }
    at = append(query.bytes, query.from, query.to, at);
    target.set(buffer, start, at);
  }

  /// Room for so many bytes, and for reading some beyond them; the offset of the first.
  int reserve(int bytes) {
    if (buffer.length - used < bytes + JsonKeys.PADDING) {
      // Slices of this line keep the old buffer.
      buffer = new byte[Math.max(2 * buffer.length, 2 * bytes + JsonKeys.PADDING)];
      used = 0;
    }
    int start = used;
    used += bytes;
    return start;
  }

  byte[] buffer() {
    return buffer;
  }

  private int append(byte[] b, int from, int to, int at) {
    System.arraycopy(b, from, buffer, at, to - from);
    return at + to - from;
  }

  /// Ends the line as something else than a request.
  void become(LineOutcome instead) {
    if (outcome == LineOutcome.PARSED) {
      outcome = instead;
    }
  }

  void time(long micros) {
    if (time == UNTOLD) {
      time = micros;
    }
  }

  void until(long micros) {
    if (until == UNTOLD) {
      until = micros;
    }
  }

  void day(long micros) {
    if (day == UNTOLD) {
      day = micros;
    }
  }

  /// A day as `2026-11-25`, for a line that tells none itself.
  void defaultDay(byte[] text) {
    fallback = text;
  }

  void clock(long micros) {
    if (clock == UNTOLD) {
      clock = micros;
    }
  }

  void path(byte[] b, int from, int to) {
    text(path, b, from, to);
  }

  void query(byte[] b, int from, int to) {
    text(query, b, from, to);
  }

  static void text(Slice slice, byte[] b, int from, int to) {
    if (!slice.present) {
      slice.set(b, from, to);
    }
  }

  /// `GET /path HTTP/1.1`, which a client may have spoiled: without a blank it tells nothing.
  void requestLine(byte[] b, int from, int to) {
    int first = from;
    while (first < to && b[first] != ' ') {
      first++;
    }
    if (first == to || record.method.present) {
      return;
    }
    int last = to - 1;
    while (b[last] != ' ') {
      last--;
    }
    boolean versioned = last > first && to - last > 5 && b[last + 1] == 'H';
    int stop = versioned ? last : to;
    record.method.set(b, from, first);
    if (versioned) {
      text(record.protocol, b, last + 1, to);
    }
    if (first + 1 < stop) {
      url(b, first + 1, stop);
    }
  }

  /// A target in origin form, a whole URL, or a host and path.
  void url(byte[] b, int from, int to) {
    int colon = from;
    while (colon < to && colon - from < 8 && b[colon] != ':' && b[colon] != '/') {
      colon++;
    }
    boolean whole =
        colon > from
            && to - colon > 3
            && b[colon] == ':'
            && b[colon + 1] == '/'
            && b[colon + 2] == '/';
    if (!whole) {
      text(record.target, b, from, to);
      return;
    }
    int host = colon + 3;
    int end = host;
    while (end < to && b[end] != '/' && b[end] != '?') {
      end++;
    }
    if (end > host) {
      text(record.host, b, host, withoutPort(b, from, host, end));
    }
    if (end == to) {
      int start = reserve(1);
      buffer[start] = '/';
      text(record.target, buffer, start, start + 1);
    } else {
      text(record.target, b, end, to);
    }
  }

  /// `www.example.org/path`, with or without a scheme, or a path alone.
  void hostAndPath(byte[] b, int from, int to) {
    int slash = from;
    while (slash < to && b[slash] != '/' && b[slash] != ':') {
      slash++;
    }
    if (slash == from || slash == to || b[slash] == ':') {
      url(b, from, to);
      return;
    }
    text(record.host, b, from, slash);
    text(record.target, b, slash, to);
  }

  /// Where the host ends, if the port after it is the scheme's own: browsers leave it out.
  private static int withoutPort(byte[] b, int scheme, int host, int end) {
    boolean secure = b[scheme + 4] == 's';
    String port = secure ? ":443" : ":80";
    int start = end - port.length();
    if (start <= host) {
      return end;
    }
    for (int i = 0; i < port.length(); i++) {
      if (b[start + i] != port.charAt(i)) {
        return end;
      }
    }
    return start;
  }

  /// The text with one character for another, as a log wrote it that has no blanks in a field.
  void replaced(Slice slice, byte[] b, int from, int to, char old, char now) {
    int i = from;
    while (i < to && b[i] != old) {
      i++;
    }
    if (i == to) {
      text(slice, b, from, to);
      return;
    }
    int start = reserve(to - from);
    append(b, from, to, start);
    for (int k = start; k < start + to - from; k++) {
      buffer[k] = buffer[k] == old ? (byte) now : buffer[k];
    }
    text(slice, buffer, start, start + to - from);
  }

  /// The text with `%XX` undone once; what is no such escape stays.
  void percentDecoded(Slice slice, byte[] b, int from, int to) {
    int i = from;
    while (i < to && b[i] != '%') {
      i++;
    }
    if (i == to) {
      text(slice, b, from, to);
      return;
    }
    int start = reserve(to - from);
    int at = append(b, from, i, start);
    while (i < to) {
      int high = to - i > 2 && b[i] == '%' ? JsonText.hex(b[i + 1]) : -1;
      int low = high < 0 ? -1 : JsonText.hex(b[i + 2]);
      buffer[at++] = low < 0 ? b[i] : (byte) (high << 4 | low);
      i += low < 0 ? 1 : 3;
    }
    text(slice, buffer, start, at);
  }

  /// The last of a log's list: `502, 200` or `502 : 200`.
  static int lastItem(byte[] b, int from, int to) {
    int start = to;
    while (start > from && b[start - 1] != ' ' && b[start - 1] != ',' && b[start - 1] != ':') {
      start--;
    }
    return start;
  }

  /// The sum of a log's list of durations, in micros; a `-` in it counts nothing.
  ///
  /// @param scale the power of ten that makes the unit a microsecond
  /// @return [LogRecord#UNKNOWN] if there is none, or one is no number or below 0
  static long duration(byte[] b, int from, int to, int scale) {
    long sum = LogRecord.UNKNOWN;
    int i = from;
    while (i < to) {
      int start = i;
      while (i < to && b[i] != ',' && b[i] != ' ' && b[i] != ':') {
        i++;
      }
      if (i > start && !(i - start == 1 && b[start] == '-')) {
        long value = Decimal.scaled(b, start, i, scale);
        if (value < 0 || value > Long.MAX_VALUE / 8 || sum > Long.MAX_VALUE / 2) {
          return LogRecord.UNKNOWN;
        }
        sum = Math.max(0, sum) + value;
      }
      i++;
    }
    return sum;
  }
}

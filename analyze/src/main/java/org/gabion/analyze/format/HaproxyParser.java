package org.gabion.analyze.format;

/// Reads lines of HAProxy's HTTP log, behind a syslog header or without one (HAProxy configuration
/// manual, 8.2.3 and 8.2.4).
///
/// ```
/// client:port [time] frontend backend/server TR/Tw/Tc/Tr/Ta status bytes cookie cookie tttt
///   a/f/b/s/r q/q [{captures} [{captures}]] "request" [errors sni/version/cipher]
/// ```
///
/// A timer of -1 was never reached; a `+` before the last one and the bytes says that the line was
/// written before the end. What HAProxy tells of itself, of connections (`option tcplog`) and of
/// failed handshakes is no request.
final class HaproxyParser implements LineParser {
  private static final int TIMERS = 5;
  private static final long LONGEST_MILLIS = Long.MAX_VALUE / 1_000;
  private static final byte[] BAD_REQUEST = {'<', 'B', 'A', 'D', 'R', 'E', 'Q', '>'};
  private static final byte[] HAPROXY = {'h', 'a', 'p', 'r', 'o', 'x', 'y'};

  private final LineCursor line = new LineCursor();
  private final ClfTime time = new ClfTime();
  private final ClientColumns client = new ClientColumns();
  private final long[] timers = new long[TIMERS];

  HaproxyParser() {
    line.hashes = true;
  }

  @Override
  public LineOutcome parse(byte[] bytes, int from, int to, LogRecord record) {
    record.clear();
    if (to - from > LONGEST_LINE) {
      return LineOutcome.TOO_LONG;
    }
    line.open(bytes, from, to);
    if (line.isAtEnd()) {
      return LineOutcome.EMPTY;
    }
    line.at = SyslogHeader.skip(bytes, from, line.end);
    int message = line.at;
    LineOutcome outcome = read(record);
    if (outcome == LineOutcome.PARSED) {
      return outcome;
    }
    if (outcome == LineOutcome.SHAPE && isOfHaproxy(bytes, from, message)) {
      outcome = LineOutcome.NO_REQUEST;
    }
    return line.fault(outcome, from, record);
  }

  /// Whether a syslog header names HAProxy.
  private static boolean isOfHaproxy(byte[] b, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == 'h' && ByteScan.startsWith(b, i, to, HAPROXY)) {
        return true;
      }
    }
    return false;
  }

  private LineOutcome read(LogRecord record) {
    byte[] b = line.bytes;
    int space = line.wordEnd();
    if (space + 1 >= line.end || b[space + 1] != '[') {
      return LineOutcome.SHAPE;
    }
    if (!client.withPort(record, b, line.at, space)) {
      return LineOutcome.CLIENT;
    }
    line.at = space + 2;
    record.timeMicros = time.read(b, line.at, line.end);
    if (record.timeMicros == UtcTime.BAD) {
      return LineOutcome.TIME;
    }
    record.zoneUnknown = !time.hasZone;
    line.at = time.end;
    if (!line.skip(']') || !line.skip(' ')) {
      return LineOutcome.SHAPE;
    }
    int frontend = line.wordEnd();
    if (frontend > line.at && b[frontend - 1] == ':') {
      return LineOutcome.NO_REQUEST;
    }
    line.past(frontend);
    int server = line.wordEnd();
    if (ByteScan.find(b, line.at, server, '/') == server) {
      return line.isAtEnd() ? LineOutcome.UNFINISHED : LineOutcome.SHAPE;
    }
    line.past(server);
    return numbers(record);
  }

  private LineOutcome numbers(LogRecord record) {
    int count = timers();
    if (count == 3) {
      return LineOutcome.NO_REQUEST;
    }
    if (count != TIMERS) {
      return line.isAtEnd() ? LineOutcome.UNFINISHED : LineOutcome.NUMBER;
    }
    record.queueMicros = micros(timers[1]);
    record.originMicros = micros(timers[3]);
    record.totalMicros = micros(timers[4]);
    record.status = Math.max(0, signed());
    if (record.status > 999 || !line.skip(' ')) {
      return line.isAtEnd() ? LineOutcome.UNFINISHED : LineOutcome.STATUS;
    }
    record.bytesOut = signed();
    if (record.bytesOut < 0 || !line.skip(' ')) {
      return line.isAtEnd() ? LineOutcome.UNFINISHED : LineOutcome.NUMBER;
    }
    line.past(line.wordEnd());
    line.past(line.wordEnd());
    int letters = line.wordEnd();
    if (letters - line.at < 2 || letters - line.at > 4) {
      return line.isAtEnd() ? LineOutcome.UNFINISHED : LineOutcome.SHAPE;
    }
    record.termination.set(line.bytes, line.at, letters);
    line.past(letters);
    line.past(line.wordEnd());
    line.past(line.wordEnd());
    return captures(record);
  }

  private static long micros(long millis) {
    return millis < 0 || millis > LONGEST_MILLIS ? LogRecord.UNKNOWN : millis * 1_000;
  }

  /// Reads `TR/Tw/Tc/Tr/Ta`; returns how many there are, -1 if something else stands here.
  private int timers() {
    for (int i = 0; i < TIMERS; i++) {
      long value = signed();
      if (value == Long.MIN_VALUE) {
        return -1;
      }
      timers[i] = value;
      if (line.skip(' ')) {
        return i + 1;
      }
      if (!line.skip('/')) {
        return -1;
      }
    }
    return -1;
  }

  /// A number with or without a sign; the least one if there is none.
  private long signed() {
    boolean minus = line.skip('-');
    if (!minus) {
      line.skip('+');
    }
    long value = line.number();
    if (value == LineCursor.NONE) {
      return Long.MIN_VALUE;
    }
    return minus ? -value : value;
  }

  /// Passes over the captured headers, of which the log does not say which they are: what begins as
  /// a product with its version is taken for the user agent, and what begins as a URL for the
  /// referer.
  private LineOutcome captures(LogRecord record) {
    byte[] b = line.bytes;
    while (line.isAt('{')) {
      int close = line.find('}');
      if (close < 0) {
        return LineOutcome.UNFINISHED;
      }
      int from = line.at + 1;
      while (from < close) {
        int bar = ByteScan.find(b, from, close, '|');
        capture(record, from, bar);
        from = bar + 1;
      }
      line.past(close + 1);
    }
    return request(record);
  }

  private void capture(LogRecord record, int from, int to) {
    byte[] b = line.bytes;
    int slash = ByteScan.find(b, from, to, '/');
    if (slash == from || to - slash < 2) {
      return;
    }
    line.escaped = ByteScan.find(b, from, to, '#') < to;
    if (b[slash - 1] == ':' && b[slash + 1] == '/' && b[from] == 'h') {
      if (!record.referer.present) {
        line.text(record.referer, from, to);
      }
    } else if (ByteScan.isDigit(b[slash + 1])
        && ByteScan.find(b, from, slash, ' ') == slash
        && !record.userAgent.present) {
      line.text(record.userAgent, from, to);
    }
  }

  private LineOutcome request(LogRecord record) {
    if (!line.skip('"')) {
      return line.isAtEnd() ? LineOutcome.UNFINISHED : LineOutcome.SHAPE;
    }
    int close = line.find('"');
    if (close < 0) {
      return LineOutcome.UNFINISHED;
    }
    byte[] b = line.bytes;
    if (!ByteScan.startsWith(b, line.at, close, BAD_REQUEST)) {
      line.escaped = ByteScan.find(b, line.at, close, '#') < close;
      RequestLine.read(record, line, line.at, close);
    }
    line.past(close + 1);
    if (!line.isAtEnd()) {
      handshake(record);
    }
    return LineOutcome.PARSED;
  }

  /// `option httpslog` goes on with `errors sni/version/cipher`.
  private void handshake(LogRecord record) {
    line.past(line.wordEnd());
    int end = line.wordEnd();
    int first = ByteScan.find(line.bytes, line.at, end, '/');
    int second = first == end ? end : ByteScan.find(line.bytes, first + 1, end, '/');
    if (second == end) {
      return;
    }
    line.escaped = false;
    if (!record.host.present && first > line.at) {
      line.text(record.host, line.at, first);
    }
    line.text(record.tlsVersion, first + 1, second);
    line.text(record.tlsCipher, second + 1, end);
  }
}

package org.gabion.analyze.format;

/// Reads lines of the common and the combined format and those built on them: with the site's name
/// before the client, with Traefik's columns after it, behind a syslog header.
///
/// ```
/// [site[:port]] client ident user [time] "request" status bytes ["referer" "agent" [...]]
/// ```
///
/// Nothing is allocated for a line, and nothing copied unless it holds escapes.
final class CombinedParser implements LineParser {
  private static final long SIX = 0xffff_ffff_ffffL;
  private static final long NOBODY = ByteScan.word(" - - [\0\0");

  private final LineCursor line = new LineCursor();
  private final ClfTime time = new ClfTime();
  private final ClientColumns client = new ClientColumns();

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
    LineOutcome outcome = read(record);
    return outcome == LineOutcome.PARSED ? outcome : line.fault(outcome, from, record);
  }

  private LineOutcome read(LogRecord record) {
    byte[] b = line.bytes;
    int space = line.wordEnd();
    LineOutcome names;
    if ((ByteScan.word(b, space) & SIX) == NOBODY && space + 6 <= line.end) {
      names = client.one(record, b, line.at, space);
      line.at = space + 6;
    } else {
      names = client.several(record, line);
    }
    if (names != LineOutcome.PARSED) {
      return names;
    }
    record.timeMicros = time.read(b, line.at, line.end);
    if (record.timeMicros == UtcTime.BAD) {
      return LineOutcome.TIME;
    }
    record.zoneUnknown = !time.hasZone;
    line.at = time.end;
    if (!line.skip(']') || !line.skip(' ') || !line.isAt('"')) {
      return LineOutcome.SHAPE;
    }
    return request(record);
  }

  private LineOutcome request(LogRecord record) {
    int from = line.at + 1;
    int close = line.closingQuote(from);
    if (close < 0 || close + 2 >= line.end) {
      return LineOutcome.UNFINISHED;
    }
    RequestLine.read(record, line, from, close);
    line.at = close + 2;
    record.status = orNothing();
    if (record.status < 0 || record.status > 999 || !line.isWordEnd()) {
      return LineOutcome.STATUS;
    }
    if (line.isAtEnd()) {
      return LineOutcome.PARSED;
    }
    line.at++;
    record.bytesOut = orNothing();
    if (record.bytesOut < 0 || !line.isWordEnd()) {
      return LineOutcome.NUMBER;
    }
    line.past(line.at);
    return line.isAt('"') ? texts(record) : LineOutcome.PARSED;
  }

  private LineOutcome texts(LogRecord record) {
    if (!line.quoted(record.referer)) {
      return LineOutcome.UNFINISHED;
    }
    if (!line.isAt('"')) {
      return LineOutcome.PARSED;
    }
    if (!line.quoted(record.userAgent)) {
      return LineOutcome.UNFINISHED;
    }
    if (!line.isAtEnd() && !traefik(record)) {
      record.hasMore = !isDash();
    }
    return LineOutcome.PARSED;
  }

  /// A number, or `-` for 0.
  private long orNothing() {
    if (line.skip('-')) {
      line.skip('1');
      return 0;
    }
    return line.number();
  }

  /// Whether what is left is `"-"`: a field of the request that was not sent.
  private boolean isDash() {
    byte[] b = line.bytes;
    int from = b[line.at] == ' ' ? line.at + 1 : line.at;
    return line.end - from == 3 && b[from] == '"' && b[from + 1] == '-' && b[from + 2] == '"';
  }

  /// Traefik goes on with `COUNT "router" "server" 42ms`.
  private boolean traefik(LogRecord record) {
    byte[] b = line.bytes;
    int i = line.end - 2;
    if (i <= line.at || b[i] != 'm' || b[i + 1] != 's' || !ByteScan.isDigit(b[line.at])) {
      return false;
    }
    int digits = i;
    while (digits > line.at && i - digits < 12 && ByteScan.isDigit(b[digits - 1])) {
      digits--;
    }
    boolean isTime = digits < i && b[digits - 1] == ' ';
    if (isTime) {
      line.at = digits;
      record.totalMicros = line.number() * 1_000;
    }
    return isTime;
  }
}

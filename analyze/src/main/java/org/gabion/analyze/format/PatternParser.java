package org.gabion.analyze.format;

import java.util.List;
import org.gabion.core.request.Slice;

/// Reads lines that are put together as one of some patterns says, behind a syslog header or
/// without one. Not thread safe.
final class PatternParser implements LineParser {
  private static final int NOWHERE = -1;

  private final LinePattern[] patterns;
  private final LineCursor line = new LineCursor();
  private final LineFacts facts = new LineFacts(LineFacts.Dash.ABSENT);
  private final Slice plain = new Slice();

  /// The pattern that read the line before: most often it reads the next one too.
  private int latest;

  PatternParser(List<LinePattern> patterns) {
    this.patterns = patterns.toArray(LinePattern[]::new);
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
    LineOutcome outcome = all(from, record);
    if (outcome != LineOutcome.PARSED) {
      int message = SyslogHeader.skip(bytes, from, line.end);
      if (message > from) {
        outcome = all(message, record);
      }
    }
    return outcome == LineOutcome.PARSED ? outcome : line.fault(outcome, from, record);
  }

  /// What the pattern says that reads it; if none does, what the one says that came furthest.
  private LineOutcome all(int from, LogRecord record) {
    LineOutcome outcome = read(patterns[latest], from, record);
    int furthest = line.at;
    for (int i = 0; i < patterns.length && outcome != LineOutcome.PARSED; i++) {
      if (i == latest) {
        continue;
      }
      LineOutcome next = read(patterns[i], from, record);
      if (next == LineOutcome.PARSED) {
        latest = i;
        return next;
      }
      if (line.at > furthest) {
        furthest = line.at;
        outcome = next;
      }
    }
    return outcome;
  }

  private LineOutcome read(LinePattern pattern, int from, LogRecord record) {
    facts.begin(record);
    line.unescaper.begin();
    line.hashes = pattern.escapes() == LinePattern.Escapes.HASH;
    line.at = from;
    if (!ByteScan.startsWith(line.bytes, from, line.end, pattern.before(0))) {
      return LineOutcome.SHAPE;
    }
    line.at += pattern.before(0).length;
    for (int i = 0; i < pattern.columns(); i++) {
      LinePattern.Column column = pattern.column(i);
      byte[] before = pattern.before(i);
      byte[] after = pattern.before(i + 1);
      if (column.braced() && !line.isAt('{')) {
        if (!absent(after)) {
          return LineOutcome.SHAPE;
        }
        continue;
      }
      boolean quoted = before.length > 0 && before[before.length - 1] == '"';
      int stop = end(column, after, quoted);
      if (stop == NOWHERE) {
        return quoted ? LineOutcome.UNFINISHED : LineOutcome.SHAPE;
      }
      put(column.fact(), stop);
      line.at = stop + after.length;
    }
    return facts.finish();
  }

  private int end(LinePattern.Column column, byte[] after, boolean quoted) {
    if (column.braced()) {
      int close = line.find('}');
      boolean whole = close >= 0 && ByteScan.startsWith(line.bytes, close + 1, line.end, after);
      return whole ? close + 1 : NOWHERE;
    }
    if (column.fact() == Fact.CLIENT && after.length > 0 && after[0] == ':') {
      return lastColon(after);
    }
    return end(after, column.blanks(), quoted && after.length > 0 && after[0] == '"');
  }

  /// Steps over what stands behind a column that is not there; the blank before it is missing too.
  private boolean absent(byte[] after) {
    int skipped = after.length > 0 && after[0] == ' ' ? 1 : 0;
    for (int i = skipped; i < after.length; i++) {
      if (!line.skip((char) (after[i] & 0xff))) {
        return false;
      }
    }
    return true;
  }

  /// Where an address ends whose port follows: at the last colon of the word, for IPv6 has more.
  private int lastColon(byte[] after) {
    line.escaped = false;
    for (int i = line.wordEnd() - 1; i > line.at; i--) {
      if (ByteScan.startsWith(line.bytes, i, line.end, after)) {
        return i;
      }
    }
    return NOWHERE;
  }

  /// Where a column ends; [#NOWHERE] if what stands behind it is not to be found.
  private int end(byte[] after, int blanks, boolean quoted) {
    if (after.length == 0) {
      line.escaped = hasEscape(line.at, line.end);
      return line.end;
    }
    int left = blanks;
    boolean blank = after[0] == ' ';
    for (int i = line.at; ; i++) {
      i = quoted ? quote(i) : ByteScan.find(line.bytes, i, line.end, (char) (after[0] & 0xff));
      if (i == NOWHERE || i >= line.end) {
        return NOWHERE;
      }
      if (ByteScan.startsWith(line.bytes, i, line.end, after) && (!blank || left-- <= 0)) {
        line.escaped = hasEscape(line.at, i);
        return i;
      }
    }
  }

  private int quote(int from) {
    int i = from;
    while (i < line.end) {
      i = ByteScan.findQuote(line.bytes, i, line.end);
      if (i < line.end && line.bytes[i] == '"') {
        return i;
      }
      i += line.hashes ? 1 : 2;
    }
    return NOWHERE;
  }

  private boolean hasEscape(int from, int to) {
    return ByteScan.find(line.bytes, from, to, line.hashes ? '#' : '\\') < to;
  }

  private void put(Fact fact, int stop) {
    byte[] b = line.bytes;
    if (fact == Fact.IGNORED) {
      return;
    }
    if (fact == Fact.REQUEST_LINE) {
      if (!facts.record().target.present) {
        RequestLine.read(facts.record(), line, line.at, stop);
      }
      return;
    }
    if (!line.escaped) {
      facts.put(fact, b, line.at, stop);
      return;
    }
    plain.clear();
    line.text(plain, line.at, stop);
    if (plain.present) {
      facts.put(fact, plain.bytes, plain.from, plain.to);
    }
  }
}

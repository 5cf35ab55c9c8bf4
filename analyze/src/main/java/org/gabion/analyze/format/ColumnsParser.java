package org.gabion.analyze.format;

import java.util.List;

/// Reads lines of columns: separated by blanks or tabs, one of which may be in quotes where it
/// holds a blank. What the columns are is known beforehand, or a directive says it. One thread.
final class ColumnsParser implements LineParser {
  private final LineFacts facts = new LineFacts(LineFacts.Dash.ABSENT);
  private final W3cFields named;
  private final int least;
  private List<Fact> columns;

  private ColumnsParser(List<Fact> columns, int least, W3cFields named) {
    this.columns = columns;
    this.least = least;
    this.named = named;
  }

  /// Columns that are always the same; later versions may have more behind them.
  ///
  /// @param least how many columns a line has at least
  static ColumnsParser of(List<Fact> columns, int least) {
    return new ColumnsParser(columns, least, W3cFields.NONE);
  }

  /// Columns that a `#Fields:` directive names.
  static ColumnsParser named(W3cFields fields) {
    return new ColumnsParser(List.of(), 1, fields);
  }

  @Override
  public LineOutcome parse(byte[] bytes, int from, int to, LogRecord record) {
    facts.begin(record);
    int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
    if (from == end) {
      return LineOutcome.EMPTY;
    }
    if (end - from > LONGEST_LINE) {
      return LineOutcome.TOO_LONG;
    }
    if (bytes[from] == '#') {
      columns = named.after(bytes, from, end, columns);
      return LineOutcome.DIRECTIVE;
    }
    if (columns.isEmpty()) {
      return LineOutcome.SHAPE;
    }
    named.put(facts);
    LineOutcome outcome = read(bytes, from, end);
    if (outcome != LineOutcome.PARSED) {
      record.clear();
    }
    return outcome;
  }

  private LineOutcome read(byte[] b, int from, int end) {
    int at = from;
    int column = 0;
    while (at < end && column < columns.size()) {
      int start = at;
      int stop;
      if (b[at] == '"') {
        start = at + 1;
        stop = closingQuote(b, start, end);
        if (stop < 0) {
          return LineOutcome.UNFINISHED;
        }
        at = stop + 1;
      } else {
        while (at < end && b[at] != ' ' && b[at] != '\t') {
          if (b[at] == 0) {
            return LineOutcome.BINARY;
          }
          at++;
        }
        stop = at;
      }
      facts.put(columns.get(column++), b, start, stop);
      while (at < end && (b[at] == ' ' || b[at] == '\t')) {
        at++;
      }
    }
    return column < Math.min(least, columns.size()) || column < columns.size() && least == 1
        ? LineOutcome.SHAPE
        : facts.finish();
  }

  /// The first quote that ends a word: some servers do not escape those inside.
  private static int closingQuote(byte[] b, int from, int end) {
    for (int i = from; i < end; i++) {
      if (b[i] == 0) {
        return -1;
      }
      if (b[i] == '"' && (i + 1 == end || b[i + 1] == ' ' || b[i + 1] == '\t')) {
        return i;
      }
    }
    return -1;
  }
}

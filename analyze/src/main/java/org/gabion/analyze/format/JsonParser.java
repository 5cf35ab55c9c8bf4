package org.gabion.analyze.format;

/// Reads lines that are one JSON object, with or without a word of a logging daemon or of a
/// container's runtime before it.
final class JsonParser implements LineParser {
  /// The longest text before the object.
  private static final int MAX_PREFIX = 256;

  private final JsonShape shape;
  private final JsonFields fields;
  private final LineFacts facts;

  JsonParser(JsonShape shape) {
    this.shape = shape;
    fields = new JsonFields(shape.keys());
    facts = new LineFacts(shape.dash());
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
    int start = brace(bytes, from, end);
    if (start < 0) {
      return withoutObject(bytes, from, end);
    }
    LineOutcome outcome = fields.scan(bytes, start, end);
    return outcome == LineOutcome.PARSED ? tell(bytes) : outcome;
  }

  private static LineOutcome withoutObject(byte[] b, int from, int end) {
    if (b[from] == 0) {
      return LineOutcome.BINARY;
    }
    return ErrorLine.is(b, from, end) ? LineOutcome.NO_REQUEST : LineOutcome.SHAPE;
  }

  /// Where the object begins. Quotes before it belong to a line of another kind.
  private static int brace(byte[] b, int from, int end) {
    int limit = Math.min(end, from + MAX_PREFIX);
    for (int i = from; i < limit; i++) {
      if (b[i] == '{') {
        return i;
      }
      if (b[i] == '"' || b[i] == 0) {
        return -1;
      }
    }
    return -1;
  }

  private LineOutcome tell(byte[] bytes) {
    if (!shape.fits(fields)) {
      return shape.isNotice(fields) ? LineOutcome.NO_REQUEST : LineOutcome.SHAPE;
    }
    for (int row = 0; row < shape.rows(); row++) {
      int place = shape.place(row);
      if (fields.has(place)) {
        put(shape.fact(row), place, bytes);
      }
    }
    return facts.finish();
  }

  private void put(Fact fact, int place, byte[] bytes) {
    int from = fields.from(place);
    int to = fields.to(place);
    switch (fields.kind(place)) {
      case STRING, NUMBER -> {
        if (fields.isEscaped(place)) {
          int start = facts.reserve(to - from);
          byte[] buffer = facts.buffer();
          int end = JsonText.unescape(bytes, from, to, buffer, start, shape.characters());
          facts.put(fact, buffer, start, end);
        } else {
          facts.put(fact, bytes, from, to);
        }
      }
      case TRUE, FALSE, NULL -> {}
    }
  }
}

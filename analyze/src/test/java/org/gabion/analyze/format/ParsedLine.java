package org.gabion.analyze.format;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Lines for tests, given to a parser as a reader gives them: in the middle of other bytes.
final class ParsedLine {
  private static final int PADDING = 16;

  private ParsedLine() {}

  /// Parses a line, one byte for each character.
  static LineOutcome parse(LineParser parser, String line, LogRecord record) {
    return parse(parser, line.getBytes(StandardCharsets.ISO_8859_1), record);
  }

  static LineOutcome parse(LineParser parser, byte[] line, LogRecord record) {
    byte[] bytes = new byte[line.length + 2 * PADDING];
    Arrays.fill(bytes, (byte) '"');
    System.arraycopy(line, 0, bytes, PADDING, line.length);
    return parser.parse(bytes, PADDING, PADDING + line.length, record);
  }

  /// The record of a line that must be read.
  static LogRecord of(LogFormat format, String line) {
    LogRecord record = new LogRecord();
    LineOutcome outcome = parse(format.parser(), line, record);
    if (outcome != LineOutcome.PARSED) {
      throw new AssertionError(outcome + ": " + line);
    }
    return record;
  }

  static LineOutcome outcome(LogFormat format, String line) {
    return parse(format.parser(), line, new LogRecord());
  }

  /// The client's address as text, or its name.
  static String client(LogRecord record) {
    return record.clientKnown
        ? new org.gabion.core.request.ClientKey(record.clientHigh, record.clientLow).toString()
        : record.clientName.toString();
  }
}

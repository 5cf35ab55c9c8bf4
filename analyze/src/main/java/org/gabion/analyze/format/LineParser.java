package org.gabion.analyze.format;

/// Reads the lines of one file in one format. May hold state between lines (a directive that names
/// the columns): one thread, one file, in order; see [LogFormat#hasDirectives].
public interface LineParser {
  /// A longer line is [LineOutcome#TOO_LONG]: servers bound a request head to some 32 KiB, and an
  /// escaped byte takes up to six.
  int LONGEST_LINE = 256 << 10;

  /// Reads `bytes[from, to)`, one line without its line feed. `bytes` is readable for at least 8
  /// bytes beyond `to`.
  ///
  /// Never throws, whatever the bytes are.
  ///
  /// @param record is cleared first, and holds facts only if the outcome is [LineOutcome#PARSED];
  ///   with [LineOutcome#DIRECTIVE] it may tell of requests lost ([LogRecord#gap])
  LineOutcome parse(byte[] bytes, int from, int to, LogRecord record);
}

package org.gabion.analyze.input;

/// Takes lines one by one.
public interface LineSink {
  /// One line without its line feed; `bytes` is readable for at least 8 bytes beyond `to`, during
  /// the call only.
  void line(byte[] bytes, int from, int to);

  /// The beginning of a line that is longer than [Inputs#MAX_LINE]: it counts as a line, and the
  /// rest of it is never shown.
  void tooLong(byte[] bytes, int from, int to);
}

package org.gabion.analyze;

/// Takes lines one by one.
interface LineSink {
  /// One line without its line feed; `bytes` is readable for at least 8 bytes beyond `to`, during
  /// the call only.
  void line(byte[] bytes, int from, int to);
}

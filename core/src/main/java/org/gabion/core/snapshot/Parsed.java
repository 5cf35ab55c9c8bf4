package org.gabion.core.snapshot;

/// What reading some bytes gave.
///
/// @param <T> what they hold if they are in order
public sealed interface Parsed<T> {
  record Valid<T>(T value) implements Parsed<T> {}

  /// Bytes that can not be used.
  ///
  /// @param line from 1; 0 means the document as a whole
  /// @param expected what would have been right there, without a full stop
  record Malformed<T>(int line, String expected) implements Parsed<T> {
    /// The same fault of another kind of document.
    public <U> Malformed<U> as() {
      return new Malformed<>(line, expected);
    }

    @Override
    public String toString() {
      return line == 0 ? "expected " + expected : "line " + line + ": expected " + expected;
    }
  }
}

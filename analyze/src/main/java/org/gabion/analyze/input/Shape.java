package org.gabion.analyze.input;

/// How input is cut up.
///
/// @param chunk most bytes of a chunk
/// @param line most bytes of a line that is looked at
record Shape(int chunk, int line) {
  /// Bytes behind a chunk that parsers may read.
  static final int PADDING = 64;

  /// Four megabytes: large enough that few windows of time are split, small enough that some of
  /// them in flight take little memory.
  static final Shape USUAL = new Shape(4 << 20, Inputs.MAX_LINE);

  Shape {
    if (line < 1 || chunk < 2 * line) {
      throw new IllegalArgumentException("chunks of " + chunk + " for lines of " + line);
    }
  }
}

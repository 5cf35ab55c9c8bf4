package org.gabion.guard.log;

/// Whole lines on their way to a file. Owned by one thread at a time: [BlockRing] hands it over.
final class Block {
  final byte[] bytes;

  /// How many bytes are in use.
  int length;

  int lines;

  /// How many of them the writer has written.
  int written;

  Block(int capacity) {
    this.bytes = new byte[capacity];
  }

  int room() {
    return bytes.length - length;
  }

  void clear() {
    length = 0;
    lines = 0;
    written = 0;
  }

  /// Goes back to the start of the line that `written` is in the middle of.
  ///
  /// @return by how many bytes
  int backToLineStart() {
    int at = written;
    while (at > 0 && bytes[at - 1] != '\n') {
      at--;
    }
    int torn = written - at;
    written = at;
    return torn;
  }
}

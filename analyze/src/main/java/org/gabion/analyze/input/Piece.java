package org.gabion.analyze.input;

import java.util.List;

/// Where one chunk is, and what became known of it. Filled by one thread after the other.
final class Piece {
  final int file;

  /// In the unpacked content.
  final long offset;

  final int length;

  /// Whether its last line goes on beyond it, and is too long.
  final boolean cut;

  final long begin;

  /// The latest of each directive before it.
  final List<byte[]> directives;

  /// Bytes of all files read up to its end, as stored.
  long stored;

  long lines;

  /// Lines of all inputs before it; -1 until a first read is over.
  long firstLine = -1;

  /// The places of its lines that are astray.
  long[] strayed = {};

  long firstMicros = Long.MIN_VALUE;
  long lastMicros = Long.MAX_VALUE;

  Piece(int file, long offset, int length, boolean cut, long begin, List<byte[]> directives) {
    this.file = file;
    this.offset = offset;
    this.length = length;
    this.cut = cut;
    this.begin = begin;
    this.directives = directives;
  }
}

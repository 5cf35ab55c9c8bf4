package org.gabion.analyze.input;

import java.io.IOException;
import java.util.List;

/// Cuts a plain file at line ends without reading it: a few bytes at each cut.
final class PlainCursor implements Cursor {
  private static final int HEAD = 1 << 14;

  private final int index;
  private final InputFile file;
  private final Shape shape;
  private final FirstLines firstLines;
  private final byte[] window = new byte[HEAD + Shape.PADDING];
  private long offset;
  private long begin = Inputs.NO_TIME;

  PlainCursor(int index, Source source, Shape shape) throws IOException {
    this.index = index;
    this.file = source.file();
    this.shape = shape;
    this.firstLines = new FirstLines(source);
    look();
  }

  private void look() throws IOException {
    int n = (int) Math.min(HEAD, file.size() - offset);
    file.readFully(window, 0, offset, n);
    begin = firstLines.begin(window, 0, n, List.of(), begin);
  }

  @Override
  public boolean atEnd() {
    return offset >= file.size();
  }

  @Override
  public long begin() {
    return begin;
  }

  @Override
  public boolean fills() {
    return false;
  }

  @Override
  public long stored() {
    return offset;
  }

  @Override
  public Piece next(byte[] buffer, int most) throws IOException {
    long start = offset;
    long end = Math.min(file.size(), start + most);
    boolean cut = false;
    if (end < file.size()) {
      long lineEnd = lastLineEnd(start, end);
      if (lineEnd < 0 && most < shape.chunk()) {
        return next(buffer, shape.chunk());
      }
      cut = lineEnd < 0;
      offset = cut ? nextLineEnd(end) : lineEnd;
      end = cut ? end : lineEnd;
    } else {
      offset = end;
    }
    Piece piece = new Piece(index, start, (int) (end - start), cut, begin, List.of());
    if (!atEnd()) {
      look();
    }
    return piece;
  }

  /// The position behind the last line feed before `end`, if the line that begins there may still
  /// be short enough; else -1.
  private long lastLineEnd(long start, long end) throws IOException {
    long least = Math.max(start, end - shape.line() - 1);
    for (long to = end; to > least; ) {
      int n = (int) Math.min(HEAD, to - least);
      file.readFully(window, 0, to - n, n);
      for (int i = n - 1; i >= 0; i--) {
        if (window[i] == '\n') {
          return to - n + i + 1;
        }
      }
      to -= n;
    }
    return -1;
  }

  /// The position behind the next line feed.
  private long nextLineEnd(long from) throws IOException {
    for (long at = from; at < file.size(); ) {
      int n = (int) Math.min(HEAD, file.size() - at);
      file.readFully(window, 0, at, n);
      for (int i = 0; i < n; i++) {
        if (window[i] == '\n') {
          return at + i + 1;
        }
      }
      at += n;
    }
    return file.size();
  }

  @Override
  public void close() {
    // The file belongs to its opener.
  }
}

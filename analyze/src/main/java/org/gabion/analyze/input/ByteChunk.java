package org.gabion.analyze.input;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.gabion.analyze.format.LineParser;

/// Lines in a buffer.
final class ByteChunk implements Inputs.Chunk {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LINE_FEEDS = 0x0a0a_0a0a_0a0a_0a0aL;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGHS = 0x8080_8080_8080_8080L;

  private final Source source;
  private final Piece piece;
  private final byte[] bytes;
  private final int longest;

  ByteChunk(Source source, Piece piece, byte[] bytes, int longest) {
    this.source = source;
    this.piece = piece;
    this.bytes = bytes;
    this.longest = longest;
  }

  @Override
  public long firstLine() {
    if (piece.firstLine < 0) {
      throw new IllegalStateException("lines are numbered once all have been counted");
    }
    return piece.firstLine;
  }

  @Override
  public long beginMicros() {
    return piece.begin;
  }

  @Override
  public LineParser parser() {
    return Directives.parser(source.parsers(), piece.directives);
  }

  @Override
  public void covers(long firstMicros, long lastMicros) {
    piece.firstMicros = firstMicros;
    piece.lastMicros = lastMicros;
  }

  @Override
  public void strayed(long[] lines) {
    piece.strayed = lines;
  }

  @Override
  public void lines(LineSink sink) {
    show(sink, new long[0]);
  }

  @Override
  public void linesInTime(LineSink sink) {
    show(sink, piece.strayed);
  }

  private void show(LineSink sink, long[] hidden) {
    int next = 0;
    int start = afterMark();
    int to = piece.length;
    long count = 0;
    while (start < to) {
      int end = lineEnd(bytes, start, to);
      count++;
      if (next < hidden.length && hidden[next] == count) {
        next++;
        sink.line(bytes, start, start);
      } else if (end - start > longest || end == to && piece.cut) {
        sink.tooLong(bytes, start, end);
      } else {
        sink.line(bytes, start, end);
      }
      start = end + 1;
    }
    piece.lines = count;
  }

  /// Behind the byte order mark that some editors put before a text.
  private int afterMark() {
    boolean marked =
        piece.offset == 0
            && piece.length >= 3
            && bytes[0] == (byte) 0xef
            && bytes[1] == (byte) 0xbb
            && bytes[2] == (byte) 0xbf;
    return marked ? 3 : 0;
  }

  /// The next line feed, or `to`. Eight bytes at a time: a byte is a line feed if its difference is
  /// zero (Warren, "Hacker's Delight", 6-1).
  static int lineEnd(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i += 8) {
      long word = (long) LONGS.get(bytes, i) ^ LINE_FEEDS;
      long zero = word - ONES & ~word & HIGHS;
      if (zero != 0) {
        return Math.min(to, i + (Long.numberOfTrailingZeros(zero) >>> 3));
      }
    }
    return to;
  }
}

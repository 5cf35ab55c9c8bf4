package org.gabion.analyze.input;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/// Walks through all inputs at once in the order of time: always on to the chunk that begins first.
///
/// Of inputs whose times overlap, one that grows slowly is cut into shorter chunks: else the
/// minutes of weeks would wait for what the others tell of them.
///
/// An archive is open only from its first chunk to its last, so a rotated set has one open at a
/// time. One thread.
final class Walk implements Closeable {
  /// Chunks of several inputs are no longer than that, as far as they need not be [#SHORTEST].
  private static final long LONG_MICROS = 600_000_000L;

  private static final int SHORTEST = 1 << 14;

  private final List<Source> sources;
  private final Shape shape;
  private final PriorityQueue<Entry> next =
      new PriorityQueue<>(Comparator.comparingLong(Entry::begin).thenComparingInt(Entry::index));
  private final long[] stored;
  private final List<String> damages = new ArrayList<>();

  /// An input, and when its next chunk begins; its cursor once it was begun.
  ///
  /// @param most bytes of that chunk
  private record Entry(int index, long begin, Optional<Cursor> cursor, int most) {}

  Walk(List<Source> sources, Shape shape) {
    this.sources = sources;
    this.shape = shape;
    this.stored = new long[sources.size()];
  }

  /// Finds out in which order the inputs begin.
  void begin() throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.size() == 1) {
        next.add(new Entry(i, Inputs.NO_TIME, Optional.empty(), shape.chunk()));
      } else {
        try (Cursor look = cursor(i)) {
          int most = Math.min(SHORTEST, shape.chunk());
          next.add(new Entry(i, look.begin(), Optional.empty(), most));
        }
      }
    }
  }

  private Cursor cursor(int i) throws IOException {
    Source source = sources.get(i);
    boolean plain = source.file().container() == Container.PLAIN && !source.hasDirectives();
    return plain ? new PlainCursor(i, source, shape) : new StreamCursor(i, source, shape);
  }

  /// The next chunk, or empty at the end of all.
  Optional<Step> next(byte[] buffer) throws IOException {
    while (!next.isEmpty()) {
      Entry entry = next.remove();
      Cursor cursor = entry.cursor().isPresent() ? entry.cursor().get() : cursor(entry.index());
      if (cursor.atEnd()) {
        end(entry.index(), cursor);
        continue;
      }
      Piece piece = cursor.next(buffer, entry.most());
      stored[entry.index()] = cursor.stored();
      piece.stored = java.util.Arrays.stream(stored).sum();
      int most = most(piece, cursor.begin(), entry.most());
      next.add(new Entry(entry.index(), cursor.begin(), Optional.of(cursor), most));
      return Optional.of(new Step(piece, cursor.fills()));
    }
    return Optional.empty();
  }

  /// How much to cut next: less if this chunk was long in time and others have parts of that time.
  private int most(Piece piece, long begin, int before) {
    boolean timeless = piece.begin == Inputs.NO_TIME || begin == Inputs.NO_TIME;
    boolean alone = next.isEmpty() || next.peek().begin() >= begin;
    return alone || timeless || begin - piece.begin <= LONG_MICROS
        ? (int) Math.min(shape.chunk(), 2L * before)
        : Math.max(Math.min(SHORTEST, shape.chunk()), before / 2);
  }

  /// @param filled whether the chunk is in the buffer already
  record Step(Piece piece, boolean filled) {}

  private void end(int index, Cursor cursor) throws IOException {
    switch (cursor) {
      case StreamCursor stream -> stream.damage().ifPresent(damages::add);
      case PlainCursor _ -> {}
    }
    stored[index] = sources.get(index).file().size();
    cursor.close();
  }

  /// What was wrong with archives.
  List<String> damages() {
    return damages;
  }

  @Override
  public void close() throws IOException {
    for (Entry entry : next) {
      if (entry.cursor().isPresent()) {
        entry.cursor().get().close();
      }
    }
  }
}

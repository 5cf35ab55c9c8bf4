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
/// An archive is open only from its first chunk to its last, so a rotated set has one open at a
/// time. One thread.
final class Walk implements Closeable {
  private final List<Source> sources;
  private final Shape shape;
  private final PriorityQueue<Entry> next =
      new PriorityQueue<>(Comparator.comparingLong(Entry::begin).thenComparingInt(Entry::index));
  private final long[] stored;
  private final List<String> damages = new ArrayList<>();

  /// An input, and when its next chunk begins; its cursor once it was begun.
  private record Entry(int index, long begin, Optional<Cursor> cursor) {}

  Walk(List<Source> sources, Shape shape) {
    this.sources = sources;
    this.shape = shape;
    this.stored = new long[sources.size()];
  }

  /// Finds out in which order the inputs begin.
  void begin() throws IOException {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.size() == 1) {
        next.add(new Entry(i, Inputs.NO_TIME, Optional.empty()));
      } else {
        try (Cursor look = cursor(i)) {
          next.add(new Entry(i, look.begin(), Optional.empty()));
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
      Piece piece = cursor.next(buffer);
      stored[entry.index()] = cursor.stored();
      piece.stored = java.util.Arrays.stream(stored).sum();
      next.add(new Entry(entry.index(), cursor.begin(), Optional.of(cursor)));
      return Optional.of(new Step(piece, cursor.fills()));
    }
    return Optional.empty();
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

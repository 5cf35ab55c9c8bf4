package org.gabion.analyze.input;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads files in chunks on several threads. The first read makes an index of the chunks; later
/// ones follow it, and leave out what their filter does not want.
///
/// Not thread safe: one read at a time.
public final class ChunkedInputs implements Inputs {
  private final List<Source> sources;
  private final Shape shape;
  private final int threads;
  private final Progress progress;
  private final List<String> warnings = new ArrayList<>();
  private final List<Closeable> made = new ArrayList<>();
  private Optional<List<Piece>> index = Optional.empty();
  private long[] linesBefore = {};
  private int pass;

  /// @param threads that work on chunks; one more reads archives
  public ChunkedInputs(List<Source> sources, int threads, Progress progress) {
    this(sources, threads, progress, Shape.USUAL);
  }

  ChunkedInputs(List<Source> sources, int threads, Progress progress, Shape shape) {
    this.sources = List.copyOf(sources);
    this.threads = threads;
    this.progress = progress;
    this.shape = shape;
    sources.forEach(source -> source.file().warning().ifPresent(warnings::add));
  }

  @Override
  public List<Source> sources() {
    return sources;
  }

  @Override
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  @Override
  public <R> void readInParts(TimeFilter filter, PartTask<R> task, InOrder<R> consumer)
      throws IOException {
    pass++;
    int reading = pass;
    long total = sources.stream().mapToLong(source -> source.file().size()).sum();
    ChunkRun.Report report = done -> progress.at(reading, done, total);
    ChunkRun<R> run = new ChunkRun<>(sources, shape, threads, task, consumer, report);
    if (index.isPresent()) {
      run.again(index.get().stream().filter(piece -> wants(filter, piece)).toList());
      return;
    }
    Walk walk = new Walk(sources, shape);
    List<Piece> pieces = run.first(walk);
    warnings.addAll(walk.damages());
    number(pieces);
    index = Optional.of(pieces);
  }

  private static boolean wants(TimeFilter filter, Piece piece) {
    return filter.wants(piece.firstMicros, piece.lastMicros);
  }

  /// The order of the command line counts for line numbers, not the order of reading.
  private void number(List<Piece> pieces) {
    long[] next = new long[sources.size() + 1];
    for (Piece piece : pieces) {
      next[piece.file + 1] += piece.lines;
    }
    for (int i = 1; i < next.length; i++) {
      next[i] += next[i - 1];
    }
    linesBefore = next.clone();
    for (Piece piece : pieces) {
      piece.firstLine = next[piece.file];
      next[piece.file] += piece.lines;
    }
  }

  @Override
  public long linesBefore(int file) {
    if (index.isEmpty()) {
      throw new IllegalStateException("lines are counted by a first read");
    }
    return linesBefore[file];
  }

  @Override
  public void closeToo(Closeable also) {
    made.add(also);
  }

  @Override
  public void close() throws IOException {
    for (Closeable each : made) {
      each.close();
    }
    for (Source source : sources) {
      source.file().close();
    }
  }
}

package org.gabion.analyze.input;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.gabion.analyze.format.LineParser;

/// What is analysed: read as often as there are passes.
///
/// Chunks come in the order of their beginnings' times, whatever input they are from: two servers'
/// logs of the same day take turns, and rotated logs follow each other. Within one input the order
/// is that of its lines.
public interface Inputs extends Closeable {
  /// A line with more bytes than this is not looked at.
  int MAX_LINE = 1 << 20;

  /// A chunk none of whose lines could be told the time of.
  long NO_TIME = Long.MIN_VALUE;

  /// Wants every chunk.
  TimeFilter ALL = (first, last) -> true;

  /// In the order of the command line.
  List<Source> sources();

  /// Hands each chunk to the task, and the results to the consumer, on one thread and in order.
  ///
  /// @throws IOException if an input can not be read any more
  default <R> void read(Task<R> task, InOrder<R> consumer) throws IOException {
    read(ALL, task, consumer);
  }

  /// The same for those chunks only that may have lines of times that the filter wants, as far as
  /// an earlier read has told ([Chunk#covers]).
  default <R> void read(TimeFilter filter, Task<R> task, InOrder<R> consumer) throws IOException {
    readInParts(filter, (source, chunk, parts) -> task.run(source, chunk), consumer);
  }

  /// The same for results that are too large to wait whole: the consumer takes all parts of a
  /// chunk, in order, before the first of the next.
  <R> void readInParts(TimeFilter filter, PartTask<R> task, InOrder<R> consumer) throws IOException;

  /// Lines of the inputs before this one, in the order of the command line.
  ///
  /// @throws IllegalStateException before a first read has come to its end
  long linesBefore(int file);

  /// Closes this as well when the inputs are closed: what was made of them and is read until then.
  void closeToo(Closeable made);

  /// What the reader of a report must know: an archive that ends too early, input beyond a bound.
  List<String> warnings();

  /// Some lines of one source.
  interface Chunk {
    /// Lines of all inputs before this chunk, in the order of the command line; known once a first
    /// read has come to its end.
    ///
    /// @throws IllegalStateException before that
    long firstLine();

    /// The time of its first lines, microseconds since 1970, or [#NO_TIME]: chunks that come later
    /// begin no earlier, as far as their inputs are in order.
    long beginMicros();

    /// A parser that knows the directives before this chunk.
    LineParser parser();

    /// Shows all lines. Once.
    void lines(LineSink sink);

    /// Shows all lines, those that are astray as empty ones: numbers stay as they are. Once.
    void linesInTime(LineSink sink);

    /// Tells which lines are astray, for later reads.
    ///
    /// @param lines their places in the chunk, from 1 and rising
    void strayed(long[] lines);

    /// Tells the least and the greatest time of its lines, for later reads.
    void covers(long firstMicros, long lastMicros);
  }

  /// What is done with a chunk, on any thread.
  interface Task<R> {
    R run(Source source, Chunk chunk);
  }

  /// What is done with a chunk, on any thread, if its result is handed on in parts; what it returns
  /// is the last one.
  interface PartTask<R> {
    R run(Source source, Chunk chunk, Parts<R> parts);
  }

  /// Takes a part of a chunk's result. Waits until the one before it was taken, so that at most two
  /// parts of a chunk are in memory besides the one that is made.
  interface Parts<R> {
    void add(R part);
  }

  /// Takes a result, or a part of one; `file` is the place of its source.
  interface InOrder<R> {
    void accept(int file, R result) throws IOException;
  }

  /// Which stretches of time are wanted.
  interface TimeFilter {
    boolean wants(long firstMicros, long lastMicros);
  }

  /// Hears how far a read has come.
  interface Progress {
    /// Hears nothing.
    Progress NONE = (pass, done, total) -> {};

    /// @param pass 1 for the first read
    /// @param done bytes of the inputs as they are stored
    void at(int pass, long done, long total);
  }
}

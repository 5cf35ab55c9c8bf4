package org.gabion.analyze;

import java.io.IOException;
import java.util.List;

/// What is analysed: read as often as there are passes.
interface Inputs {
  List<Source> sources();

  /// Hands each chunk to the task, and the results to the consumer, on one thread and in order.
  <R> void read(Task<R> task, InOrder<R> consumer) throws IOException;

  /// Some lines of one source.
  interface Chunk {
    /// Lines of all input before this chunk.
    long firstLine();

    void lines(LineSink sink);
  }

  /// What is done with a chunk, on any thread.
  interface Task<R> {
    R run(Source source, Chunk chunk);
  }

  /// Takes a result; `file` is the place of its source.
  interface InOrder<R> {
    void accept(int file, R result);
  }
}

package org.gabion.analyze.input;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// One read: a thread cuts the input and unpacks archives, several work on chunks, and the caller's
/// thread takes the results in order.
///
/// ```
///  cutter --> work  --> workers (read plain chunks, run the task) --+
///     |                                                             | result
///     +-----> order --> caller: waits for each result, hands it on <+
///     ^                                                   |
///     +------------------ buffers <-----------------------+
/// ```
///
/// A chunk holds its buffer until its result was taken: the buffers bound what is in flight. A
/// result that comes in parts waits for the caller after each: a chunk whose turn it is not holds
/// one part, and the one that its worker can not put down. No chunk waits for one behind it, so all
/// of them end. Used once.
final class ChunkRun<R> {
  /// Hears how many bytes are done.
  interface Report {
    void done(long bytes);
  }

  /// What the caller waits for next.
  private sealed interface Turn<R> {}

  /// @param answers what its worker tells, the last one at the end
  private record Job<R>(
      Piece piece, byte[] buffer, boolean filled, BlockingQueue<Answer<R>> answers)
      implements Turn<R> {}

  private record End<R>(Optional<Throwable> fault) implements Turn<R> {}

  /// What a worker tells of its chunk.
  private sealed interface Answer<R> {}

  private record Part<R>(R part) implements Answer<R> {}

  private record Last<R>(R part) implements Answer<R> {}

  private record Failed<R>(Throwable fault) implements Answer<R> {}

  /// Ends a task whose run is over.
  private static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1;

    Stopped(InterruptedException cause) {
      super(cause);
    }
  }

  /// What cuts the input.
  private interface Cutter {
    void cut() throws IOException, InterruptedException;
  }

  private final List<Source> sources;
  private final Shape shape;
  private final Inputs.PartTask<R> task;
  private final Inputs.InOrder<R> consumer;
  private final Report report;
  private final List<Thread> threads = new ArrayList<>();
  private final int workers;
  private final BlockingQueue<byte[]> buffers;
  private final BlockingQueue<Turn<R>> order;
  private final BlockingQueue<Job<R>> work;
  private int made;

  ChunkRun(
      List<Source> sources,
      Shape shape,
      int workers,
      Inputs.PartTask<R> task,
      Inputs.InOrder<R> consumer,
      Report report) {
    this.sources = sources;
    this.shape = shape;
    this.workers = workers;
    this.task = task;
    this.consumer = consumer;
    this.report = report;
    int inFlight = workers + 2;
    this.buffers = new ArrayBlockingQueue<>(inFlight);
    this.order = new ArrayBlockingQueue<>(inFlight + 1);
    this.work = new ArrayBlockingQueue<>(inFlight);
  }

  /// Reads everything.
  List<Piece> first(Walk walk) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    run(
        () -> {
          try (walk) {
            walk.begin();
            for (byte[] buffer = buffer(); ; buffer = buffer()) {
              Optional<Walk.Step> step = walk.next(buffer);
              if (step.isEmpty()) {
                return;
              }
              pieces.add(step.get().piece());
              post(step.get().piece(), buffer, step.get().filled());
            }
          }
        });
    return pieces;
  }

  /// Reads chunks that an earlier read has found.
  void again(List<Piece> pieces) throws IOException {
    run(
        () -> {
          try (Replay replay = new Replay(sources, pieces)) {
            for (Piece piece : pieces) {
              byte[] buffer = buffer();
              boolean packed = sources.get(piece.file).file().container() != Container.PLAIN;
              if (packed) {
                replay.fill(piece, buffer);
              }
              post(piece, buffer, packed);
            }
          }
        });
  }

  private byte[] buffer() throws InterruptedException {
    byte[] free = buffers.poll();
    if (free != null) {
      return free;
    }
    if (made < workers + 2) {
      made++;
      return new byte[shape.chunk() + Shape.PADDING];
    }
    return buffers.take();
  }

  private void post(Piece piece, byte[] buffer, boolean filled) throws InterruptedException {
    Job<R> job = new Job<>(piece, buffer, filled, new ArrayBlockingQueue<>(1));
    order.put(job);
    work.put(job);
  }

  private void run(Cutter cutter) throws IOException {
    start("analyze-cut", () -> cut(cutter));
    for (int i = 0; i < workers; i++) {
      start("analyze-work-" + i, this::work);
    }
    try {
      takeAll();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } finally {
      stop();
    }
  }

  private void start(String name, Runnable body) {
    threads.add(Thread.ofPlatform().daemon().name(name).start(body));
  }

  private void stop() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void cut(Cutter cutter) {
    Optional<Throwable> fault = Optional.empty();
    try {
      cutter.cut();
    } catch (InterruptedException e) {
      return; // the run is over
    } catch (Throwable e) {
      fault = Optional.of(e);
    }
    try {
      order.put(new End<>(fault));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      while (true) {
        Job<R> job = work.take();
        job.answers().put(answer(job));
      }
    } catch (Stopped e) {
      Thread.currentThread().interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer<R> answer(Job<R> job) {
    try {
      return new Last<>(work(job));
    } catch (Stopped e) {
      throw e;
    } catch (Throwable e) {
      return new Failed<>(e);
    }
  }

  private R work(Job<R> job) throws IOException {
    Piece piece = job.piece();
    Source source = sources.get(piece.file);
    byte[] buffer = job.buffer();
    if (!job.filled()) {
      source.file().readFully(buffer, 0, piece.offset, piece.length);
    }
    // Parsers may read beyond the last line, and must find the same there every time.
    Arrays.fill(buffer, piece.length, piece.length + Shape.PADDING, (byte) 0);
    return task.run(
        source, new ByteChunk(source, piece, buffer, shape.line()), part -> put(job, part));
  }

  private static <R> void put(Job<R> job, R part) {
    try {
      job.answers().put(new Part<>(part));
    } catch (InterruptedException e) {
      throw new Stopped(e);
    }
  }

  private void takeAll() throws IOException, InterruptedException {
    while (true) {
      switch (order.take()) {
        case Job<R> job -> {
          takeAll(job);
          report.done(job.piece().stored);
          buffers.put(job.buffer());
        }
        case End<R> end -> {
          if (end.fault().isPresent()) {
            throw thrown(end.fault().get());
          }
          return;
        }
      }
    }
  }

  private void takeAll(Job<R> job) throws IOException, InterruptedException {
    int file = job.piece().file;
    while (true) {
      switch (job.answers().take()) {
        case Part<R>(R part) -> consumer.accept(file, part);
        case Last<R>(R part) -> {
          consumer.accept(file, part);
          return;
        }
        case Failed<R>(Throwable fault) -> throw thrown(fault);
      }
    }
  }

  /// What another thread met, as the caller's own.
  private static IOException thrown(Throwable fault) {
    return switch (fault) {
      case Error e -> throw e;
      case RuntimeException e -> throw e;
      case IOException e -> e;
      default -> new IOException(fault);
    };
  }
}

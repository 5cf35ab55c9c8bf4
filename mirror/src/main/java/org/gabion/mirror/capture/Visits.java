package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Runs requests beside each other, as many as there may be connections, and hands their answers to
/// one thread.
final class Visits<T> implements AutoCloseable {
  private final int most;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CompletionService<T> completed = new ExecutorCompletionService<>(threads);
  private int running;

  Visits(int most) {
    this.most = most;
  }

  boolean hasRoom() {
    return running < most;
  }

  boolean isIdle() {
    return running == 0;
  }

  void start(Callable<T> visit) {
    completed.submit(visit);
    running++;
  }

  /// Waits for the next one that ends.
  T take() throws IOException {
    running--;
    try {
      return completed.take().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException fault) {
        throw fault;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    threads.close();
  }
}

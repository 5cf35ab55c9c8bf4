package org.gabion.mirror.node;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.gabion.core.snapshot.Digest;
import org.jspecify.annotations.Nullable;

/// What an edition lacks, fetched stripe by stripe in the order in which it was added, a few at a
/// time. All nodes add in the same order: so a forerunner fetches first what those behind it ask
/// for first, and nobody holds a place for what comes late. Bounded: adding waits while a stripe is
/// full.
final class StripeQueues implements AutoCloseable {
  private static final int CAPACITY = 512;

  private final List<BlockingQueue<Task>> queues = new ArrayList<>();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicReference<@Nullable IOException> fault = new AtomicReference<>();

  /// Something to fetch. It may fail; the others go on.
  interface Fetch {
    void run() throws IOException;
  }

  private record Task(Fetch fetch, CompletableFuture<Boolean> done, boolean isLast) {}

  /// @param parallel how many of a stripe are fetched at once
  StripeQueues(int parallel) {
    for (int stripe = 0; stripe < FanOut.STRIPES; stripe++) {
      BlockingQueue<Task> queue = new ArrayBlockingQueue<>(CAPACITY);
      queues.add(queue);
      for (int i = 0; i < parallel; i++) {
        workers.execute(() -> work(queue));
      }
    }
  }

  /// Adds one.
  ///
  /// @return completes with whether it was fetched
  CompletableFuture<Boolean> add(Digest digest, Fetch fetch) throws InterruptedException {
    Task task = new Task(fetch, new CompletableFuture<>(), false);
    queues.get(FanOut.stripe(digest)).put(task);
    return task.done();
  }

  private void work(BlockingQueue<Task> queue) {
    try {
      for (Task task = queue.take(); ; task = queue.take()) {
        if (task.isLast()) {
          queue.put(task);
          return;
        }
        run(task);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(Task task) {
    boolean fetched = false;
    try {
      task.fetch().run();
      fetched = true;
    } catch (IOException e) {
      fault.compareAndSet(null, e);
    } catch (RuntimeException e) {
      fault.compareAndSet(null, new IOException(e));
    } finally {
      task.done().complete(fetched);
    }
  }

  /// Waits until all that was added is fetched.
  ///
  /// @throws IOException the first fault, if there was one
  void finish() throws IOException, InterruptedException {
    for (BlockingQueue<Task> queue : queues) {
      queue.put(new Task(() -> {}, new CompletableFuture<>(), true));
    }
    workers.shutdown();
    while (!workers.awaitTermination(1, TimeUnit.HOURS)) {
      // A large edition over a slow line.
      continue;
    }
    IOException first = fault.get();
    if (first != null) {
      throw first;
    }
  }

  /// Ends the workers, whatever they do.
  @Override
  public void close() {
    workers.shutdownNow();
  }
}

package org.gabion.guard.admin;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs one reload at a time, each on a virtual thread of its own. Any thread may call.
final class ReloadTurn {
  private final Reloader reloader;
  private final AtomicBoolean running = new AtomicBoolean();

  ReloadTurn(Reloader reloader) {
    this.reloader = reloader;
  }

  /// The answer, later; 409 at once while another reload runs.
  CompletableFuture<AdminAnswer> start() {
    if (!running.compareAndSet(false, true)) {
      return CompletableFuture.completedFuture(
          AdminAnswer.error(409, "Another reload is running."));
    }
    CompletableFuture<AdminAnswer> answer = new CompletableFuture<>();
    Thread.ofVirtual().name("gabion-reload").start(() -> answer.complete(reload()));
    return answer;
  }

  private AdminAnswer reload() {
    try {
      return AdminRoutes.reloaded(reloader.reload());
    } catch (RuntimeException e) {
      // A fault of ours: the configuration before stays in force, and the operator gets to see what
      // it was.
      return AdminAnswer.error(500, "The reload failed: " + e);
    } finally {
      running.set(false);
    }
  }
}

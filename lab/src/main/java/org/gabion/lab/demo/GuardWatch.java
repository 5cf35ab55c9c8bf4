package org.gabion.lab.demo;

import java.io.IOException;
import java.util.Map;

/// Asks the guard's admin port once a second what it is doing. [#doing] may be read by any thread.
final class GuardWatch implements AutoCloseable {
  private final GuardProcess guard;
  private final Thread thread;
  private volatile String doing = "starting";

  private GuardWatch(GuardProcess guard) {
    this.guard = guard;
    this.thread = Thread.ofVirtual().name("guard-watch").unstarted(this::run);
  }

  static GuardWatch start(GuardProcess guard) {
    GuardWatch watch = new GuardWatch(guard);
    watch.thread.start();
    return watch;
  }

  /// A few words for the live view.
  String doing() {
    return doing;
  }

  private void run() {
    Map<String, Double> before = Map.of();
    long readAt = System.nanoTime();
    try {
      while (true) {
        try {
          Map<String, Double> now = Metrics.parse(guard.adminSays("/metrics"));
          long at = System.nanoTime();
          doing = GuardWords.of(before, now, Math.max(at - readAt, 1) / 1e9);
          before = now;
          readAt = at;
        } catch (IOException e) {
          doing = "its admin port does not answer: " + e.getMessage();
        }
        Thread.sleep(1_000);
      }
    } catch (InterruptedException e) {
      // The run is over.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}

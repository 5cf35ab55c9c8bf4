package org.gabion.mirror.node;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.rendition.WebRoot;

/// Makes the readable pages of a node's edition beside it, when an edition has come: a node's store
/// is then a whole copy, for another web server too. A thread of its own, since a large site takes
/// a while; only the newest edition is made.
final class PageMaker implements AutoCloseable {
  private final WebRoot web;
  private final long quota;
  private final Supplier<Optional<OpenedCopy>> current;
  private final NodeEvent.Listener events;
  private final Semaphore work = new Semaphore(0);
  private Optional<Thread> thread = Optional.empty();

  /// @param quota of the copy and its pages together
  /// @param current the edition that the store holds whole
  PageMaker(
      Path root,
      RenditionRules rules,
      long quota,
      Supplier<Optional<OpenedCopy>> current,
      NodeEvent.Listener events) {
    this.web = new WebRoot(root, rules);
    this.quota = quota;
    this.current = current;
    this.events = events;
  }

  void start() {
    thread = Optional.of(Thread.ofPlatform().daemon().name("readable pages").start(this::run));
    edition();
  }

  /// Tells that an edition has come.
  void edition() {
    work.release();
  }

  private void run() {
    try {
      while (true) {
        work.acquire();
        var _ = work.drainPermits();
        make();
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  /// Makes the pages of the edition that is here now; what goes wrong is told.
  synchronized void make() {
    Optional<OpenedCopy> copy = current.get();
    if (copy.isEmpty()) {
      return;
    }
    SnapshotHeader header = copy.get().header();
    if (header.bytes() > quota / 2) {
      events.told(
          NodeEvent.news(
              "no readable pages are made: they need about as much room as the edition, "
                  + header.bytes()
                  + " bytes, and the quota is "
                  + quota));
      return;
    }
    try {
      var _ = web.bring(copy.get());
    } catch (IOException | RuntimeException e) {
      events.told(
          NodeEvent.fault(
              "the readable pages of edition "
                  + header.sequence()
                  + " could not be made: "
                  + e.getMessage()));
    }
  }

  @Override
  public void close() {
    thread.ifPresent(Thread::interrupt);
  }
}

package org.gabion.guard.copy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Journal;
import org.gabion.core.policy.Verdict;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.SnapshotStore;

/// The copy of one site as the guard serves it, and what the journal is told of that: when readers
/// begin to get it, when nobody did any more for [#QUIET_NANOS], and what could not be read.
///
/// Thread safe, without locks of its own. A fault of the store is the same as a page that it has
/// not.
public final class SiteCopy {
  static final long QUIET_NANOS = 60_000_000_000L;

  private static final long TELL_EVERY_NANOS = 60_000_000_000L;

  private final String site;
  private final SnapshotStore store;
  private final Journal journal;
  private final AtomicBoolean serving = new AtomicBoolean();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong tellFaultsAt;
  private volatile long begunAt;
  private volatile long lastAt;

  /// @param now on the clock of [System#nanoTime]
  public SiteCopy(String site, SnapshotStore store, Journal journal, long now) {
    this.site = site;
    this.store = store;
    this.journal = journal;
    this.tellFaultsAt = new AtomicLong(now);
  }

  /// The edition that readers would get; empty if there is none. Never blocks.
  public Optional<SnapshotStore.Edition> edition() {
    try {
      return store.current();
    } catch (RuntimeException fault) {
      unreadable(fault.toString(), System.nanoTime());
      return Optional.empty();
    }
  }

  /// Whether readers get it now.
  public boolean serving() {
    return serving.get();
  }

  Optional<SnapshotStore.Page> find(String path, String query) throws SnapshotStore.Unreadable {
    return store.find(path, query);
  }

  byte[] read(ObjectRef object) throws SnapshotStore.Unreadable {
    byte[] content = store.read(object);
    if (content.length != object.size()) {
      throw new SnapshotStore.Unreadable(
          "object " + object.digest() + " came with " + content.length + " bytes");
    }
    return content;
  }

  /// A reader gets a page of it.
  public void served(Verdict.ServeCopy why, SnapshotStore.Edition edition, long now) {
    lastAt = now;
    answers.incrementAndGet();
    if (!serving.get() && serving.compareAndSet(false, true)) {
      begunAt = now;
      journal.record(
          new Event.CopyBegun(site, why.reason(), edition.sequence(), shown(edition.published())));
    }
  }

  /// A moment as the header and the journal show it (RFC 3339), to the second.
  public static String shown(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// A part of it could not be read.
  void unreadable(String cause, long now) {
    faults.incrementAndGet();
    long due = tellFaultsAt.get();
    if (now - due >= 0 && tellFaultsAt.compareAndSet(due, now + TELL_EVERY_NANOS)) {
      journal.record(new Event.CopyUnreadable(site, faults.getAndSet(0), cause));
    }
  }

  /// Tells the journal once nobody gets it any more; called a few times a second by one thread.
  public void tick(long now) {
    long last = lastAt;
    if (serving.get() && now - last > QUIET_NANOS && serving.compareAndSet(true, false)) {
      journal.record(new Event.CopyEnded(site, (last - begunAt) / 1_000_000, answers.getAndSet(0)));
    }
  }
}

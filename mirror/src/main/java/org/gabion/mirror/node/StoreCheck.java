package org.gabion.mirror.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Recent;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.mirror.copy.OpenedCopy;

/// Reads what a store holds of its edition, again and again, and fetches what was damaged on the
/// disk or has gone: nobody else would find it before a reader asks for it. One thread.
///
/// A round is spread over its time by bytes, so that a disk that serves is hardly busier for it.
final class StoreCheck {
  private static final int ROUNDS = 4;
  private static final long SHORTEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

  private final NodeStore store;
  private final PeerFetch fetch;
  private final Arrivals arrivals;
  private final NodeEvent.Listener events;
  private final Supplier<Optional<OpenedCopy>> current;

  /// What a round found.
  ///
  /// @param files that were read
  /// @param repaired that were wrong or gone, and are right again
  /// @param lost that nobody gave; the next round asks again
  record Found(long files, long repaired, long lost) {}

  /// @param current the edition that the store holds whole
  StoreCheck(
      NodeStore store,
      PeerFetch fetch,
      Arrivals arrivals,
      NodeEvent.Listener events,
      Supplier<Optional<OpenedCopy>> current) {
    this.store = store;
    this.fetch = fetch;
    this.arrivals = arrivals;
    this.events = events;
    this.current = current;
  }

  /// Goes round until it is interrupted.
  ///
  /// @param time of a round
  void run(Duration time) throws InterruptedException {
    // A thousand nodes that were started at once do not read at once.
    long first = time.toMillis() / 24;
    TimeUnit.MILLISECONDS.sleep(first / 2 + ThreadLocalRandom.current().nextLong(first / 2 + 1));
    while (!Thread.currentThread().isInterrupted()) {
      long until = System.nanoTime() + time.toNanos();
      try {
        var _ = round(time);
      } catch (IOException e) {
        events.told(NodeEvent.fault("the store can not be looked through: " + e.getMessage()));
      }
      TimeUnit.NANOSECONDS.sleep(Math.max(time.toNanos() / 1000, until - System.nanoTime()));
    }
  }

  /// Reads everything once.
  ///
  /// @param time that it may take; zero for no pauses
  Found round(Duration time) throws IOException, InterruptedException {
    Optional<OpenedCopy> edition = current.get();
    if (edition.isEmpty()) {
      return new Found(0, 0, 0);
    }
    return new Round(edition.get(), time).run();
  }

  private final class Round {
    private final OpenedCopy edition;
    private final SnapshotHeader header;
    private final Duration time;
    private final long begun = System.nanoTime();
    private long bytes;
    private long files;
    private long repaired;
    private long lost;

    Round(OpenedCopy edition, Duration time) {
      this.edition = edition;
      this.header = edition.header();
      this.time = time;
    }

    Found run() throws IOException, InterruptedException {
      check(
          CopyPaths.snapshot(header.sequence()),
          edition.head().document().snapshot(),
          SnapshotHeader.MAX_BYTES);
      check(CopyPaths.recent(header.sequence()), header.recent().digest(), Recent.MAX_BYTES);
      for (int i = 0; i < header.shards().size() && isCurrent(); i++) {
        SnapshotHeader.Shard named = header.shards().get(i);
        if (check(CopyPaths.shard(named.digest()), named.digest(), named.size())) {
          for (Route route : edition.shard(i).routes()) {
            for (ObjectRef object : route.objects()) {
              check(CopyPaths.object(object.digest()), object.digest(), object.size());
            }
          }
        }
      }
      return new Found(files, repaired, lost);
    }

    /// What a newer edition does not need is not fetched for an older one.
    private boolean isCurrent() {
      return current
          .get()
          .filter(now -> now.head().identity().equals(edition.head().identity()))
          .isPresent();
    }

    /// Whether a file is right, or right again.
    private boolean check(String path, Digest digest, int size)
        throws IOException, InterruptedException {
      if (!isCurrent()) {
        return false;
      }
      files++;
      boolean right = store.isRight(path, digest);
      if (!right) {
        right = repair(path, digest, size);
      }
      bytes += size;
      pause();
      return right;
    }

    private boolean repair(String path, Digest digest, int size) throws InterruptedException {
      try {
        List<String> from = fetch.peers().trees().forerunners(FanOut.stripe(digest));
        store.putNamed(path, digest, fetch.fetch(path, digest, size, from, Duration.ZERO, ROUNDS));
        arrivals.arrived(path);
        repaired++;
        events.told(
            NodeEvent.fault(
                path
                    + " was damaged on this disk, and was fetched again; if that happens often,"
                    + " look at the disk"));
        return true;
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        lost++;
        events.told(
            NodeEvent.fault(
                path
                    + " was damaged on this disk, and nobody gave it again ("
                    + e.getMessage()
                    + "); it is asked for again later"));
        return false;
      }
    }

    /// Waits while this round is ahead of its time.
    private void pause() throws InterruptedException {
      double share = Math.min(1, bytes / (double) Math.max(1, header.bytes()));
      long ahead = (long) (time.toNanos() * share) - (System.nanoTime() - begun);
      if (ahead > SHORTEST_PAUSE) {
        TimeUnit.NANOSECONDS.sleep(ahead);
      }
    }
  }
}

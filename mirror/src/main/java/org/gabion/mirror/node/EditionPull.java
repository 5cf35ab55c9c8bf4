package org.gabion.mirror.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Recent;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteShard;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;

/// Brings a store to one edition: what is missing is fetched, each stripe from its own place in the
/// [FanOut], checked, and kept; the head is written when all is there. Whoever is cut off in
/// between has the edition before, and goes on where it was. One thread runs it; it uses others.
final class EditionPull {
  /// How long a forerunner is asked to wait for what it is fetching itself.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int PARALLEL_OF_STRIPE = 4;
  private static final int ROUNDS = 12;

  private final NodeStore store;
  private final Arrivals arrivals;
  private final PeerFetch fetch;
  private final long quota;
  private final Signed<Head> head;
  private final Set<Digest> asked = ConcurrentHashMap.newKeySet();
  private final Map<Integer, Semaphore> stripes = new ConcurrentHashMap<>();

  EditionPull(
      NodeStore store,
      Arrivals arrivals,
      PeerFetch fetch,
      long quota,
      Signed<Head> head) {
    this.store = store;
    this.arrivals = arrivals;
    this.fetch = fetch;
    this.quota = quota;
    this.head = head;
  }

  /// Fetches all that is missing.
  ///
  /// @param complete the edition that the store holds whole, if it holds one
  /// @return the edition's header
  /// @throws IOException if something can not be had from anyone, or does not fit
  SnapshotHeader run(Optional<Head> complete) throws IOException {
    SnapshotHeader header = header();
    if (header.bytes() > quota) {
      throw new IOException(
          "edition "
              + header.sequence()
              + " has "
              + header.bytes()
              + " bytes, the quota is "
              + quota
              + "; raise --quota to keep it");
    }
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      boolean next = complete.isPresent() && complete.get().sequence() + 1 == header.sequence();
      List<Future<?>> tasks = new ArrayList<>();
      if (next) {
        Recent recent = recent(header);
        recent.objects().forEach(object -> tasks.add(workers.submit(() -> object(object))));
        recent.shards().forEach(shard -> tasks.add(workers.submit(() -> shard(shard))));
      }
      await(tasks);
      List<Future<?>> rest = new ArrayList<>();
      for (SnapshotHeader.Shard named : header.shards()) {
        rest.add(workers.submit(() -> whole(named, workers)));
      }
      await(rest);
    }
    if (!store.has(CopyPaths.recent(header.sequence()))) {
      recent(header);
    }
    return header;
  }

  private static void await(List<Future<?>> tasks) throws IOException {
    IOException fault = null;
    for (Future<?> task : tasks) {
      try {
        task.get();
      } catch (InterruptedException e) {
        tasks.forEach(other -> other.cancel(true));
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (ExecutionException e) {
        if (fault == null) {
          fault = new IOException(e.getCause() == null ? "" : e.getCause().getMessage(), e);
        }
      }
    }
    if (fault != null) {
      throw fault;
    }
  }

  private SnapshotHeader header() throws IOException {
    String path = CopyPaths.snapshot(head.document().sequence());
    byte[] bytes = byName(path, head.document().snapshot(), SnapshotHeader.MAX_BYTES, small());
    return valid(path, SnapshotHeader.parse(bytes));
  }

  private Recent recent(SnapshotHeader header) throws IOException {
    String path = CopyPaths.recent(header.sequence());
    return valid(path, Recent.parse(byName(path, header.recent(), Recent.MAX_BYTES, small())));
  }

  /// Where small files are asked for: as for the first stripe. Not whoever told of the edition: two
  /// who told each other would wait for each other.
  private List<String> small() {
    return fetch.peers().trees().forerunners(0);
  }

  private byte[] byName(String path, Digest digest, int limit, List<String> from)
      throws IOException {
    Optional<byte[]> here = store.read(path).filter(bytes -> Digest.of(bytes).equals(digest));
    if (here.isPresent()) {
      return here.get();
    }
    byte[] bytes = fetch.fetch(path, digest, limit, from, PATIENCE, ROUNDS);
    store.put(path, bytes);
    arrivals.arrived(path);
    return bytes;
  }

  private static <T> T valid(String path, Parsed<T> parsed) throws IOException {
    return switch (parsed) {
      case Parsed.Valid<T> valid -> valid.value();
      case Parsed.Malformed<T> malformed ->
          throw new IOException("the publisher signed a malformed " + path + ": " + malformed);
    };
  }

  /// A shard, and all objects of its routes.
  private Void whole(SnapshotHeader.Shard named, ExecutorService workers) throws IOException {
    byte[] bytes = shard(named);
    RouteShard shard = valid(CopyPaths.shard(named.digest()), RouteShard.parse(bytes));
    List<Future<?>> tasks = new ArrayList<>();
    for (Route route : shard.routes()) {
      for (ObjectRef object : route.objects()) {
        if (asked.add(object.digest()) && !store.has(CopyPaths.object(object.digest()))) {
          tasks.add(workers.submit(() -> object(object)));
        }
      }
    }
    await(tasks);
    return null;
  }

  private byte[] shard(SnapshotHeader.Shard named) throws IOException {
    return named(CopyPaths.shard(named.digest()), named.digest(), named.size());
  }

  private Void object(ObjectRef object) throws IOException {
    asked.add(object.digest());
    named(CopyPaths.object(object.digest()), object.digest(), object.size());
    return null;
  }

  private byte[] named(String path, Digest digest, int size) throws IOException {
    Optional<byte[]> here = store.readNamed(path, digest);
    if (here.isPresent()) {
      return here.get();
    }
    int stripe = FanOut.stripe(digest);
    Semaphore turn = stripes.computeIfAbsent(stripe, _ -> new Semaphore(PARALLEL_OF_STRIPE));
    turn.acquireUninterruptibly();
    try {
      List<String> from = fetch.peers().trees().forerunners(stripe);
      byte[] bytes = fetch.fetch(path, digest, size, from, PATIENCE, ROUNDS);
      store.putNamed(path, digest, bytes);
      arrivals.arrived(path);
      return bytes;
    } finally {
      turn.release();
    }
  }

  /// Makes the edition the one that is served. Nothing of it was visible before.
  void publish(HeadFile file) throws IOException {
    store.put(CopyPaths.HEAD, file.bytes());
  }
}

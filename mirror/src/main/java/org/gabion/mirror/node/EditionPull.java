package org.gabion.mirror.node;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
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

/// Brings a store to one edition: what is missing is fetched by [StripeQueues], each stripe from
/// its own place in the [FanOut], checked, and kept; the head is written when all is there. Whoever
/// is cut off in between has the edition before, and goes on where it was. One thread runs it; it
/// uses others.
final class EditionPull {
  /// How long a forerunner is asked to wait for what it is fetching itself.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int ROUNDS = 12;

  private final NodeStore store;
  private final Arrivals arrivals;
  private final PeerFetch fetch;
  private final NodeConfig config;
  private final Signed<Head> head;
  private Optional<EditionPack> pack = Optional.empty();

  /// Packs come by the first tree; whoever lacks one must not wait for those who wait for it.
  private volatile boolean isSmall;

  private final Map<Digest, CompletableFuture<Boolean>> added = new HashMap<>();

  EditionPull(
      NodeStore store, Arrivals arrivals, PeerFetch fetch, NodeConfig config, Signed<Head> head) {
    this.store = store;
    this.arrivals = arrivals;
    this.fetch = fetch;
    this.config = config;
    this.head = head;
  }

  /// Fetches all that is missing.
  ///
  /// @param complete the edition that the store holds whole, if it holds one
  /// @return the edition's header
  /// @throws IOException if something can not be had from anyone, or does not fit
  SnapshotHeader run(Optional<Head> complete) throws IOException {
    boolean follows =
        complete.isPresent() && complete.get().sequence() + 1 == head.document().sequence();
    if (follows) {
      takePack();
    }
    SnapshotHeader header = header();
    if (header.bytes() > config.quota()) {
      throw new IOException(
          "edition "
              + header.sequence()
              + " has "
              + header.bytes()
              + " bytes, the quota is "
              + config.quota()
              + "; raise --quota to keep it");
    }
    try (StripeQueues queues = new StripeQueues(config.parallel())) {
      if (follows) {
        Recent recent = recent(header);
        isSmall = EditionPack.fits(header.encoded().length, recent);
        if (!isSmall) {
          // Whoever waits for a pack need not wait any longer.
          arrivals.arrived(EditionPack.path(header.sequence()));
        }
        addRecent(recent, queues);
      }
      walk(header, complete.map(this::shardsOf).orElse(Set.of()), queues);
      queues.finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    if (!store.has(CopyPaths.recent(header.sequence()))) {
      recent(header);
    }
    return header;
  }

  /// Asks the nearest forerunners for all that is new in one piece.
  private void takePack() throws IOException {
    long sequence = head.document().sequence();
    String path = EditionPack.path(sequence);
    if (store.has(CopyPaths.snapshot(sequence))) {
      return; // Begun before: what is missing is asked for one by one.
    }
    Optional<byte[]> bytes = fetch.fetchFirst(path, EditionPack.MAX_BYTES, small(), PATIENCE);
    if (bytes.isPresent()) {
      EditionPack taken = new EditionPack(sequence, bytes.get());
      if (taken.unpack(head.document(), store, arrivals)) {
        pack = Optional.of(taken);
      }
    }
  }

  /// All that was new, in one piece, for those who come behind; empty if it is too large.
  Optional<EditionPack> pack(SnapshotHeader header) throws IOException {
    return pack.isPresent() ? pack : EditionPack.of(header, recent(header), store);
  }

  /// The shards of an edition that the store holds whole: with them goes all that they name.
  private Set<Digest> shardsOf(Head whole) {
    try {
      Optional<byte[]> bytes = store.read(CopyPaths.snapshot(whole.sequence()));
      if (bytes.isPresent()
          && Digest.of(bytes.get()).equals(whole.snapshot())
          && SnapshotHeader.parse(bytes.get())
              instanceof Parsed.Valid<SnapshotHeader>(SnapshotHeader before)) {
        return before.shards().stream()
            .map(SnapshotHeader.Shard::digest)
            .collect(Collectors.toUnmodifiableSet());
      }
    } catch (IOException e) {
      // Then all is looked at.
    }
    return Set.of();
  }

  /// What is new since the edition before: known at once, without a look at the index.
  private void addRecent(Recent recent, StripeQueues queues) throws InterruptedException {
    for (SnapshotHeader.Shard shard : recent.shards()) {
      add(shard, queues);
    }
    for (ObjectRef object : recent.objects()) {
      add(object, queues);
    }
  }

  /// Walks the index, shard by shard, and adds what is not there.
  ///
  /// @param whole shards all of whose objects are there
  private void walk(SnapshotHeader header, Set<Digest> whole, StripeQueues queues)
      throws IOException, InterruptedException {
    List<CompletableFuture<Boolean>> shards = new ArrayList<>();
    for (SnapshotHeader.Shard named : header.shards()) {
      shards.add(add(named, queues));
    }
    for (int i = 0; i < shards.size(); i++) {
      SnapshotHeader.Shard named = header.shards().get(i);
      String path = CopyPaths.shard(named.digest());
      if (!isFetched(shards.get(i)) || whole.contains(named.digest())) {
        continue;
      }
      byte[] bytes =
          store
              .readNamed(path, named.digest())
              .orElseThrow(() -> new IOException(path + " is gone from the store"));
      for (Route route : valid(path, RouteShard.parse(bytes)).routes()) {
        for (ObjectRef object : route.objects()) {
          add(object, queues);
        }
      }
    }
  }

  private static boolean isFetched(CompletableFuture<Boolean> shard)
      throws IOException, InterruptedException {
    try {
      return shard.get();
    } catch (ExecutionException e) {
      throw new IOException(e);
    }
  }

  private CompletableFuture<Boolean> add(SnapshotHeader.Shard named, StripeQueues queues)
      throws InterruptedException {
    return add(CopyPaths.shard(named.digest()), named.digest(), named.size(), queues);
  }

  private void add(ObjectRef object, StripeQueues queues) throws InterruptedException {
    add(CopyPaths.object(object.digest()), object.digest(), object.size(), queues);
  }

  private CompletableFuture<Boolean> add(String path, Digest digest, int size, StripeQueues queues)
      throws InterruptedException {
    CompletableFuture<Boolean> known = added.get(digest);
    if (known != null) {
      return known;
    }
    CompletableFuture<Boolean> done =
        store.has(path, size)
            ? CompletableFuture.completedFuture(true)
            : queues.add(digest, () -> keep(path, digest, size));
    added.put(digest, done);
    return done;
  }

  private SnapshotHeader header() throws IOException {
    String path = CopyPaths.snapshot(head.document().sequence());
    byte[] bytes = byName(path, head.document().snapshot(), SnapshotHeader.MAX_BYTES, small());
    return valid(path, SnapshotHeader.parse(bytes));
  }

  private Recent recent(SnapshotHeader header) throws IOException {
    String path = CopyPaths.recent(header.sequence());
    SnapshotHeader.RecentRef named = header.recent();
    return valid(path, Recent.parse(byName(path, named.digest(), named.size(), small())));
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

  private void keep(String path, Digest digest, int size) throws IOException {
    int stripe = isSmall ? 0 : FanOut.stripe(digest);
    List<String> from = fetch.peers().trees().forerunners(stripe);
    store.putNamed(path, digest, fetch.fetch(path, digest, size, from, PATIENCE, ROUNDS));
    arrivals.arrived(path);
  }

  /// Makes the edition the one that is served. Nothing of it was visible before.
  void publish(HeadFile file) throws IOException {
    store.put(CopyPaths.HEAD, file.bytes());
  }
}

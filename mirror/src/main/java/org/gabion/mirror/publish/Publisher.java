package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Recent;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.capture.CaptureSource;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.target.DirectoryTarget;

/// Publishes editions into a folder, the operator's own copy, from which it goes out.
///
/// Written in the order objects, index, recent list, snapshot header, head: whoever is killed in
/// between leaves the edition before whole, and the next run finds what was stored. One process at
/// a time; blocks.
public final class Publisher {
  private final Path folder;
  private final DirectoryTarget store;
  private final FolderSource source;
  private final KeyRing keys;
  private final InstantSource clock;

  /// @param folder the root of the copy, which has at least root 1
  public Publisher(Path folder, KeyRing keys, InstantSource clock) {
    this.folder = folder;
    this.store = new DirectoryTarget(folder, clock);
    this.source = new FolderSource(folder);
    this.keys = keys;
    this.clock = clock;
  }

  /// What stands before an edition is made.
  private record Before(RootChain chain, Optional<OpenedCopy> copy, Map<RouteKey, Route> routes) {
    long sequence() {
      return copy.map(opened -> opened.header().sequence()).orElse(0L);
    }

    /// Whether the newest root takes the edition's head as it is.
    boolean standsByNewestRoot() {
      return copy.isPresent() && copy.get().head().document().root() == chain.newest().number();
    }
  }

  /// Captures and publishes.
  ///
  /// @throws IOException names the file and the remedy; the edition before is whole
  public Publication publish(CaptureSource capture, PublishRules rules) throws IOException {
    try (PublishLock _ = PublishLock.take(folder)) {
      Before before = before();
      EditionBuilder builder =
          new EditionBuilder(store, new EarlierEdition(before.copy(), before.routes()));
      capture.capture(builder);
      Change change = Change.of(before.routes(), builder.routes());
      List<String> missed =
          builder.told().stream()
              .map(miss -> miss.url() + ": " + miss.reason().word() + ", " + miss.detail())
              .toList();
      String objection = objection(builder, change, rules);
      if (!objection.isEmpty()) {
        return new Publication.Refused(objection, change, builder.completeness(), missed);
      }
      if (change.isNothing() && before.standsByNewestRoot()) {
        return unchanged(before, rules, change, builder, missed);
      }
      return write(before, rules, change, builder, missed);
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Before before() throws IOException {
    RootChain chain = RootWalk.begin(source, RootWalk.siteOf(source));
    if (source.fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES).isEmpty()) {
      return new Before(chain, Optional.empty(), Map.of());
    }
    CopyHead head = CopyHead.read(source, TrustedSite.of(chain));
    if (!(head.verdict() instanceof HeadVerdict.Newer newer)) {
      // What a root voided is as if it had never been; its successor begins a new line.
      return new Before(chain, Optional.empty(), Map.of());
    }
    try {
      OpenedCopy copy = OpenedCopy.open(source, newer.head());
      Map<RouteKey, Route> routes = new HashMap<>();
      copy.routes().forEach(route -> routes.put(route.key(), route));
      return new Before(chain, Optional.of(copy), routes);
    } catch (CopyFault e) {
      throw new IOException(
          "the copy in "
              + folder
              + " is damaged: "
              + e.getMessage()
              + "; fetch it from any mirror into a new folder with 'gabion mirror join ID@URL"
              + " --once --own URL --store NEW', and put its folder .gabion in the place of this"
              + " one",
          e);
    }
  }

  private static String objection(EditionBuilder builder, Change change, PublishRules rules) {
    SnapshotHeader.Completeness completeness = builder.completeness();
    if (builder.routes().isEmpty()) {
      return "nothing was captured";
    }
    if (rules.approved()) {
      return "";
    }
    double complete =
        completeness.captured() / (double) (completeness.captured() + completeness.failed());
    if (complete < rules.leastComplete()) {
      return "only "
          + percent(complete)
          + " of the pages that are known could be captured, at least "
          + percent(rules.leastComplete())
          + " are wanted";
    }
    if (change.shrinkage() > rules.mostShrinkage()) {
      return percent(change.shrinkage())
          + " of the pages of the last edition are gone, at most "
          + percent(rules.mostShrinkage())
          + " may be";
    }
    return "";
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1000) / 10);
  }

  private Publication unchanged(
      Before before, PublishRules rules, Change change, EditionBuilder builder, List<String> missed)
      throws IOException {
    Head head = before.copy().orElseThrow().head().document();
    boolean renewed = beat(rules);
    return new Publication.Unchanged(head, renewed, change, builder.completeness(), missed);
  }

  /// Says that the edition in the folder is still current, if the heartbeat keys are here.
  private boolean beat(PublishRules rules) throws IOException {
    RootChain chain = RootWalk.begin(source, RootWalk.siteOf(source));
    if (!keys.suffices(Role.HEARTBEAT, chain.newest().keys(Role.HEARTBEAT))) {
      return false;
    }
    var _ = new Heartbeats(folder, keys, clock).sayWhilePublishing(rules.nextWithin());
    return true;
  }

  private Publication write(
      Before before, PublishRules rules, Change change, EditionBuilder builder, List<String> missed)
      throws IOException {
    Root root = before.chain().newest();
    List<HolderKeys> signers = keys.open(Role.RELEASE, root.keys(Role.RELEASE));
    Digest site = before.chain().site();
    // A root may begin to count later than the last edition; editions go on from there. Those that
    // a root voided used their numbers up.
    long last = before.copy().isPresent() ? before.sequence() : newest(CopyPaths.SNAPSHOTS);
    long sequence = Math.max(last + 1, root.from());
    Instant published = now();
    RouteIndex index =
        RouteIndex.of(
            site, builder.routes().values(), before.copy().map(copy -> copy.header().bits()));
    Recent recent = recent(before, site, sequence, index, builder);
    SnapshotHeader header =
        new SnapshotHeader(
            site,
            sequence,
            published,
            builder.routes().size(),
            builder.objects().size(),
            builder.bytes(),
            builder.completeness(),
            newest(CopyPaths.ROSTERS),
            SnapshotHeader.RecentRef.of(recent),
            builder.notFound(),
            builder.queryNames(),
            index.bits(),
            index.shards());
    for (int i = 0; i < index.shards().size(); i++) {
      String path = CopyPaths.shard(index.shards().get(i).digest());
      if (store.size(path).isEmpty()) {
        store.put(path, index.encoded().get(i));
      }
    }
    store.put(CopyPaths.recent(sequence), recent.bytes());
    store.put(CopyPaths.snapshot(sequence), header.encoded());
    Head head =
        new Head(
            site,
            sequence,
            root.number(),
            Digest.of(header.encoded()),
            published,
            published.plus(rules.nextWithin()),
            before.copy().map(copy -> copy.head().identity()));
    Signed<Head> signed = HolderKeys.sign(head, head.body(), signers);
    store.put(CopyPaths.HEAD, new HeadFile(signed, Optional.empty()).bytes());
    new Garbage(folder, clock).collect();
    store.sweep();
    long newBytes = recent.objects().stream().mapToLong(ObjectRef::size).sum();
    return new Publication.Published(
        head, change, builder.completeness(), missed, builder.bytes(), newBytes);
  }

  private static Recent recent(
      Before before, Digest site, long sequence, RouteIndex index, EditionBuilder builder) {
    Set<Digest> oldObjects = new HashSet<>();
    before.routes().values().forEach(r -> r.objects().forEach(o -> oldObjects.add(o.digest())));
    Set<Digest> oldShards = new HashSet<>();
    before
        .copy()
        .ifPresent(copy -> copy.header().shards().forEach(shard -> oldShards.add(shard.digest())));
    List<ObjectRef> objects = new ArrayList<>(builder.objects().values());
    objects.removeIf(object -> oldObjects.contains(object.digest()));
    objects.sort(java.util.Comparator.comparing(ObjectRef::digest));
    List<SnapshotHeader.Shard> shards = new ArrayList<>();
    index.shards().stream()
        .filter(shard -> !oldShards.contains(shard.digest()))
        .sorted(java.util.Comparator.comparing(SnapshotHeader.Shard::digest))
        .forEach(shards::add);
    return new Recent(site, sequence, shards, objects);
  }

  /// The highest number among numbered files; 0 if there are none.
  private long newest(String folder) throws IOException {
    long newest = 0;
    for (String name : store.list(folder)) {
      if (name.matches("[1-9][0-9]{0,14}")) {
        newest = Math.max(newest, Long.parseLong(name));
      }
    }
    return newest;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }
}

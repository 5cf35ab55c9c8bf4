package org.gabion.mirror.publish;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Recent;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.PageHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.target.DirectoryTarget;

/// An edition of any routes, as a crawl could have found them, signed with a rig's keys.
public final class WrittenEdition {
  private final MirrorRig rig;
  private final EditionBuilder builder;
  private final DirectoryTarget store;

  public WrittenEdition(MirrorRig rig) {
    this.rig = rig;
    this.store = new DirectoryTarget(rig.copy(), rig.clock());
    this.builder = new EditionBuilder(store, new EarlierEdition(Optional.empty(), Map.of()));
  }

  /// A page of a content type.
  ///
  /// @param type empty for none
  public WrittenEdition page(String key, int status, String type, byte[] body) throws IOException {
    Map<RouteHeader, String> headers = new EnumMap<>(RouteHeader.class);
    if (!type.isEmpty()) {
      headers.put(RouteHeader.CONTENT_TYPE, type);
    }
    builder.page(
        RouteKey.parse(key).orElseThrow(),
        new PageHead(status, Optional.empty(), headers),
        new ByteArrayInputStream(body));
    return this;
  }

  public WrittenEdition html(String key, String body) throws IOException {
    return page(key, 200, "text/html; charset=utf-8", body.getBytes(StandardCharsets.UTF_8));
  }

  public WrittenEdition text(String key, String type, String body) throws IOException {
    return page(key, 200, type, body.getBytes(StandardCharsets.UTF_8));
  }

  public WrittenEdition redirect(String key, String location) throws IOException {
    builder.page(
        RouteKey.parse(key).orElseThrow(),
        new PageHead(301, Optional.of(location), Map.of()),
        new ByteArrayInputStream(new byte[0]));
    return this;
  }

  /// Signs and writes it; opens it.
  public OpenedCopy write(long sequence, Instant published) throws IOException {
    FolderSource source = new FolderSource(rig.copy());
    Root root = RootWalk.begin(source, rig.site()).newest();
    RouteIndex index = RouteIndex.of(rig.site(), builder.routes().values(), Optional.empty());
    List<ObjectRef> objects =
        builder.objects().values().stream()
            .sorted(Comparator.comparing(ObjectRef::digest))
            .toList();
    List<SnapshotHeader.Shard> shards =
        index.shards().stream().sorted(Comparator.comparing(SnapshotHeader.Shard::digest)).toList();
    Recent recent = new Recent(rig.site(), sequence, shards, objects);
    SnapshotHeader header =
        new SnapshotHeader(
            rig.site(),
            sequence,
            published,
            builder.routes().size(),
            builder.objects().size(),
            builder.bytes(),
            builder.completeness(),
            0,
            SnapshotHeader.RecentRef.of(recent),
            builder.notFound(),
            builder.queryNames(),
            index.bits(),
            index.shards());
    for (int i = 0; i < index.shards().size(); i++) {
      store.put(CopyPaths.shard(index.shards().get(i).digest()), index.encoded().get(i));
    }
    store.put(CopyPaths.recent(sequence), recent.bytes());
    store.put(CopyPaths.snapshot(sequence), header.encoded());
    Head head =
        new Head(
            rig.site(),
            sequence,
            root.number(),
            Digest.of(header.encoded()),
            published,
            published.plus(Duration.ofDays(7)),
            Optional.empty());
    Signed<Head> signed =
        HolderKeys.sign(head, head.body(), rig.ring().open(Role.RELEASE, root.keys(Role.RELEASE)));
    store.put(CopyPaths.HEAD, new HeadFile(signed, Optional.empty()).bytes());
    return OpenedCopy.open(source, signed);
  }
}

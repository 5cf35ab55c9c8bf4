package org.gabion.mirror.copy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Recent;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.RouteShard;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;

/// One edition as a source holds it. Every byte is checked before it is handed on. Keeps a few
/// shards of the index in memory; safe for use by several threads.
public final class OpenedCopy {
  private static final int CACHED_SHARDS = 32;

  private final Source source;
  private final Signed<Head> head;
  private final SnapshotHeader header;
  private final Map<Integer, RouteShard> cache =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, RouteShard> eldest) {
          return size() > CACHED_SHARDS;
        }
      };

  private OpenedCopy(Source source, Signed<Head> head, SnapshotHeader header) {
    this.source = source;
    this.head = head;
    this.header = header;
  }

  /// Opens the edition of a head that was judged before.
  public static OpenedCopy open(Source source, Signed<Head> head) throws CopyFault {
    Head document = head.document();
    String path = CopyPaths.snapshot(document.sequence());
    byte[] bytes = Fetch.required(source, path, SnapshotHeader.MAX_BYTES);
    check(source, path, bytes, document.snapshot());
    SnapshotHeader header = Fetch.valid(source, path, SnapshotHeader.parse(bytes));
    if (!header.site().equals(document.site()) || header.sequence() != document.sequence()) {
      throw new CopyFault(
          CopyFault.Kind.UNTRUSTED,
          source.name() + ", " + path + ": it is of another site or edition than its head");
    }
    return new OpenedCopy(source, head, header);
  }

  private static void check(Source source, String path, byte[] bytes, Digest wanted)
      throws CopyFault {
    if (!Digest.of(bytes).equals(wanted)) {
      throw new CopyFault(
          CopyFault.Kind.CORRUPT,
          source.name() + ", " + path + ": these are not the bytes that were signed");
    }
  }

  /// A shard of the route index.
  public RouteShard shard(int index) throws CopyFault {
    synchronized (cache) {
      RouteShard known = cache.get(index);
      if (known != null) {
        return known;
      }
    }
    SnapshotHeader.Shard named = header.shards().get(index);
    String path = CopyPaths.shard(named.digest());
    byte[] bytes = Fetch.required(source, path, named.size());
    check(source, path, bytes, named.digest());
    RouteShard shard = Fetch.valid(source, path, RouteShard.parse(bytes));
    if (!shard.site().equals(header.site())
        || shard.bits() != header.bits()
        || shard.index() != index) {
      throw new CopyFault(
          CopyFault.Kind.UNTRUSTED, source.name() + ", " + path + ": it is another shard");
    }
    synchronized (cache) {
      cache.put(index, shard);
    }
    return shard;
  }

  /// The route of a key; empty if the edition has no such page.
  public Optional<Route> route(RouteKey key) throws CopyFault {
    return shard(key.shard(header.bits())).route(key);
  }

  /// The page that answers for whatever is not there.
  public Optional<Route> notFound() throws CopyFault {
    return header.notFound().isPresent() ? route(header.notFound().get()) : Optional.empty();
  }

  /// All routes, shard by shard.
  public List<Route> routes() throws CopyFault {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < header.shards().size(); i++) {
      routes.addAll(shard(i).routes());
    }
    return routes;
  }

  /// The bytes of an object.
  public byte[] object(ObjectRef object) throws CopyFault {
    String path = CopyPaths.object(object.digest());
    byte[] bytes = Fetch.required(source, path, object.size());
    if (!object.matches(bytes)) {
      throw new CopyFault(
          CopyFault.Kind.CORRUPT,
          source.name() + ", " + path + ": these are not the bytes that were signed");
    }
    return bytes;
  }

  /// Writes a page's content.
  ///
  /// @throws IOException also if the target can not be written
  public void copyTo(Route route, OutputStream out) throws IOException {
    for (ObjectRef object : route.objects()) {
      out.write(object(object));
    }
  }

  /// What is new in this edition.
  public Recent recent() throws CopyFault {
    String path = CopyPaths.recent(header.sequence());
    byte[] bytes = Fetch.required(source, path, header.recent().size());
    check(source, path, bytes, header.recent().digest());
    return Fetch.valid(source, path, Recent.parse(bytes));
  }

  public Source source() {
    return source;
  }

  public Signed<Head> head() {
    return head;
  }

  public SnapshotHeader header() {
    return header;
  }
}

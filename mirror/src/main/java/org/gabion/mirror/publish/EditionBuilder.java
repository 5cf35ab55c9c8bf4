package org.gabion.mirror.publish;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.mirror.capture.CaptureSink;
import org.gabion.mirror.capture.MissReason;
import org.gabion.mirror.capture.NotFoundPage;
import org.gabion.mirror.capture.PageHead;
import org.gabion.mirror.target.MirrorTarget;

/// Takes what a capture finds: cuts content into objects, stores those that are new, and keeps the
/// routes. One thread.
///
/// Objects that an earlier run stored, even one that was killed, are found again and not written.
final class EditionBuilder implements CaptureSink {
  /// More pages than this do not fit into the memory of a small server.
  static final int MAX_ROUTES = 500_000;

  private static final int MAX_TOLD = 200;

  private final MirrorTarget store;
  private final EarlierEdition before;
  private final NavigableMap<RouteKey, Route> routes = new TreeMap<>();
  private final NavigableSet<String> queryNames = new TreeSet<>();
  private final Map<Digest, ObjectRef> objects = new HashMap<>();
  private final Map<MissReason, Long> misses = new EnumMap<>(MissReason.class);
  private final List<Miss> told = new ArrayList<>();
  private final byte[] chunk = new byte[ObjectRef.MAX_SIZE];
  private long bytes;

  /// Something known of that is not in the edition.
  record Miss(String url, MissReason reason, String detail) {}

  EditionBuilder(MirrorTarget store, EarlierEdition before) {
    this.store = store;
    this.before = before;
  }

  @Override
  public Optional<InputStream> earlier(RouteKey key, Digest content) {
    return before.content(key);
  }

  @Override
  public void page(RouteKey key, PageHead head, InputStream body) throws IOException {
    if (routes.size() >= MAX_ROUTES) {
      missed(key.toString(), MissReason.TOO_LARGE, "more than " + MAX_ROUTES + " pages");
      return;
    }
    if (routes.containsKey(key)) {
      missed(key.toString(), MissReason.BAD_ADDRESS, "a page has this address already");
      return;
    }
    if (head.location().isPresent() && !Route.isLocation(head.location().get())) {
      missed(key.toString(), MissReason.BAD_ADDRESS, "it leads to " + head.location().get());
      return;
    }
    if (!addNames(key)) {
      missed(
          key.toString(),
          MissReason.BAD_ADDRESS,
          "its query has a parameter with a long name, or the site has more than "
              + SnapshotHeader.MAX_QUERY_NAMES
              + " of them");
      return;
    }
    List<ObjectRef> content = new ArrayList<>();
    for (int length = fill(body); length > 0; length = fill(body)) {
      content.add(store(length));
    }
    Map<RouteHeader, String> headers = new EnumMap<>(RouteHeader.class);
    head.headers().forEach((name, value) -> putIfFits(headers, name, value));
    routes.put(key, new Route(key, head.status(), head.location(), headers, content));
  }

  /// Notes the parameters that choose this page; false if there are too many.
  private boolean addNames(RouteKey key) {
    Set<String> names = key.queryNames();
    if (!names.stream().allMatch(RouteKey::isQueryName)) {
      return false;
    }
    long added = names.stream().filter(name -> !queryNames.contains(name)).count();
    if (queryNames.size() + added > SnapshotHeader.MAX_QUERY_NAMES) {
      return false;
    }
    queryNames.addAll(names);
    return true;
  }

  private static void putIfFits(Map<RouteHeader, String> headers, RouteHeader name, String value) {
    if (RouteHeader.fits(value)) {
      headers.put(name, value);
    }
  }

  private int fill(InputStream body) throws IOException {
    return body.readNBytes(chunk, 0, chunk.length);
  }

  private ObjectRef store(int length) throws IOException {
    ObjectRef object = new ObjectRef(Digest.of(chunk, 0, length), length);
    if (objects.putIfAbsent(object.digest(), object) == null) {
      bytes += length;
      String path = CopyPaths.object(object.digest());
      Optional<Long> stored = store.size(path);
      if (stored.isEmpty() || stored.get() != length) {
        store.put(path, Arrays.copyOf(chunk, length));
      }
    }
    return object;
  }

  @Override
  public void missed(String url, MissReason reason, String detail) {
    misses.merge(reason, 1L, Long::sum);
    if (told.size() < MAX_TOLD) {
      told.add(new Miss(url, reason, detail));
    }
  }

  /// The routes in the order of their keys.
  NavigableMap<RouteKey, Route> routes() {
    return routes;
  }

  /// The parameters of queries that choose a page, in ascending order.
  List<String> queryNames() {
    return List.copyOf(queryNames);
  }

  /// Distinct objects.
  Map<Digest, ObjectRef> objects() {
    return objects;
  }

  /// Bytes of all distinct objects.
  long bytes() {
    return bytes;
  }

  /// The first of what is missing.
  List<Miss> told() {
    return told;
  }

  Map<MissReason, Long> misses() {
    return misses;
  }

  Optional<RouteKey> notFound() {
    return routes.containsKey(NotFoundPage.KEY) ? Optional.of(NotFoundPage.KEY) : Optional.empty();
  }

  SnapshotHeader.Completeness completeness() {
    long failed = 0;
    long left = 0;
    for (Map.Entry<MissReason, Long> miss : misses.entrySet()) {
      if (miss.getKey().isLoss()) {
        failed += miss.getValue();
      } else {
        left += miss.getValue();
      }
    }
    return new SnapshotHeader.Completeness(
        routes.size() + failed + left, routes.size(), failed, left);
  }
}

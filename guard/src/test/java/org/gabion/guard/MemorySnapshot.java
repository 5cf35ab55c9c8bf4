package org.gabion.guard;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.SnapshotStore;

/// A copy that is kept in memory, and made by a test page by page. Thread safe.
public final class MemorySnapshot implements SnapshotStore {
  public static final Instant PUBLISHED = Instant.parse("2026-11-22T19:04:05.678Z");

  /// What a read has to get past: nothing, a latch, a fault.
  @FunctionalInterface
  public interface Disk {
    void reach() throws Unreadable;
  }

  private final Set<String> parameters;
  private final Map<RouteKey, Route> routes = new ConcurrentHashMap<>();
  private final Map<Digest, byte[]> objects = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();
  private volatile Optional<Edition> edition = Optional.of(new Edition(7, PUBLISHED));
  private volatile Disk index = () -> {};
  private volatile Disk content = () -> {};

  /// @param parameters names of those that choose a page
  public MemorySnapshot(String... parameters) {
    this.parameters = Set.of(parameters);
  }

  public MemorySnapshot html(String key, String html) {
    return put(key, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
  }

  public MemorySnapshot put(String key, String type, byte[] bytes) {
    return put(key, 200, Optional.empty(), Map.of(RouteHeader.CONTENT_TYPE, type), bytes);
  }

  public MemorySnapshot put(
      String key,
      int status,
      Optional<String> location,
      Map<RouteHeader, String> headers,
      byte[] bytes) {
    List<ObjectRef> refs = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += ObjectRef.MAX_SIZE) {
      byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + ObjectRef.MAX_SIZE));
      ObjectRef ref = ObjectRef.of(piece);
      objects.put(ref.digest(), piece);
      refs.add(ref);
    }
    RouteKey route = RouteKey.parse(key).orElseThrow();
    routes.put(route, new Route(route, status, location, headers, refs));
    return this;
  }

  /// What look-ups, and reads of objects, have to get past from now on.
  public void disks(Disk forIndex, Disk forContent) {
    index = forIndex;
    content = forContent;
  }

  /// There is no edition any more.
  public void withdraw() {
    edition = Optional.empty();
  }

  /// Look-ups so far.
  public int lookups() {
    return lookups.get();
  }

  /// Reads of objects so far.
  public int reads() {
    return reads.get();
  }

  @Override
  public Optional<Edition> current() {
    return edition;
  }

  @Override
  public Optional<Page> find(String path, String query) throws Unreadable {
    lookups.incrementAndGet();
    index.reach();
    Optional<Edition> now = edition;
    return RouteKey.of(path, query, parameters)
        .map(routes::get)
        .flatMap(route -> now.map(of -> new Page(of, route)));
  }

  @Override
  public byte[] read(ObjectRef object) throws Unreadable {
    reads.incrementAndGet();
    content.reach();
    byte[] bytes = objects.get(object.digest());
    if (bytes == null || !object.matches(bytes)) {
      throw new Unreadable("object " + object.digest() + " is not there");
    }
    return bytes.clone();
  }
}

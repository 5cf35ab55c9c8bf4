package org.gabion.core.snapshot;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The site of the test vectors: two roots, three editions, a heartbeat and a roster, as files.
final class VectorSite {
  static final TestHolder RELEASE_1 = TestSite.RELEASE;
  static final TestHolder RELEASE_2 = TestSite.NEXT_RELEASE;
  static final RoleKeys COMING = TestHolder.keys(2, TestSite.C, TestSite.D, TestSite.E);

  private static final Instant START = TestSite.START;

  final Map<String, byte[]> files = new TreeMap<>();
  final List<Signed<Root>> roots = new ArrayList<>();
  final List<Signed<Head>> heads = new ArrayList<>();
  final List<String> pages = new ArrayList<>();
  final Signed<Heartbeat> heartbeat;
  final Signed<Roster> roster;
  private final Map<Digest, ObjectRef> known = new LinkedHashMap<>();

  VectorSite() {
    Root first = TestSite.firstRoot();
    Root second =
        TestSite.next(
            first,
            3,
            Optional.of(Root.commitment(COMING)),
            TestSite.roles(Role.RELEASE, TestHolder.keys(1, RELEASE_2)));
    root(TestSite.sign(first, TestSite.A, TestSite.B));
    root(TestSite.sign(second, TestSite.B, TestSite.C));
    roster = TestSite.sampleRoster();
    files.put(CopyPaths.roster(1), roster.bytes());
    edition(1, RELEASE_1, 0, 0, List.of(page("/", "one"), notFound()));
    edition(
        1,
        RELEASE_1,
        1,
        0,
        List.of(page("/", "two"), notFound(), page("/about", "about us"), redirect()));
    edition(
        2,
        RELEASE_2,
        1,
        1,
        List.of(
            page("/", "three"),
            page("/About", "another page than /about"),
            page("/about", "about us"),
            page("/caf%C3%A9", "caf\u00e9"),
            page("/list?p=1&q=a%20b", "page one of a list"),
            redirect(),
            large(),
            new Route(TestSite.key("/empty.txt"), 200, Optional.empty(), Map.of(), List.of()),
            new Route(
                TestSite.key("/out"),
                307,
                Optional.of("https://elsewhere.example/a?b#c"),
                Map.of(),
                List.of()),
            new Route(TestSite.key("/gone"), 410, Optional.empty(), Map.of(), List.of()),
            notFound()));
    Signed<Head> head = heads.getLast();
    Heartbeat beat =
        new Heartbeat(
            head.document().site(),
            head.document().sequence(),
            head.identity(),
            START.plus(Duration.ofDays(8)),
            START.plus(Duration.ofDays(10)));
    heartbeat = TestHolder.sign(beat, beat.body(), TestSite.HEARTBEAT);
    files.put(CopyPaths.HEAD, new HeadFile(head, Optional.of(heartbeat)).bytes());
  }

  byte[] file(String path) {
    return Optional.ofNullable(files.get(path)).orElseThrow();
  }

  Digest site() {
    return roots.getFirst().document().site();
  }

  private void root(Signed<Root> root) {
    roots.add(root);
    files.put(CopyPaths.root(root.document().number()), root.bytes());
  }

  private ObjectRef object(byte[] content) {
    ObjectRef object = ObjectRef.of(content);
    files.put(CopyPaths.object(object.digest()), content);
    return object;
  }

  private Route page(String key, String text) {
    byte[] content =
        ("<!doctype html><title>" + text + "</title>\n").getBytes(StandardCharsets.UTF_8);
    return new Route(
        TestSite.key(key),
        200,
        Optional.empty(),
        Map.of(
            RouteHeader.CONTENT_TYPE,
            "text/html; charset=utf-8",
            RouteHeader.CONTENT_LANGUAGE,
            "en"),
        List.of(object(content)));
  }

  /// A page of two objects: the first as large as one may be.
  private Route large() {
    byte[] content = new byte[ObjectRef.MAX_SIZE + 7];
    Arrays.fill(content, (byte) '.');
    return new Route(
        TestSite.key("/large.txt"),
        200,
        Optional.empty(),
        Map.of(RouteHeader.CONTENT_TYPE, "text/plain"),
        List.of(
            object(Arrays.copyOf(content, ObjectRef.MAX_SIZE)), object(Arrays.copyOf(content, 7))));
  }

  private static Route redirect() {
    return new Route(TestSite.key("/old"), 301, Optional.of("/about"), Map.of(), List.of());
  }

  private Route notFound() {
    return new Route(
        TestSite.key("/.gabion-not-found"),
        404,
        Optional.empty(),
        Map.of(),
        List.of(object(TestSite.ascii("Nothing is here.\n"))));
  }

  private void edition(long root, TestHolder signer, int bits, long rosterNumber, List<Route> all) {
    List<Route> routes = all.stream().sorted(Comparator.comparing(Route::key)).toList();
    long sequence = heads.size() + 1L;
    Instant published = START.plus(Duration.ofDays(3 * (sequence - 1)));
    List<SnapshotHeader.Shard> shards = new ArrayList<>();
    pages.clear();
    for (int i = 0; i < 1 << bits; i++) {
      int index = i;
      List<Route> own = routes.stream().filter(r -> r.key().shard(bits) == index).toList();
      byte[] bytes = new RouteShard(site(), bits, i, own).bytes();
      shards.add(new SnapshotHeader.Shard(Digest.of(bytes), bytes.length));
      files.put(CopyPaths.shard(Digest.of(bytes)), bytes);
      own.forEach(route -> pages.add(line(route)));
    }
    Map<Digest, ObjectRef> objects = new TreeMap<>();
    routes.forEach(route -> route.objects().forEach(o -> objects.put(o.digest(), o)));
    Recent recent =
        new Recent(
            site(),
            sequence,
            shards.stream().sorted(Comparator.comparing(SnapshotHeader.Shard::digest)).toList(),
            objects.values().stream().filter(o -> !known.containsKey(o.digest())).toList());
    known.clear();
    known.putAll(objects);
    files.put(CopyPaths.recent(sequence), recent.bytes());
    SnapshotHeader header =
        new SnapshotHeader(
            site(),
            sequence,
            published,
            routes.size(),
            objects.size(),
            objects.values().stream().mapToLong(ObjectRef::size).sum(),
            new SnapshotHeader.Completeness(routes.size() + 3, routes.size(), 1, 2),
            rosterNumber,
            SnapshotHeader.RecentRef.of(recent),
            Optional.of(TestSite.key("/.gabion-not-found")),
            List.of("p", "q"),
            bits,
            shards);
    files.put(CopyPaths.snapshot(sequence), header.encoded());
    Head head =
        new Head(
            site(),
            sequence,
            root,
            Digest.of(header.encoded()),
            published,
            published.plus(Duration.ofDays(2)),
            heads.isEmpty() ? Optional.empty() : Optional.of(heads.getLast().identity()));
    heads.add(TestHolder.sign(head, head.body(), signer));
  }

  private String line(Route route) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    route.objects().forEach(o -> content.writeBytes(file(CopyPaths.object(o.digest()))));
    return line(route, content.toByteArray());
  }

  /// A line of the file `pages`.
  static String line(Route route, byte[] content) {
    return route.status()
        + " "
        + route.key()
        + " "
        + content.length
        + " "
        + Digest.of(content)
        + " "
        + route.location().orElse("-");
  }
}

package org.gabion.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A site with its holders, and one valid document of every kind.
final class TestSite {
  static final Instant START = Instant.parse("2026-11-26T20:00:00Z");

  static final TestHolder A = TestHolder.of("root-a");
  static final TestHolder B = TestHolder.of("root-b");
  static final TestHolder C = TestHolder.of("root-c");
  static final TestHolder D = TestHolder.of("root-d");
  static final TestHolder E = TestHolder.of("root-e");
  static final TestHolder RELEASE = TestHolder.of("release-1");
  static final TestHolder NEXT_RELEASE = TestHolder.of("release-2");
  static final TestHolder HEARTBEAT = TestHolder.of("heartbeat-1");
  static final TestHolder ROSTER = TestHolder.of("roster-1");
  static final TestHolder STRANGER = TestHolder.of("stranger");

  private TestSite() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  static Digest digest(String of) {
    return Digest.of(ascii(of));
  }

  static Map<Role, RoleKeys> roles() {
    Map<Role, RoleKeys> roles = new EnumMap<>(Role.class);
    roles.put(Role.ROOT, TestHolder.keys(2, A, B, C));
    roles.put(Role.RELEASE, TestHolder.keys(1, RELEASE));
    roles.put(Role.HEARTBEAT, TestHolder.keys(1, HEARTBEAT));
    roles.put(Role.ROSTER, TestHolder.keys(1, ROSTER));
    return roles;
  }

  static Map<Role, RoleKeys> roles(Role role, RoleKeys keys) {
    Map<Role, RoleKeys> roles = roles();
    roles.put(role, keys);
    return roles;
  }

  static Root firstRoot() {
    return Root.first(START, Optional.empty(), roles());
  }

  static Signed<Root> signedFirst() {
    return sign(firstRoot(), A, B);
  }

  static Digest site() {
    return firstRoot().site();
  }

  static RootChain chain() {
    return accepted(RootChain.begin(site(), signedFirst()));
  }

  /// The next root with other keys.
  static Root next(Root root, long from, Map<Role, RoleKeys> roles) {
    return next(root, from, root.next(), roles);
  }

  static Root next(Root root, long from, Optional<Digest> next, Map<Role, RoleKeys> roles) {
    return new Root(
        root.site(), root.number() + 1, START.plus(Duration.ofDays(1)), from, next, roles);
  }

  static Signed<Root> sign(Root root, TestHolder... holders) {
    return TestHolder.sign(root, root.body(), holders);
  }

  static RootChain accepted(RootChain.Outcome outcome) {
    return switch (outcome) {
      case RootChain.Outcome.Accepted accepted -> accepted.chain();
      case RootChain.Outcome.Refused refused -> throw new AssertionError(refused.reason());
    };
  }

  static String refused(RootChain.Outcome outcome) {
    return switch (outcome) {
      case RootChain.Outcome.Accepted _ -> throw new AssertionError("accepted");
      case RootChain.Outcome.Refused refused -> refused.reason();
    };
  }

  static Head head(long sequence, long root, String content) {
    return head(site(), sequence, root, content);
  }

  static Head head(Digest site, long sequence, long root, String content) {
    return new Head(
        site,
        sequence,
        root,
        digest(content),
        START,
        START.plus(Duration.ofDays(2)),
        sequence == 1 ? Optional.empty() : Optional.of(digest("previous")));
  }

  static Signed<Head> sign(Head head, TestHolder... holders) {
    return TestHolder.sign(head, head.body(), holders);
  }

  static HeadFile file(Signed<Head> head) {
    return new HeadFile(head, Optional.empty());
  }

  static Heartbeat beat(Signed<Head> head) {
    return new Heartbeat(
        head.document().site(),
        head.document().sequence(),
        head.identity(),
        START.plus(Duration.ofDays(1)),
        START.plus(Duration.ofDays(3)));
  }

  static Signed<Heartbeat> sign(Heartbeat heartbeat, TestHolder... holders) {
    return TestHolder.sign(heartbeat, heartbeat.body(), holders);
  }

  static Consent consent(String url, TestHolder mirror) {
    PublicKey key = mirror.holder().ed25519();
    byte[] signature = mirror.signEd25519(Consent.body(site(), url, key, START)).signature();
    return new Consent(site(), url, key, START, signature);
  }

  static RouteKey key(String text) {
    return RouteKey.parse(text).orElseThrow();
  }

  static HeadFile sampleHeadFile() {
    Signed<Head> head = sign(head(2, 1, "snapshot"), RELEASE);
    return new HeadFile(head, Optional.of(sign(beat(head), HEARTBEAT)));
  }

  static SnapshotHeader sampleHeader() {
    return new SnapshotHeader(
        site(),
        2,
        START,
        5,
        4,
        1_048_600,
        new SnapshotHeader.Completeness(8, 5, 1, 2),
        1,
        new SnapshotHeader.RecentRef(digest("recent"), 250),
        Optional.of(key("/.gabion-not-found")),
        List.of("page", "q"),
        1,
        List.of(
            new SnapshotHeader.Shard(digest("shard 0"), 300),
            new SnapshotHeader.Shard(digest("shard 1"), 301)));
  }

  static RouteShard sampleShard() {
    List<Route> routes =
        List.of(
            new Route(
                key("/"),
                200,
                Optional.empty(),
                Map.of(
                    RouteHeader.CONTENT_TYPE,
                    "text/html; charset=utf-8",
                    RouteHeader.LINK,
                    "</feed>; rel=alternate"),
                List.of(new ObjectRef(digest("page"), 4))),
            new Route(key("/.gabion-not-found"), 404, Optional.empty(), Map.of(), List.of()),
            new Route(
                key("/large"),
                200,
                Optional.empty(),
                Map.of(),
                List.of(
                    new ObjectRef(digest("piece"), ObjectRef.MAX_SIZE),
                    new ObjectRef(digest("rest"), 20))),
            new Route(key("/old"), 301, Optional.of("/new?p=1"), Map.of(), List.of()),
            new Route(
                key("/out?p=1&q=%C3%A9"),
                302,
                Optional.of("https://other.example/x#y"),
                Map.of(),
                List.of()));
    return new RouteShard(site(), 0, 0, routes);
  }

  static Recent sampleRecent() {
    return new Recent(
        site(),
        2,
        List.of(new SnapshotHeader.Shard(digest("shard 1"), 301)),
        Stream.of("page", "rest", "piece")
            .map(content -> new ObjectRef(digest(content), 5))
            .sorted(Comparator.comparing(ObjectRef::digest))
            .toList());
  }

  static Signed<Roster> sampleRoster() {
    Roster roster =
        new Roster(
            site(),
            1,
            START,
            List.of(
                consent("http://127.0.0.5:8080/copy/", TestHolder.of("mirror-2")),
                consent("https://copy.example/", TestHolder.of("mirror-1"))));
    return TestHolder.sign(roster, roster.body(), ROSTER);
  }
}

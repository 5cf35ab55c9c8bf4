package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What can be made can be read: values out of bounds are refused, and the largest documents fit.
final class BoundsTest {
  private static final long MAX = 999_999_999_999_999L;

  /// Whatever could not be read again can not be made.
  @Test
  void value_outOfBounds_canNotBeMade() {
    Instant start = TestSite.START;
    Instant early = Instant.EPOCH.minusSeconds(1);
    Instant late = Instant.parse("9999-12-31T23:59:59Z").plusSeconds(1);
    Instant split = start.plusNanos(1);
    Digest site = TestSite.site();
    Optional<Digest> none = Optional.empty();
    refused(() -> new Head(site, 0, 1, site, start, start, none));
    refused(() -> new Head(site, MAX + 1, 1, site, start, start, none));
    refused(() -> new Head(site, 1, 0, site, start, start, none));
    refused(() -> new Head(site, 1, 1, site, start, start.minusSeconds(1), none));
    refused(() -> new Head(site, 1, 1, site, split, start.plusSeconds(1), none));
    refused(() -> new Head(site, 1, 1, site, early, start, none));
    refused(() -> new Head(site, 1, 1, site, start, late, none));
    refused(() -> new Heartbeat(site, 0, site, start, start));
    refused(() -> new Heartbeat(site, 1, site, start, start.minusSeconds(1)));
    refused(() -> new Heartbeat(site, 1, site, start, start.plusNanos(5)));
    refused(() -> new Root(site, 0, start, 1, none, TestSite.roles()));
    refused(() -> new Root(site, 1, start, 0, none, TestSite.roles()));
    refused(() -> new Root(site, 1, split, 1, none, TestSite.roles()));
    refused(() -> new Root(site, 1, start, 1, none, Map.of()));
    refused(() -> new SnapshotHeader.Completeness(1, 2, 0, -1));
    refused(() -> new SnapshotHeader.Completeness(5, 1, 1, 1));
    refused(() -> new SnapshotHeader.Shard(site, 0));
    refused(() -> new SnapshotHeader.Shard(site, RouteShard.MAX_BYTES + 1));
    refused(() -> new ObjectRef(site, 0));
    refused(() -> new ObjectRef(site, ObjectRef.MAX_SIZE + 1));
    refused(() -> new RouteShard(site, 13, 0, List.of()));
    refused(() -> new RouteShard(site, 1, 2, List.of()));
    List<Route> routes = TestSite.sampleShard().routes();
    refused(() -> new RouteShard(site, 0, 0, routes.reversed()));
    refused(() -> new RouteShard(site, 0, 0, List.of(routes.getFirst(), routes.getFirst())));
    refused(() -> new RouteShard(site, 12, 0, routes));
    List<ObjectRef> objects = TestSite.sampleRecent().objects();
    refused(() -> new Recent(site, 1, List.of(), objects.reversed()));
    refused(() -> new Recent(site, 0, List.of(), objects));
    List<Consent> mirrors = TestSite.sampleRoster().document().mirrors();
    refused(() -> new Roster(site, 1, start, mirrors.reversed()));
    refused(() -> new Roster(TestSite.digest("other"), 1, start, mirrors));
    refused(() -> new Roster(site, 0, start, mirrors));
    Consent consent = mirrors.getFirst();
    refused(() -> new Consent(site, consent.url(), consent.key(), split, consent.signature()));
    refused(() -> new Consent(site, consent.url(), consent.key(), start, new byte[63]));
    refused(() -> new Consent(site, "https://x", consent.key(), start, consent.signature()));
    refused(() -> new SignatureLine(Algorithm.ED25519, "A".repeat(32), new byte[64]));
    refused(() -> new SignatureLine(Algorithm.ED25519, "a".repeat(32), new byte[65]));
    refused(() -> new Holder("Root", TestSite.A.holder().ed25519(), TestSite.A.holder().p256()));
    refused(() -> new Holder("root", TestSite.A.holder().p256(), TestSite.A.holder().ed25519()));
  }

  private static void refused(Callable<?> made) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(made::call)
        .withMessageMatching("(?s).{10,}");
  }

  @Test
  void routes_thatNoReaderWouldTake_canNotBeMade() {
    RouteKey key = TestSite.key("/x");
    ObjectRef small = new ObjectRef(TestSite.digest("x"), 1);
    Optional<String> none = Optional.empty();
    refused(() -> new Route(key, 201, none, Map.of(), List.of()));
    refused(() -> new Route(key, 301, none, Map.of(), List.of()));
    refused(() -> new Route(key, 200, Optional.of("/y"), Map.of(), List.of()));
    refused(() -> new Route(key, 200, none, Map.of(), List.of(small, small)));
    for (String bad :
        List.of(
            "",
            "x",
            "//x/",
            "/a/../b",
            "http:///x",
            "https://",
            "https://a b/",
            "https://a\\b/",
            "ftp://x/",
            "HTTPS://x/",
            "https://x/\n",
            "https://x/\u00e9",
            "data:x")) {
      assertThat(Route.isLocation(bad)).as(bad).isFalse();
      refused(() -> new Route(key, 301, Optional.of(bad), Map.of(), List.of()));
    }
    for (String bad : List.of("", " x", "x ", "x\r\ny: z", "\u00e9", "\t", "x".repeat(4097))) {
      refused(() -> new Route(key, 200, none, Map.of(RouteHeader.LINK, bad), List.of()));
    }
  }

  /// The largest root, with all signatures that a change of all its holders wants, fits its limit.
  @Test
  void root_withAllHoldersChanged_fits() {
    TestHolder[] before = holders("before");
    TestHolder[] after = holders("after-with-a-name-of-32-charact");
    Map<Role, RoleKeys> first = new EnumMap<>(Role.class);
    Map<Role, RoleKeys> second = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      first.put(role, TestHolder.keys(9, before));
      second.put(role, TestHolder.keys(9, after));
    }
    Root one = Root.first(TestSite.START, Optional.empty(), first);
    RootChain chain = TestSite.accepted(RootChain.begin(one.site(), TestSite.sign(one, before)));
    Root two =
        new Root(one.site(), 2, TestSite.START, MAX, Optional.of(TestSite.digest("next")), second);
    TestHolder[] all = Stream.of(before, after).flatMap(Stream::of).toArray(TestHolder[]::new);
    byte[] bytes = TestSite.sign(two, all).bytes();
    assertThat(bytes.length).isLessThanOrEqualTo(Root.MAX_BYTES);
    Parsed<Signed<Root>> read = Root.parse(bytes);
    assertThat(read).isInstanceOf(Parsed.Valid.class);
    TestSite.accepted(chain.extend(((Parsed.Valid<Signed<Root>>) read).value()));
  }

  private static TestHolder[] holders(String prefix) {
    return IntStream.range(0, 9)
        .mapToObj(i -> TestHolder.of(prefix + i))
        .toArray(TestHolder[]::new);
  }

  /// What the limits of a head leave room for: release and heartbeat signers, five in all.
  @Test
  void headFile_ofFiveSigners_fitsAndOfSixIsRefused() {
    TestHolder[] five = Arrays.copyOf(holders("signer"), 5);
    Head head =
        new Head(
            TestSite.site(),
            MAX,
            1000,
            TestSite.digest("x"),
            TestSite.START,
            TestSite.START.plus(Duration.ofDays(1)),
            Optional.of(TestSite.digest("y")));
    Signed<Head> byFour = TestHolder.sign(head, head.body(), Arrays.copyOf(five, 4));
    Heartbeat beat = TestSite.beat(byFour);
    Optional<Signed<Heartbeat>> byOne =
        Optional.of(TestHolder.sign(beat, beat.body(), TestSite.HEARTBEAT));
    byte[] bytes = new HeadFile(byFour, byOne).bytes();
    assertThat(bytes.length)
        .isLessThanOrEqualTo(HeadFile.largest(4, 1))
        .isGreaterThan(HeadFile.largest(4, 1) - 32);
    assertThat(HeadFile.largest(4, 1)).isLessThanOrEqualTo(HeadFile.MAX_BYTES);
    assertThat(HeadFile.largest(5, 1)).isGreaterThan(HeadFile.MAX_BYTES);
    assertThat(HeadFile.parse(bytes)).isInstanceOf(Parsed.Valid.class);
    Signed<Head> byFive = TestHolder.sign(head, head.body(), five);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> new HeadFile(byFive, byOne).bytes())
        .withMessageContaining("let fewer release holders sign it");
  }

  @Test
  void roster_ofTheMostMirrors_fitsItsLimit() {
    TestHolder mirror = TestHolder.of("mirror");
    String path = "/" + "p".repeat(400) + "/";
    byte[] signature = new byte[64];
    List<Consent> mirrors = new ArrayList<>();
    for (int i = 0; i < Roster.MAX_MIRRORS; i++) {
      String url = String.format(Locale.ROOT, "https://m%05d.example%s", i, path);
      mirrors.add(
          new Consent(TestSite.site(), url, mirror.holder().ed25519(), TestSite.START, signature));
    }
    Roster roster = new Roster(TestSite.site(), 1, TestSite.START, mirrors);
    byte[] bytes = TestHolder.sign(roster, roster.body(), TestSite.ROSTER).bytes();
    assertThat(Roster.parse(bytes)).isInstanceOf(Parsed.Valid.class);
    String text = TestSite.text(bytes);
    String one = TestSite.consent("https://z.example/", mirror).rosterLine();
    String more = text.replaceFirst("\nsig ", "\nmirror " + one + "\nsig ");
    assertThat(DocumentsTest.fault(Kind.ROSTER, TestSite.ascii(more)))
        .contains("at most 10000 mirrors");
  }

  @Test
  void shard_ofTheMostObjects_isReadAndOfOneMoreRefused() {
    ObjectRef full = new ObjectRef(TestSite.digest("x"), ObjectRef.MAX_SIZE);
    List<ObjectRef> most = Collections.nCopies(16_384, full);
    Route route = new Route(TestSite.key("/"), 200, Optional.empty(), Map.of(), most);
    byte[] bytes = new RouteShard(TestSite.site(), 0, 0, List.of(route)).bytes();
    assertThat(Kind.SHARD.read(bytes).encoded()).isPresent();
    assertThat(route.size()).isEqualTo(16L << 30);
    String more = TestSite.text(bytes) + "object " + full + "\n";
    assertThat(DocumentsTest.fault(Kind.SHARD, TestSite.ascii(more)))
        .contains("at most 16384 objects");
  }

  @Test
  void shard_largerThanAReaderTakes_isNotWritten() {
    ObjectRef full = new ObjectRef(TestSite.digest("x"), ObjectRef.MAX_SIZE);
    List<ObjectRef> most = Collections.nCopies(16_384, full);
    List<Route> routes =
        IntStream.range(0, 7)
            .mapToObj(i -> new Route(TestSite.key("/" + i), 200, Optional.empty(), Map.of(), most))
            .toList();
    RouteShard shard = new RouteShard(TestSite.site(), 0, 0, routes);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(shard::bytes);
  }

  @Test
  void snapshot_ofTheMostShards_fitsItsLimit() {
    SnapshotHeader small = TestSite.sampleHeader();
    Digest some = small.recent().digest();
    SnapshotHeader header =
        new SnapshotHeader(
            small.site(),
            MAX,
            small.published(),
            MAX,
            MAX,
            MAX,
            new SnapshotHeader.Completeness(MAX, MAX, 0, 0),
            MAX,
            new SnapshotHeader.RecentRef(some, Recent.MAX_BYTES),
            Optional.of(TestSite.key("/" + "x".repeat(2047))),
            IntStream.range(0, SnapshotHeader.MAX_QUERY_NAMES)
                .mapToObj(i -> String.format(Locale.ROOT, "%0128d", i))
                .toList(),
            12,
            Collections.nCopies(4096, new SnapshotHeader.Shard(some, RouteShard.MAX_BYTES)));
    assertThat(Kind.SNAPSHOT.read(header.encoded()).encoded()).hasValue(header.encoded());
  }

  @Test
  void route_ofAShard_isFoundByItsKey() {
    RouteShard shard = TestSite.sampleShard();
    for (Route route : shard.routes()) {
      assertThat(shard.route(route.key())).hasValue(route);
    }
    assertThat(shard.route(TestSite.key("/none"))).isEmpty();
    assertThat(TestSite.sampleHeader().shardOf(TestSite.key("/")).size()).isBetween(300, 301);
  }
}

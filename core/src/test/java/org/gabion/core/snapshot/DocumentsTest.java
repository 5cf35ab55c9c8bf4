package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every document has one spelling, bounds, and a clear word for each fault.
final class DocumentsTest {
  private static final long MAX = 999_999_999_999_999L;

  @ParameterizedTest
  @EnumSource
  void document_readAndWrittenAnew_isTheSameBytes(Kind kind) {
    byte[] sample = kind.sample();
    assertThat(kind.read(sample).encoded()).hasValue(sample);
  }

  @ParameterizedTest
  @EnumSource
  void document_largerThanItsLimit_isRefusedAsAWhole(Kind kind) {
    byte[] large = new byte[kind.limit() + 1];
    Arrays.fill(large, (byte) '\n');
    assertThat(fault(kind, large))
        .isEqualTo("expected at most " + kind.limit() + " bytes, not " + (kind.limit() + 1));
  }

  @ParameterizedTest
  @EnumSource
  void document_withWindowsLineEnds_isRefused(Kind kind) {
    String text = TestSite.text(kind.sample()).replace("\n", "\r\n");
    assertThat(fault(kind, TestSite.ascii(text)))
        .isEqualTo("line 1: expected printable ASCII characters only");
  }

  @ParameterizedTest
  @EnumSource
  void document_withoutItsLastLineFeed_isRefused(Kind kind) {
    String text = TestSite.text(kind.sample());
    assertThat(fault(kind, TestSite.ascii(text.substring(0, text.length() - 1))))
        .isEqualTo("line " + text.lines().count() + ": expected a line feed at the end");
  }

  @ParameterizedTest
  @EnumSource
  void document_withMoreBehindIt_isRefused(Kind kind) {
    String text = TestSite.text(kind.sample());
    assertThat(fault(kind, TestSite.ascii(text + "more 1\n")))
        .startsWith("line " + (text.lines().count() + 1) + ": expected ");
    assertThat(fault(kind, TestSite.ascii(text + "\n")))
        .startsWith("line " + (text.lines().count() + 1) + ": expected ");
  }

  @ParameterizedTest
  @EnumSource
  void document_ofAnotherVersionOrKind_isRefused(Kind kind) {
    String text = TestSite.text(kind.sample());
    String type = text.substring("gabion ".length(), text.indexOf(" 1\n"));
    assertThat(fault(kind, TestSite.ascii(text.replaceFirst(" 1\n", " 2\n"))))
        .isEqualTo("line 1: expected version 1, which is all that this program reads");
    assertThat(fault(kind, TestSite.ascii(text.replaceFirst(" 1\n", " 01\n"))))
        .isEqualTo("line 1: expected version 1, which is all that this program reads");
    assertThat(fault(kind, TestSite.ascii(text.replaceFirst(type, "other"))))
        .isEqualTo("line 1: expected 'gabion " + type + " 1'");
    assertThat(fault(kind, new byte[0])).isEqualTo("line 1: expected a line feed at the end");
  }

  @ParameterizedTest
  @EnumSource
  void document_withoutOneOfItsLines_isRefusedOrAnother(Kind kind) {
    List<String> lines = TestSite.text(kind.sample()).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      List<String> fewer = new ArrayList<>(lines);
      String gone = fewer.remove(i);
      boolean optional =
          gone.matches("(sig|object|shard|mirror|header|holder) .*")
              && kind.read(TestSite.ascii(String.join("\n", fewer) + "\n")).encoded().isPresent();
      if (!optional) {
        assertThat(fault(kind, TestSite.ascii(String.join("\n", fewer) + "\n")))
            .as(gone)
            .startsWith("line ")
            .contains("expected ");
      }
    }
  }

  /// Each fault: kind, what is replaced, by what, and the whole message.
  @TestFactory
  Stream<DynamicTest> fault_ofEachField_namesLineAndRemedy() {
    String number = "expected a number from 1 to " + MAX + " without leading zeros";
    String from0 = "expected a number from 0 to " + MAX + " without leading zeros";
    String time = "expected a time in UTC such as 2026-11-26T20:00:00Z";
    String sha = "expected 64 lower-case hexadecimal digits, a SHA-256";
    String spaces = "expected a value without spaces around it after ";
    return Stream.of(
        fault(Kind.HEAD, "site [0-9a-f]", "site G", "line 2: " + sha),
        fault(Kind.HEAD, "site ", "site  ", "line 2: " + spaces + "'site'"),
        fault(Kind.HEAD, "site ", "Site ", "line 2: expected 'site ...'"),
        fault(Kind.HEAD, "sequence 2\n", "sequence 0\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence 02\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence +2\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence -2\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence 1000000000000000\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence 9223372036854775808\n", "line 3: " + number),
        fault(Kind.HEAD, "sequence 2\n", "sequence 2 \n", "line 3: " + spaces + "'sequence'"),
        fault(Kind.HEAD, "sequence 2\n", "sequence \n", "line 3: " + spaces + "'sequence'"),
        fault(Kind.HEAD, "sequence 2\n", "sequence\n", "line 3: expected 'sequence ...'"),
        fault(Kind.HEAD, "sequence 2\n", "", "line 3: expected 'sequence ...'"),
        fault(Kind.HEAD, "root 1\n", "root 0\n", "line 4: " + number),
        fault(Kind.HEAD, "published 2026", "published 1969", "line 6: " + time),
        fault(Kind.HEAD, "next-by [^\n]*", "next-by 2026-11-26", "line 7: " + time),
        fault(
            Kind.HEAD,
            "next-by 2026",
            "next-by 2025",
            "line 7: expected a time that is not before 'published'"),
        fault(Kind.HEAD, "previous [0-9a-f]*", "previous none", "line 8: " + sha),
        fault(Kind.HEAD, "sig ed25519", "sig rsa", ".*: expected 'ed25519' or 'p256'"),
        fault(
            Kind.HEAD,
            "sig ed25519 ..",
            "sig ed25519 GG",
            ".*: expected a key id of 32 lower-case hexadecimal digits"),
        fault(
            Kind.HEAD,
            "(sig ed25519 [0-9a-f]* )[^\n]*",
            "$1AAAA",
            ".*: expected a signature of 64 bytes"),
        fault(
            Kind.HEAD, "(sig ed25519 [^\n]*)==\n", "$1\n", ".*: expected a signature of 64 bytes"),
        fault(
            Kind.HEAD,
            "(sig [^\n]*\n)",
            "$1$1",
            "line 10: expected signatures in the order of their key ids, each once"),
        fault(
            Kind.HEAD,
            "(sig [^\n]*\n)(sig [^\n]*\n)",
            "$2$1",
            "line 10: expected signatures in the order of their key ids, each once"),
        fault(Kind.HEAD, "sig ed25519", "sig  ed25519", ".*: " + spaces + "'sig'"),
        fault(
            Kind.HEAD,
            "until 2026",
            "until 2025",
            "line 16: expected a time that is not before 'at'"),
        fault(Kind.ROOT, "from 1\n", "from 0\n", "line 5: " + number),
        fault(Kind.ROOT, "next -\n", "next\n", "line 6: expected 'next ...'"),
        fault(
            Kind.ROOT,
            "\nroot 2\n",
            "\nroot 4\n",
            "line 10: expected a threshold from 1 to 3, the number of holders"),
        fault(
            Kind.ROOT,
            "\nroot 2\n",
            "\nroot 0\n",
            "line 7: expected a number from 1 to 9 without leading zeros"),
        fault(
            Kind.ROOT,
            "holder root-a ed25519",
            "holder Root-a ed25519",
            "line 8: expected 'holder NAME ed25519 KEY p256 KEY' with valid keys"),
        fault(
            Kind.ROOT,
            "holder root-a ed25519",
            "holder root-a p256",
            "line 8: expected 'holder NAME ed25519 KEY p256 KEY' with valid keys"),
        fault(
            Kind.ROOT,
            "holder root-a ",
            "holder root-c ",
            "line 10: expected holders in the order of their names, each once"),
        fault(
            Kind.ROOT,
            "holder root-a ([^\n]*)\nholder root-b [^\n]*",
            "holder root-a $1\nholder root-b $1",
            "line 10: expected a key of its own for each holder"),
        fault(
            Kind.ROOT,
            "(holder release-1 [^\n]*)\n",
            "",
            "line 11: expected 1 to 9 holders, not 0"),
        fault(Kind.SNAPSHOT, "sequence 2", "sequence 0", "line 3: " + number),
        fault(Kind.SNAPSHOT, "\nroutes 5", "\nroutes -5", "line 5: " + from0),
        fault(Kind.SNAPSHOT, "objects 4", "objects 04", "line 6: " + from0),
        fault(Kind.SNAPSHOT, "bytes 1048600", "bytes 1e9", "line 7: " + from0),
        fault(
            Kind.SNAPSHOT,
            "completeness 8",
            "completeness 9",
            "line 8: expected 'completeness KNOWN CAPTURED FAILED LEFT', whose last three make the"
                + " first"),
        fault(
            Kind.SNAPSHOT,
            "completeness 8 5 1 2",
            "completeness 8 5 3",
            "line 8: expected 4 words after 'completeness', not 3"),
        fault(Kind.SNAPSHOT, "roster 1", "roster x", "line 9: " + from0),
        fault(Kind.SNAPSHOT, "recent .", "recent X", "line 10: " + sha),
        fault(
            Kind.SNAPSHOT,
            "not-found /",
            "not-found /../",
            "line 11: expected a canonical path, or -"),
        fault(
            Kind.SNAPSHOT,
            "bits 1",
            "bits 13",
            "line 12: expected a number from 0 to 12 without leading zeros"),
        fault(Kind.SNAPSHOT, "bits 1", "bits 2", "line 15: expected 'shard ...'"),
        fault(Kind.SNAPSHOT, "bits 1", "bits 0", "line 14: expected nothing more"),
        fault(
            Kind.SNAPSHOT,
            " 300\n",
            " 0\n",
            "line 13: expected a number from 1 to 8388608 without leading zeros"),
        fault(
            Kind.SNAPSHOT,
            " 300\n",
            " 8388609\n",
            "line 13: expected a number from 1 to 8388608 without leading zeros"),
        fault(
            Kind.SHARD,
            "index 0",
            "index 1",
            "line 4: expected a number from 0 to 0 without leading zeros"),
        fault(Kind.SHARD, "bits 0", "bits 12", ".*: expected routes of shard 0 only, not /.*"),
        fault(
            Kind.SHARD,
            "route /\n",
            "route /a/..\n",
            "line 5: expected a canonical path and query"),
        fault(
            Kind.SHARD,
            "status 200",
            "status 206",
            "line 6: expected a status of 200, 301, 302, 303, 307, 308, 404 or 410"),
        fault(
            Kind.SHARD,
            "status 200",
            "status 301",
            "line 6: expected a location with a redirect, and with nothing else"),
        fault(
            Kind.SHARD,
            "status 301",
            "status 200",
            ".*: expected a location with a redirect, and with nothing else"),
        fault(
            Kind.SHARD,
            "location /new",
            "location //new",
            ".*: expected a location that is a key of this site or an absolute http URL"),
        fault(
            Kind.SHARD,
            "location https:",
            "location javascript:",
            ".*: expected a location that is a key of this site or an absolute http URL"),
        fault(
            Kind.SHARD,
            "header content-type: ",
            "header Content-Type: ",
            "line 7: expected 'header NAME: VALUE' with a name that is handed on"),
        fault(
            Kind.SHARD,
            "header content-type: ",
            "header set-cookie: ",
            "line 7: expected 'header NAME: VALUE' with a name that is handed on"),
        fault(
            Kind.SHARD,
            "header content-type: ",
            "header content-type:  ",
            "line 7: expected a value of printable ASCII without spaces around it, at most 4096"
                + " characters"),
        fault(
            Kind.SHARD,
            "(header content-type[^\n]*\n)",
            "$1$1",
            "line 8: expected headers in the order of their names, each once"),
        fault(
            Kind.SHARD,
            " 1048576\n",
            " 1048577\n",
            ".*: expected a number from 1 to 1048576 without leading zeros"),
        fault(
            Kind.SHARD,
            " 1048576\n",
            " 1048575\n",
            ".*: expected objects of 1048576 bytes, but for the last"),
        fault(
            Kind.SHARD,
            "route /old",
            "route /a",
            ".*: expected routes in the order of their keys, each once, after /large"),
        fault(
            Kind.RECENT,
            "(object [^\n]*\n)",
            "$1$1",
            "line 6: expected digests in their order, each once"),
        fault(
            Kind.RECENT,
            "(shard [^\n]*\n)",
            "$1$1",
            "line 5: expected digests in their order, each once"),
        fault(Kind.ROSTER, "\nroster 1\n", "\nroster 0\n", "line 3: " + number),
        fault(
            Kind.ROSTER,
            "(mirror [^\n]*\n)",
            "$1$1",
            "line 6: expected mirrors in the order of their addresses, each once"),
        fault(
            Kind.ROSTER,
            "mirror http://127.0.0.5",
            "mirror ftp://127.0.0.5",
            "line 5: expected a URL such as https://copy.example/ with / at its end"),
        fault(Kind.ROSTER, " ed25519 ", " p256 ", "line 5: expected 'ed25519 KEY'"),
        fault(
            Kind.ROSTER,
            " ed25519 ([^ ]*) [0-9]* ",
            " ed25519 $1 -1 ",
            "line 5: expected a number from 0 to 253402300799 without leading zeros"),
        fault(Kind.ROSTER, "==\n", "\n", "line 5: expected an Ed25519 signature"),
        fault(
            Kind.CONSENT,
            "url [^\n]*",
            "url https://copy.example",
            ".*: expected a URL such as https://copy.example/ with / at its end"),
        fault(Kind.CONSENT, "at [^\n]*", "at 2026-11-26T20:00:00.1Z", "line 5: " + time));
  }

  private static DynamicTest fault(Kind kind, String replaced, String by, String expected) {
    return dynamicTest(
        kind + ": " + (replaced + " > " + by).replace('\n', '~'),
        () -> {
          String text = TestSite.text(kind.sample());
          String changed = text.replaceFirst(replaced, by);
          assertThat(changed).isNotEqualTo(text);
          assertThat(fault(kind, TestSite.ascii(changed)))
              .satisfiesAnyOf(
                  told -> assertThat(told).isEqualTo(expected),
                  told -> assertThat(told).matches("line [0-9]+" + expected.substring(2)));
        });
  }

  private static String fault(Kind kind, byte[] bytes) {
    Kind.Result result = kind.read(bytes);
    assertThat(result.encoded()).isEmpty();
    return result.malformed().orElseThrow().toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1999-12-31T23:59:59Z",
        "2000-02-29T00:00:00Z",
        "2038-01-19T03:14:08Z",
        "9999-12-31T23:59:59Z"
      })
  void time_inItsOneSpelling_isRead(String time) {
    byte[] bytes = headPublished(time);
    assertThat(Kind.HEAD.read(bytes).encoded()).hasValue(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1969-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "2026-11-26T20:00:00.0Z",
        "2026-11-26T20:00:00.000000001Z",
        "2026-11-26T20:00Z",
        "2026-11-26T24:00:00Z",
        "2026-11-26T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "2026-11-26T20:00:00+00:00",
        "2026-11-26T20:00:00-00:00",
        "2026-11-26T20:00:00",
        "2026-11-26t20:00:00Z",
        "2026-11-26 20:00:00Z",
        "20261126T200000Z",
        "1795723200",
        "-"
      })
  void time_inAnotherSpelling_isRefused(String time) {
    assertThat(fault(Kind.HEAD, headPublished(time)))
        .isEqualTo("line 6: expected a time in UTC such as 2026-11-26T20:00:00Z");
  }

  private static byte[] headPublished(String time) {
    String head = TestSite.text(TestSite.head(1, 1, "x").body());
    return TestSite.ascii(
        head.replaceFirst("published [^\n]*", "published " + time)
            .replaceFirst("next-by [^\n]*", "next-by 9999-12-31T23:59:59Z"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4_294_967_295L, 4_294_967_296L, 9_007_199_254_740L, MAX})
  void sequence_ofAnySize_survives(long sequence) {
    Head head = TestSite.head(sequence, sequence, "x");
    Signed<Head> signed = TestHolder.sign(head, head.body());
    Parsed<HeadFile> read = HeadFile.parse(TestSite.file(signed).bytes());
    assertThat(read).isInstanceOf(Parsed.Valid.class);
    assertThat(((Parsed.Valid<HeadFile>) read).value().head().document()).isEqualTo(head);
  }

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
    refused(() -> new Root(site, 1, start, 1, none, java.util.Map.of()));
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

  private static void refused(java.util.concurrent.Callable<?> made) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(made::call)
        .withMessageMatching("(?s).{10,}");
  }

  @Test
  void routes_thatNoReaderWouldTake_canNotBeMade() {
    RouteKey key = TestSite.key("/x");
    ObjectRef small = new ObjectRef(TestSite.digest("x"), 1);
    Optional<String> none = Optional.empty();
    refused(() -> new Route(key, 201, none, java.util.Map.of(), List.of()));
    refused(() -> new Route(key, 301, none, java.util.Map.of(), List.of()));
    refused(() -> new Route(key, 200, Optional.of("/y"), java.util.Map.of(), List.of()));
    refused(() -> new Route(key, 200, none, java.util.Map.of(), List.of(small, small)));
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
      refused(() -> new Route(key, 301, Optional.of(bad), java.util.Map.of(), List.of()));
    }
    for (String bad : List.of("", " x", "x ", "x\r\ny: z", "\u00e9", "\t", "x".repeat(4097))) {
      refused(() -> new Route(key, 200, none, java.util.Map.of(RouteHeader.LINK, bad), List.of()));
    }
  }

  /// The largest root, with all signatures that a change of all its holders wants, fits its limit.
  @Test
  void root_withAllHoldersChanged_fits() {
    TestHolder[] before = holders("before");
    TestHolder[] after = holders("after-with-a-name-of-32-charact");
    java.util.Map<Role, RoleKeys> first = new java.util.EnumMap<>(Role.class);
    java.util.Map<Role, RoleKeys> second = new java.util.EnumMap<>(Role.class);
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
    return java.util.stream.IntStream.range(0, 9)
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
    assertThat(bytes.length).isLessThanOrEqualTo(HeadFile.MAX_BYTES);
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
      String url = String.format(java.util.Locale.ROOT, "https://m%05d.example%s", i, path);
      mirrors.add(
          new Consent(TestSite.site(), url, mirror.holder().ed25519(), TestSite.START, signature));
    }
    Roster roster = new Roster(TestSite.site(), 1, TestSite.START, mirrors);
    byte[] bytes = TestHolder.sign(roster, roster.body(), TestSite.ROSTER).bytes();
    assertThat(Roster.parse(bytes)).isInstanceOf(Parsed.Valid.class);
    String text = TestSite.text(bytes);
    String one = TestSite.consent("https://z.example/", mirror).rosterLine();
    String more = text.replaceFirst("\nsig ", "\nmirror " + one + "\nsig ");
    assertThat(fault(Kind.ROSTER, TestSite.ascii(more))).contains("at most 10000 mirrors");
  }

  @Test
  void shard_ofTheMostObjects_isReadAndOfOneMoreRefused() {
    ObjectRef full = new ObjectRef(TestSite.digest("x"), ObjectRef.MAX_SIZE);
    List<ObjectRef> most = java.util.Collections.nCopies(16_384, full);
    Route route = new Route(TestSite.key("/"), 200, Optional.empty(), java.util.Map.of(), most);
    byte[] bytes = new RouteShard(TestSite.site(), 0, 0, List.of(route)).bytes();
    assertThat(Kind.SHARD.read(bytes).encoded()).isPresent();
    assertThat(route.size()).isEqualTo(16L << 30);
    String more = TestSite.text(bytes) + "object " + full + "\n";
    assertThat(fault(Kind.SHARD, TestSite.ascii(more))).contains("at most 16384 objects");
  }

  @Test
  void shard_largerThanAReaderTakes_isNotWritten() {
    ObjectRef full = new ObjectRef(TestSite.digest("x"), ObjectRef.MAX_SIZE);
    List<ObjectRef> most = java.util.Collections.nCopies(16_384, full);
    List<Route> routes =
        java.util.stream.IntStream.range(0, 7)
            .mapToObj(
                i ->
                    new Route(
                        TestSite.key("/" + i), 200, Optional.empty(), java.util.Map.of(), most))
            .toList();
    RouteShard shard = new RouteShard(TestSite.site(), 0, 0, routes);
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(shard::bytes);
  }

  @Test
  void snapshot_ofTheMostShards_fitsItsLimit() {
    SnapshotHeader small = TestSite.sampleHeader();
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
            small.recent(),
            Optional.of(TestSite.key("/" + "x".repeat(2047))),
            12,
            java.util.Collections.nCopies(
                4096, new SnapshotHeader.Shard(small.recent(), RouteShard.MAX_BYTES)));
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

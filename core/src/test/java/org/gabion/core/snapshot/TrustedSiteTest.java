package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What a reader makes of the heads that mirrors give, honest and hostile ones.
final class TrustedSiteTest {
  private static final long MAX = 999_999_999_999_999L;
  private static final Root FIRST = TestSite.firstRoot();
  private static final Map<Role, RoleKeys> NEW_RELEASE =
      TestSite.roles(Role.RELEASE, TestHolder.keys(1, TestSite.NEXT_RELEASE));

  private static Signed<Head> head(long sequence) {
    return TestSite.sign(TestSite.head(sequence, 1, "edition " + sequence), TestSite.RELEASE);
  }

  private static HeadVerdict judge(TrustedSite site, Signed<Head> head) {
    return site.judge(TestSite.file(head));
  }

  private static TrustedSite seen(TrustedSite site, Signed<Head> head) {
    HeadVerdict verdict = judge(site, head);
    assertThat(verdict).isInstanceOf(HeadVerdict.Newer.class);
    return site.after(verdict);
  }

  private static String refused(TrustedSite site, Signed<Head> head) {
    HeadVerdict verdict = judge(site, head);
    assertThat(verdict).isInstanceOf(HeadVerdict.Refused.class);
    assertThat(site.after(verdict)).isSameAs(site);
    return ((HeadVerdict.Refused) verdict).reason();
  }

  private static TrustedSite start() {
    return TrustedSite.of(TestSite.chain());
  }

  private static RootChain withNewRelease(long from) {
    Root second = TestSite.next(FIRST, from, NEW_RELEASE);
    return TestSite.accepted(
        TestSite.chain().extend(TestSite.sign(second, TestSite.A, TestSite.B)));
  }

  @Test
  void head_ofALaterEdition_isNewer() {
    TrustedSite site = seen(start(), head(1));
    site = seen(site, head(2));
    assertThat(seen(site, head(900)).seen().orElseThrow().document().sequence()).isEqualTo(900);
  }

  @Test
  void head_again_isTheSame() {
    TrustedSite site = seen(start(), head(3));
    assertThat(judge(site, head(3))).isInstanceOf(HeadVerdict.Same.class);
  }

  @Test
  void rollback_isOlderAndNeverSilent() {
    TrustedSite site = seen(start(), head(7));
    HeadVerdict verdict = judge(site, head(6));
    assertThat(verdict).isInstanceOf(HeadVerdict.Older.class);
    assertThat(((HeadVerdict.Older) verdict).seen()).isEqualTo(7);
    assertThat(site.after(verdict)).isSameAs(site);
  }

  @Test
  void splitView_keepsBothHeadsAsProof() {
    Signed<Head> one = head(5);
    Signed<Head> other = TestSite.sign(TestSite.head(5, 1, "other content"), TestSite.RELEASE);
    TrustedSite site = seen(start(), one);
    HeadVerdict verdict = judge(site, other);
    assertThat(verdict).isInstanceOf(HeadVerdict.SplitView.class);
    HeadVerdict.SplitView split = (HeadVerdict.SplitView) verdict;
    assertThat(split.seen()).isEqualTo(one);
    assertThat(split.other()).isEqualTo(other);
    // Both are proof to a third person: they read back, and stand.
    for (Signed<Head> head : List.of(split.seen(), split.other())) {
      HeadFile read =
          ((Parsed.Valid<HeadFile>) HeadFile.parse(TestSite.file(head).bytes())).value();
      assertThat(start().judge(read)).isInstanceOf(HeadVerdict.Newer.class);
    }
    assertThat(site.after(verdict).seen()).hasValue(one);
  }

  /// Somebody in between mirrors the ECDSA signature: it is the same head, nobody is accused.
  @Test
  void successor_ofAnotherEditionOfTheSameSequence_isTakenAndIsProof() {
    Signed<Head> shown = head(5);
    TrustedSite site = seen(start(), shown);
    Signed<Head> after =
        TestSite.sign(following(6, Optional.of(TestSite.digest("other"))), TestSite.RELEASE);
    assertThat(newer(site, after).contradicted()).contains(shown);
    assertThat(seen(site, after).seen()).contains(after);
  }

  @Test
  void successor_ofTheEditionSeenOrOfNoneOrFurtherOn_provesNothing() {
    Signed<Head> shown = head(5);
    TrustedSite site = seen(start(), shown);
    Optional<Digest> other = Optional.of(TestSite.digest("other"));
    for (Head calm :
        List.of(
            following(6, Optional.of(shown.identity())),
            following(6, Optional.empty()),
            following(7, other))) {
      assertThat(newer(site, TestSite.sign(calm, TestSite.RELEASE)).contradicted()).isEmpty();
    }
  }

  private static HeadVerdict.Newer newer(TrustedSite site, Signed<Head> head) {
    return (HeadVerdict.Newer) judge(site, head);
  }

  private static Head following(long sequence, Optional<Digest> previous) {
    Head usual = TestSite.head(sequence, 1, "content of " + sequence);
    return new Head(
        usual.site(), sequence, 1, usual.snapshot(), usual.published(), usual.nextBy(), previous);
  }

  @Test
  void malleatedSignature_isTheSameAndNoSplitView() {
    Signed<Head> one = head(5);
    List<SignatureLine> lines =
        one.signatures().stream()
            .map(line -> line.algorithm() == Algorithm.P256 ? SignedTest.mirrored(line) : line)
            .toList();
    Signed<Head> other = new Signed<>(one.document(), one.body(), lines);
    assertThat(other.bytes()).isNotEqualTo(one.bytes());
    assertThat(judge(seen(start(), one), other)).isInstanceOf(HeadVerdict.Same.class);
  }

  @Test
  void signatures_ofStrangers_areIgnored() {
    Head head = TestSite.head(2, 1, "x");
    seen(start(), TestSite.sign(head, TestSite.RELEASE, TestSite.STRANGER));
    assertThat(refused(start(), TestSite.sign(head, TestSite.STRANGER)))
        .isEqualTo("it is not signed by enough release holders of root 1");
  }

  @Test
  void head_signedByOneAlgorithmOnly_isRefused() {
    Head head = TestSite.head(2, 1, "x");
    for (SignatureLine line :
        List.of(
            TestSite.RELEASE.signEd25519(head.body()), TestSite.RELEASE.signP256(head.body()))) {
      assertThat(refused(start(), new Signed<>(head, head.body(), List.of(line))))
          .isEqualTo("it is not signed by enough release holders of root 1");
    }
  }

  @Test
  void head_signedByAnotherRole_isRefused() {
    Head head = TestSite.head(2, 1, "x");
    for (TestHolder other :
        List.of(TestSite.HEARTBEAT, TestSite.ROSTER, TestSite.A, TestSite.NEXT_RELEASE)) {
      assertThat(refused(start(), TestSite.sign(head, other)))
          .isEqualTo("it is not signed by enough release holders of root 1");
    }
  }

  @Test
  void head_ofAnotherSite_isRefused() {
    Head head = TestSite.head(TestSite.digest("other site"), 2, 1, "x");
    assertThat(refused(start(), TestSite.sign(head, TestSite.RELEASE)))
        .startsWith("it is of another site, ");
  }

  @Test
  void head_ofAnUnknownRoot_isRefused() {
    for (long root : new long[] {2, 1001, 4_294_967_297L, MAX}) {
      Signed<Head> signed = TestSite.sign(TestSite.head(2, root, "x"), TestSite.RELEASE);
      assertThat(refused(start(), signed)).isEqualTo("it names root " + root + ", known is 1");
    }
  }

  @Test
  void sequence_beyond32Bits_isCompared() {
    TrustedSite site = start();
    for (long sequence : new long[] {4_294_967_295L, 4_294_967_296L, 4_294_967_297L, MAX}) {
      site = seen(site, head(sequence));
    }
    assertThat(judge(site, head(1))).isInstanceOf(HeadVerdict.Older.class);
    assertThat(judge(site, head(MAX))).isInstanceOf(HeadVerdict.Same.class);
  }

  /// A thief publishes with the largest sequence; the owner's next root makes it void, readers
  /// forget it, and the owner's next edition is newer.
  @Test
  void stolenReleaseKey_withTheLargestSequence_isForgottenAfterTheNewRoot() {
    TrustedSite site = seen(start(), head(5));
    Signed<Head> stolen = TestSite.sign(TestSite.head(MAX, 1, "thief"), TestSite.RELEASE);
    site = seen(site, stolen);
    site = site.with(withNewRelease(6));
    assertThat(site.seen()).isEmpty();
    assertThat(refused(site, stolen))
        .isEqualTo("root 2 voids editions from 6 that name an earlier root");
    Signed<Head> owners = TestSite.sign(TestSite.head(6, 2, "owner"), TestSite.NEXT_RELEASE);
    site = seen(site, owners);
    assertThat(judge(site, head(5))).isInstanceOf(HeadVerdict.Older.class);
  }

  @Test
  void stolenReleaseKey_canNotSpeakForTheNewRoot() {
    TrustedSite site = start().with(withNewRelease(6));
    assertThat(refused(site, TestSite.sign(TestSite.head(6, 2, "thief"), TestSite.RELEASE)))
        .isEqualTo("it is not signed by enough release holders of root 2");
    assertThat(refused(site, head(6)))
        .isEqualTo("root 2 voids editions from 6 that name an earlier root");
    assertThat(refused(site, TestSite.sign(TestSite.head(5, 2, "early"), TestSite.NEXT_RELEASE)))
        .isEqualTo("root 2 counts from edition 6");
  }

  /// What was published before the theft is still read, until there is something newer.
  @Test
  void editions_beforeTheNewRootCounts_stand() {
    TrustedSite site = seen(start(), head(5)).with(withNewRelease(6));
    assertThat(site.seen()).isPresent();
    assertThat(judge(site, head(5))).isInstanceOf(HeadVerdict.Same.class);
    seen(TrustedSite.of(withNewRelease(6)), head(5));
  }

  /// The whole of what a key signed goes if the new root counts from where the old one did.
  @Test
  void revocation_fromTheBegin_voidsAllThatTheKeySigned() {
    TrustedSite site = seen(start(), head(5)).with(withNewRelease(1));
    assertThat(site.seen()).isEmpty();
    for (long sequence : new long[] {1, 5, 6, MAX}) {
      assertThat(refused(site, head(sequence)))
          .isEqualTo("root 2 voids editions from 1 that name an earlier root");
    }
    seen(site, TestSite.sign(TestSite.head(6, 2, "owner"), TestSite.NEXT_RELEASE));
  }

  @Test
  void head_ofAnyRoot_isJudgedByTheRootsThatFollowed() {
    Root second = TestSite.next(FIRST, 5, NEW_RELEASE);
    Root third = TestSite.next(second, 9, TestSite.roles());
    RootChain chain =
        TestSite.accepted(withNewRelease(5).extend(TestSite.sign(third, TestSite.A, TestSite.B)));
    TrustedSite site = TrustedSite.of(chain);
    seen(site, head(4));
    seen(site, TestSite.sign(TestSite.head(5, 2, "x"), TestSite.NEXT_RELEASE));
    seen(site, TestSite.sign(TestSite.head(8, 2, "x"), TestSite.NEXT_RELEASE));
    seen(site, TestSite.sign(TestSite.head(9, 3, "x"), TestSite.RELEASE));
    assertThat(refused(site, head(5))).startsWith("root 2 voids editions from 5");
    assertThat(refused(site, head(9))).startsWith("root 2 voids editions from 5");
    assertThat(refused(site, TestSite.sign(TestSite.head(9, 2, "x"), TestSite.NEXT_RELEASE)))
        .startsWith("root 3 voids editions from 9");
    assertThat(refused(site, TestSite.sign(TestSite.head(8, 3, "x"), TestSite.RELEASE)))
        .isEqualTo("root 3 counts from edition 9");
  }

  @Test
  void chain_withAnotherSitesOrForkedOrShorterOne_isNotTaken() {
    TrustedSite site = TrustedSite.of(withNewRelease(6));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> site.with(TestSite.chain()));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> site.with(withNewRelease(7)));
    assertThat(site.with(withNewRelease(6)).chain().newest().number()).isEqualTo(2);
  }

  @Test
  void remembered_ofAnEarlierRun_standsOnlyIfTheChainBearsIt() {
    assertThat(TrustedSite.of(withNewRelease(6), head(5)).seen())
        .hasValueSatisfying(seen -> assertThat(seen.document().sequence()).isEqualTo(5));
    assertThat(TrustedSite.of(withNewRelease(6), head(6)).seen()).isEmpty();
    Signed<Head> unsigned = TestSite.sign(TestSite.head(MAX, 1, "x"));
    assertThat(TrustedSite.of(TestSite.chain(), unsigned).seen()).isEmpty();
  }

  private static Optional<Signed<Heartbeat>> heartbeat(
      Signed<Head> head, Signed<Heartbeat> heartbeat) {
    HeadVerdict verdict = start().judge(new HeadFile(head, Optional.of(heartbeat)));
    assertThat(verdict).isInstanceOf(HeadVerdict.Newer.class);
    return ((HeadVerdict.Newer) verdict).heartbeat();
  }

  @Test
  void heartbeat_ofThisHead_counts() {
    Signed<Head> head = head(5);
    Signed<Heartbeat> beat = TestSite.sign(TestSite.beat(head), TestSite.HEARTBEAT);
    assertThat(heartbeat(head, beat)).hasValue(beat);
    TrustedSite site = seen(start(), head);
    HeadVerdict again = site.judge(new HeadFile(head, Optional.of(beat)));
    assertThat(((HeadVerdict.Same) again).heartbeat()).hasValue(beat);
  }

  @Test
  void heartbeat_ofAnotherHead_isIgnored() {
    Signed<Head> head = head(5);
    Signed<Head> other = TestSite.sign(TestSite.head(5, 1, "other"), TestSite.RELEASE);
    Heartbeat right = TestSite.beat(head);
    List<Heartbeat> wrong =
        List.of(
            TestSite.beat(other),
            TestSite.beat(head(4)),
            new Heartbeat(right.site(), 6, right.head(), right.at(), right.until()),
            new Heartbeat(
                TestSite.digest("other site"), 5, right.head(), right.at(), right.until()));
    for (Heartbeat beat : wrong) {
      assertThat(heartbeat(head, TestSite.sign(beat, TestSite.HEARTBEAT))).isEmpty();
    }
    for (TestHolder signer : List.of(TestSite.RELEASE, TestSite.A, TestSite.STRANGER)) {
      assertThat(heartbeat(head, TestSite.sign(right, signer))).isEmpty();
    }
    assertThat(heartbeat(head, TestSite.sign(right))).isEmpty();
  }

  /// With the heartbeat key one publishes nothing: not by a head, a roster, or a root.
  @Test
  void heartbeatKey_stolen_publishesNothing() {
    TrustedSite site = start();
    refused(site, TestSite.sign(TestSite.head(6, 1, "thief"), TestSite.HEARTBEAT));
    Roster roster = TestSite.sampleRoster().document();
    assertThat(site.accepts(TestHolder.sign(roster, roster.body(), TestSite.HEARTBEAT))).isFalse();
    Root second = TestSite.next(FIRST, 1, TestSite.roles());
    TestSite.refused(
        TestSite.chain().extend(TestSite.sign(second, TestSite.HEARTBEAT, TestSite.RELEASE)));
    // A heartbeat's signature does not fit a head, nor the other way round.
    Signed<Head> head = head(6);
    Signed<Heartbeat> beat = TestSite.sign(TestSite.beat(head), TestSite.HEARTBEAT);
    refused(site, new Signed<>(head.document(), head.body(), beat.signatures()));
  }

  /// A stolen heartbeat key can call an old head fresh. The sequence stays what it is.
  @Test
  void heartbeat_onAnOldHead_doesNotMakeItNewer() {
    TrustedSite site = seen(start(), head(7));
    Signed<Head> old = head(6);
    Heartbeat beat =
        new Heartbeat(
            TestSite.site(),
            6,
            old.identity(),
            TestSite.START,
            TestSite.START.plus(Duration.ofDays(3650)));
    HeadVerdict verdict =
        site.judge(new HeadFile(old, Optional.of(TestSite.sign(beat, TestSite.HEARTBEAT))));
    assertThat(verdict).isInstanceOf(HeadVerdict.Older.class);
    Age age = Age.of(old.document(), Optional.of(beat), true, TestSite.START);
    assertThat(age).isEqualTo(Age.SUSPECTED_FREEZE);
  }

  @Test
  void frozenMirror_isReadAndItsAgeTold() {
    Signed<Head> frozen = head(5);
    TrustedSite site = seen(start(), frozen);
    Head head = frozen.document();
    assertThat(judge(site, frozen)).isInstanceOf(HeadVerdict.Same.class);
    assertThat(Age.of(head, Optional.empty(), false, TestSite.START.plus(Duration.ofDays(30))))
        .isEqualTo(Age.STALE);
  }

  @Test
  void heartbeatAndRoster_areJudgedByTheNewestRoot() {
    Map<Role, RoleKeys> roles = TestSite.roles();
    roles.put(Role.HEARTBEAT, TestHolder.keys(1, TestSite.D));
    roles.put(Role.ROSTER, TestHolder.keys(1, TestSite.E));
    Root second = TestSite.next(FIRST, 6, roles);
    RootChain chain =
        TestSite.accepted(TestSite.chain().extend(TestSite.sign(second, TestSite.A, TestSite.B)));
    TrustedSite site = TrustedSite.of(chain);
    Signed<Head> head = head(5);
    for (boolean current : new boolean[] {false, true}) {
      TestHolder beats = current ? TestSite.D : TestSite.HEARTBEAT;
      HeadVerdict verdict =
          site.judge(new HeadFile(head, Optional.of(TestSite.sign(TestSite.beat(head), beats))));
      assertThat(((HeadVerdict.Newer) verdict).heartbeat().isPresent()).isEqualTo(current);
      Roster roster = TestSite.sampleRoster().document();
      TestHolder lists = current ? TestSite.E : TestSite.ROSTER;
      assertThat(site.accepts(TestHolder.sign(roster, roster.body(), lists))).isEqualTo(current);
    }
  }

  @Test
  void roster_ofAnotherSite_doesNotCount() {
    assertThat(start().accepts(TestSite.sampleRoster())).isTrue();
    Roster other = new Roster(TestSite.digest("other"), 1, TestSite.START, List.of());
    assertThat(start().accepts(TestHolder.sign(other, other.body(), TestSite.ROSTER))).isFalse();
  }
}

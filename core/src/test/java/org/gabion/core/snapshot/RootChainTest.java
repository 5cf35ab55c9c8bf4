package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A chain of roots proves itself link by link.
final class RootChainTest {
  private static final Root FIRST = TestSite.firstRoot();

  private static RootChain extend(RootChain chain, Signed<Root> next) {
    return TestSite.accepted(chain.extend(next));
  }

  private static Map<Role, RoleKeys> rootHolders(int threshold, TestHolder... holders) {
    return TestSite.roles(Role.ROOT, TestHolder.keys(threshold, holders));
  }

  @Test
  void rootOne_signedByItsThreshold_beginsAChain() {
    RootChain chain = TestSite.chain();
    assertThat(chain.newest()).isEqualTo(FIRST);
    assertThat(chain.site()).isEqualTo(FIRST.site());
  }

  @Test
  void rootOne_signedByTooFew_isRefused() {
    for (Signed<Root> signed :
        List.of(
            TestSite.sign(FIRST),
            TestSite.sign(FIRST, TestSite.A),
            TestSite.sign(FIRST, TestSite.A, TestSite.STRANGER),
            TestSite.sign(FIRST, TestSite.A, TestSite.RELEASE))) {
      assertThat(TestSite.refused(RootChain.begin(FIRST.site(), signed)))
          .isEqualTo("root 1 is not signed by enough of its own root holders");
    }
  }

  /// A thief's root 1 with the victim's site id: it does not name itself.
  @Test
  void rootOne_forged_isRefused() {
    Map<Role, RoleKeys> own = rootHolders(1, TestSite.STRANGER);
    Root forged = new Root(FIRST.site(), 1, TestSite.START, 1, Optional.empty(), own);
    assertThat(
            TestSite.refused(
                RootChain.begin(FIRST.site(), TestSite.sign(forged, TestSite.STRANGER))))
        .startsWith("root 1 is of another site: ");
  }

  @Test
  void rootOne_ofAnotherSite_isRefusedAndBothAreNamed() {
    Root other = Root.first(TestSite.START, Optional.empty(), rootHolders(1, TestSite.STRANGER));
    assertThat(
            TestSite.refused(
                RootChain.begin(FIRST.site(), TestSite.sign(other, TestSite.STRANGER))))
        .contains(other.site().fingerprint(), FIRST.site().fingerprint());
  }

  /// Every field is in the site's id, also what is announced.
  @Test
  void site_ofARoot_dependsOnEveryField() {
    assertThat(Root.first(TestSite.START.plusSeconds(1), Optional.empty(), TestSite.roles()).site())
        .isNotEqualTo(FIRST.site());
    assertThat(
            Root.first(TestSite.START, Optional.of(TestSite.digest("x")), TestSite.roles()).site())
        .isNotEqualTo(FIRST.site());
    assertThat(
            Root.first(
                    TestSite.START,
                    Optional.empty(),
                    rootHolders(1, TestSite.A, TestSite.B, TestSite.C))
                .site())
        .isNotEqualTo(FIRST.site());
    Root later = new Root(FIRST.site(), 1, TestSite.START, 2, Optional.empty(), TestSite.roles());
    assertThat(Root.namesItself(TestSite.sign(later))).isFalse();
    assertThat(Root.namesItself(TestSite.signedFirst())).isTrue();
  }

  @Test
  void chain_thatBeginsWithAnotherRoot_isRefused() {
    Root second = TestSite.next(FIRST, 1, TestSite.roles());
    assertThat(
            TestSite.refused(
                RootChain.begin(FIRST.site(), TestSite.sign(second, TestSite.A, TestSite.B))))
        .isEqualTo("a chain begins with root 1, not 2");
  }

  @Test
  void releaseKey_changed_isSignedByRootHolders() {
    Map<Role, RoleKeys> roles =
        TestSite.roles(Role.RELEASE, TestHolder.keys(1, TestSite.NEXT_RELEASE));
    Root second = TestSite.next(FIRST, 6, roles);
    RootChain chain = extend(TestSite.chain(), TestSite.sign(second, TestSite.B, TestSite.C));
    assertThat(chain.newest().keys(Role.RELEASE).holders())
        .containsExactly(TestSite.NEXT_RELEASE.holder());
    assertThat(
            TestSite.refused(
                TestSite.chain()
                    .extend(TestSite.sign(second, TestSite.RELEASE, TestSite.NEXT_RELEASE))))
        .isEqualTo("root 2 is not signed by enough root holders of root 1");
  }

  /// A goes, D comes: two of the old and two of the new must sign.
  @Test
  void rootHolder_changed_wantsOldAndNewThreshold() {
    Root second = TestSite.next(FIRST, 1, rootHolders(2, TestSite.B, TestSite.C, TestSite.D));
    RootChain chain = TestSite.chain();
    extend(chain, TestSite.sign(second, TestSite.B, TestSite.C));
    extend(chain, TestSite.sign(second, TestSite.A, TestSite.B, TestSite.D));
    assertThat(TestSite.refused(chain.extend(TestSite.sign(second, TestSite.A, TestSite.B))))
        .isEqualTo("root 2 is not signed by enough of its own root holders");
    assertThat(TestSite.refused(chain.extend(TestSite.sign(second, TestSite.C, TestSite.D))))
        .isEqualTo("root 2 is not signed by enough root holders of root 1");
  }

  @Test
  void rootHolder_thatWent_countsNoMore() {
    Root second = TestSite.next(FIRST, 1, rootHolders(2, TestSite.B, TestSite.C, TestSite.D));
    RootChain chain = extend(TestSite.chain(), TestSite.sign(second, TestSite.B, TestSite.C));
    Root third = TestSite.next(second, 1, second.roles());
    assertThat(TestSite.refused(chain.extend(TestSite.sign(third, TestSite.A, TestSite.B))))
        .isEqualTo("root 3 is not signed by enough root holders of root 2");
    extend(chain, TestSite.sign(third, TestSite.D, TestSite.B));
  }

  /// Lowering the threshold is a change like any other: the old threshold signs it.
  @Test
  void threshold_lowered_wantsTheOldOne() {
    Root second = TestSite.next(FIRST, 1, rootHolders(1, TestSite.A));
    RootChain chain = TestSite.chain();
    assertThat(TestSite.refused(chain.extend(TestSite.sign(second, TestSite.A))))
        .isEqualTo("root 2 is not signed by enough root holders of root 1");
    extend(chain, TestSite.sign(second, TestSite.A, TestSite.C));
  }

  @Test
  void chain_withAGapOrAnOldRootAgain_isRefused() {
    Root second = TestSite.next(FIRST, 1, TestSite.roles());
    Root third = TestSite.next(second, 1, TestSite.roles());
    RootChain chain = TestSite.chain();
    assertThat(TestSite.refused(chain.extend(TestSite.sign(third, TestSite.A, TestSite.B))))
        .isEqualTo("root 3 does not follow root 1");
    RootChain two = extend(chain, TestSite.sign(second, TestSite.A, TestSite.B));
    assertThat(TestSite.refused(two.extend(TestSite.signedFirst())))
        .isEqualTo("root 1 does not follow root 2");
    assertThat(TestSite.refused(two.extend(TestSite.sign(second, TestSite.A, TestSite.B))))
        .isEqualTo("root 2 does not follow root 2");
  }

  @Test
  void root_ofAnotherSite_doesNotFollow() {
    Root other =
        new Root(
            TestSite.digest("other"), 2, TestSite.START, 1, Optional.empty(), TestSite.roles());
    assertThat(
            TestSite.refused(TestSite.chain().extend(TestSite.sign(other, TestSite.A, TestSite.B))))
        .startsWith("root 2 is of another site");
  }

  @Test
  void root_thatCountsFromAnEarlierEdition_isRefused() {
    Root second = TestSite.next(FIRST, 7, TestSite.roles());
    RootChain chain = extend(TestSite.chain(), TestSite.sign(second, TestSite.A, TestSite.B));
    Root third = TestSite.next(second, 6, TestSite.roles());
    assertThat(TestSite.refused(chain.extend(TestSite.sign(third, TestSite.A, TestSite.B))))
        .isEqualTo("root 3 counts from edition 6, its forerunner from 7");
  }

  @Test
  void announcedRootHolders_comeAndNobodyElse() {
    RoleKeys coming = TestHolder.keys(2, TestSite.C, TestSite.D, TestSite.E);
    Root second = TestSite.next(FIRST, 1, Optional.of(Root.commitment(coming)), TestSite.roles());
    RootChain chain = extend(TestSite.chain(), TestSite.sign(second, TestSite.A, TestSite.B));

    Map<Role, RoleKeys> thiefs = rootHolders(1, TestSite.STRANGER);
    Root forged = TestSite.next(second, 1, thiefs);
    String reason = "root 3 has other root holders than root 2 announced";
    assertThat(
            TestSite.refused(
                chain.extend(TestSite.sign(forged, TestSite.A, TestSite.B, TestSite.STRANGER))))
        .isEqualTo(reason);

    // The same people with a lower threshold are not who was announced.
    Root lower = TestSite.next(second, 1, rootHolders(1, TestSite.C, TestSite.D, TestSite.E));
    assertThat(
            TestSite.refused(
                chain.extend(TestSite.sign(lower, TestSite.A, TestSite.B, TestSite.C))))
        .isEqualTo(reason);

    // Nor can the announcement be taken back or changed.
    for (Optional<Digest> next :
        List.of(Optional.<Digest>empty(), Optional.of(TestSite.digest("other")))) {
      Root changed = TestSite.next(second, 1, next, TestSite.roles());
      assertThat(TestSite.refused(chain.extend(TestSite.sign(changed, TestSite.A, TestSite.B))))
          .isEqualTo(reason);
    }

    Root adopted = TestSite.next(second, 1, Optional.empty(), TestSite.roles(Role.ROOT, coming));
    assertThat(TestSite.refused(chain.extend(TestSite.sign(adopted, TestSite.D, TestSite.E))))
        .isEqualTo("root 3 is not signed by enough root holders of root 2");
    extend(chain, TestSite.sign(adopted, TestSite.A, TestSite.C, TestSite.D));
  }

  /// While an announcement stands, other roles can change: a stolen release key does not wait.
  @Test
  void announcement_isKeptWhileOtherRolesChange() {
    RoleKeys coming = TestHolder.keys(1, TestSite.D);
    Root second = TestSite.next(FIRST, 1, Optional.of(Root.commitment(coming)), TestSite.roles());
    RootChain chain = extend(TestSite.chain(), TestSite.sign(second, TestSite.A, TestSite.B));
    Root third =
        TestSite.next(
            second, 9, TestSite.roles(Role.RELEASE, TestHolder.keys(1, TestSite.NEXT_RELEASE)));
    RootChain longer = extend(chain, TestSite.sign(third, TestSite.A, TestSite.B));
    Root fourth = TestSite.next(third, 9, Optional.empty(), rootHolders(1, TestSite.D));
    extend(longer, TestSite.sign(fourth, TestSite.A, TestSite.B, TestSite.D));
  }

  @Test
  void rootOne_canAnnounceToo() {
    RoleKeys coming = TestHolder.keys(1, TestSite.D);
    Root first = Root.first(TestSite.START, Optional.of(Root.commitment(coming)), TestSite.roles());
    RootChain chain =
        TestSite.accepted(
            RootChain.begin(first.site(), TestSite.sign(first, TestSite.A, TestSite.B)));
    Root second = TestSite.next(first, 1, Optional.empty(), rootHolders(1, TestSite.D));
    extend(chain, TestSite.sign(second, TestSite.A, TestSite.B, TestSite.D));
    assertThat(second.commitment()).isEqualTo(Root.commitment(coming));
  }

  @Test
  void chain_ofAThousandRoots_endsThere() {
    TestHolder only = TestSite.A;
    Root root = Root.first(TestSite.START, Optional.empty(), rootHolders(1, only));
    RootChain chain = TestSite.accepted(RootChain.begin(root.site(), TestSite.sign(root, only)));
    while (root.number() < RootChain.MAX_ROOTS) {
      root = TestSite.next(root, 1, root.roles());
      chain = extend(chain, TestSite.sign(root, only));
    }
    Root more = TestSite.next(root, 1, root.roles());
    assertThat(TestSite.refused(chain.extend(TestSite.sign(more, only))))
        .isEqualTo("more than 1000 roots");
  }

  @Test
  void roots_afterReading_areTheSameChain() {
    Root second = TestSite.next(FIRST, 4, TestSite.roles());
    Signed<Root> signed = TestSite.sign(second, TestSite.A, TestSite.B);
    Parsed<Signed<Root>> one = Root.parse(TestSite.signedFirst().bytes());
    Parsed<Signed<Root>> two = Root.parse(signed.bytes());
    RootChain chain =
        TestSite.accepted(
            RootChain.begin(FIRST.site(), ((Parsed.Valid<Signed<Root>>) one).value()));
    assertThat(extend(chain, ((Parsed.Valid<Signed<Root>>) two).value()).newest())
        .isEqualTo(second);
  }

  @Test
  void chain_goesOnFromItsOwnBeginOnly() {
    RootChain chain = TestSite.chain();
    RootChain two =
        extend(
            chain,
            TestSite.sign(TestSite.next(FIRST, 2, TestSite.roles()), TestSite.A, TestSite.B));
    RootChain other =
        extend(
            chain,
            TestSite.sign(TestSite.next(FIRST, 3, TestSite.roles()), TestSite.A, TestSite.B));
    assertThat(two.goesOn(chain)).isTrue();
    assertThat(two.goesOn(two)).isTrue();
    assertThat(chain.goesOn(two)).isFalse();
    assertThat(two.goesOn(other)).isFalse();
  }
}

package org.gabion.core.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The heads and roots among the test vectors, and what must be true of each.
final class VectorCases {
  private static final long MAX = 999_999_999_999_999L;

  private final VectorSite site;
  private final Map<String, String> cases = new TreeMap<>();

  private VectorCases(VectorSite site) {
    this.site = site;
  }

  /// File names and contents, those of [VectorForms] too.
  static Map<String, String> of(VectorSite site) {
    VectorCases made = new VectorCases(site);
    made.heads();
    made.roots();
    made.cases.putAll(VectorForms.of(site));
    return made.cases;
  }

  private void put(String name, byte[] document, String... expected) {
    put(cases, name, document, expected);
  }

  /// Puts one document and what must be true of it.
  static void put(Map<String, String> cases, String name, byte[] document, String... expected) {
    cases.put(
        name + ".case", TestSite.text(document) + "----\n" + String.join("\n", expected) + "\n");
  }

  private void head(String name, HeadFile file, int roots, String seen, String verdict) {
    put(name, file.bytes(), "type: head", "roots: " + roots, "seen: " + seen, verdict);
  }

  private void head(String name, Signed<Head> head, int roots, String seen, String verdict) {
    head(name, TestSite.file(head), roots, seen, verdict);
  }

  private Signed<Head> sign(long sequence, long root, TestHolder... signers) {
    Head last = site.heads.getLast().document();
    Head head =
        new Head(
            last.site(),
            sequence,
            root,
            TestSite.digest("other content"),
            last.published(),
            last.nextBy(),
            last.previous());
    return TestHolder.sign(head, head.body(), signers);
  }

  private void heads() {
    TestHolder old = VectorSite.RELEASE_1;
    TestHolder current = VectorSite.RELEASE_2;
    Signed<Head> third = site.heads.get(2);
    head("head-edition-1", site.heads.get(0), 1, "-", "verdict: newer\nheartbeat: no");
    head("head-edition-2", site.heads.get(1), 1, "1", "verdict: newer\nheartbeat: no");
    head(
        "head-edition-2-by-the-newest-root",
        site.heads.get(1),
        2,
        "-",
        "verdict: newer\nheartbeat: no");
    head("head-edition-3-is-newer", third, 2, "2", "verdict: newer\nheartbeat: no");
    head("head-edition-3-again", third, 2, "3", "verdict: same\nheartbeat: no");
    head("head-edition-1-after-3-is-older", site.heads.get(0), 2, "3", "verdict: older");
    head("head-of-a-root-not-yet-known", third, 1, "2", "verdict: refused");
    head(
        "head-with-heartbeat",
        new HeadFile(third, Optional.of(site.heartbeat)),
        2,
        "3",
        "verdict: same\nheartbeat: yes");
    head("head-split-view", sign(3, 2, current), 2, "3", "verdict: split");
    head(
        "head-by-the-largest-sequence",
        sign(MAX, 2, current),
        2,
        "3",
        "verdict: newer\nheartbeat: no");
    head(
        "head-beyond-32-bits",
        sign(4_294_967_296L, 2, current),
        2,
        "3",
        "verdict: newer\nheartbeat: no");
    Signed<Head> stolen = sign(MAX, 1, old);
    head("head-stolen-key-before-the-new-root", stolen, 1, "2", "verdict: newer\nheartbeat: no");
    head("head-stolen-key-after-the-new-root", stolen, 2, "3", "verdict: refused");
    head("head-stolen-key-names-the-new-root", sign(4, 2, old), 2, "3", "verdict: refused");
    head("head-stolen-key-below-from-is-older", sign(2, 1, old), 2, "3", "verdict: older");
    head("head-before-its-root-counts", sign(2, 2, current), 2, "-", "verdict: refused");
    head("head-signed-by-nobody", sign(4, 2), 2, "3", "verdict: refused");
    head("head-signed-by-a-stranger", sign(4, 2, TestSite.STRANGER), 2, "3", "verdict: refused");
    head(
        "head-signed-by-the-heartbeat-key",
        sign(4, 2, TestSite.HEARTBEAT),
        2,
        "3",
        "verdict: refused");
    head(
        "head-signed-by-root-keys", sign(4, 2, TestSite.A, TestSite.B), 2, "3", "verdict: refused");
    head(
        "head-with-a-strangers-signature-too",
        sign(4, 2, current, TestSite.STRANGER),
        2,
        "3",
        "verdict: newer\nheartbeat: no");
    Signed<Head> both = sign(4, 2, current);
    for (SignatureLine line : both.signatures()) {
      Signed<Head> one = new Signed<>(both.document(), both.body(), List.of(line));
      head("head-signed-by-" + line.algorithm().word() + "-only", one, 2, "3", "verdict: refused");
    }
    SignatureLine elsewhere = current.signP256(TestSite.ascii("something else"));
    head(
        "head-with-one-wrong-signature",
        new Signed<>(
            both.document(), both.body(), List.of(current.signEd25519(both.body()), elsewhere)),
        2,
        "3",
        "verdict: refused");
    List<SignatureLine> mirrored =
        third.signatures().stream()
            .map(line -> line.algorithm() == Algorithm.P256 ? SignedTest.mirrored(line) : line)
            .toList();
    head(
        "head-with-a-mirrored-signature-is-the-same",
        new Signed<>(third.document(), third.body(), mirrored),
        2,
        "3",
        "verdict: same\nheartbeat: no");
    Head last = third.document();
    Head other =
        new Head(
            TestSite.digest("other site"),
            4,
            2,
            last.snapshot(),
            last.published(),
            last.nextBy(),
            last.previous());
    head(
        "head-of-another-site",
        TestHolder.sign(other, other.body(), current),
        2,
        "3",
        "verdict: refused");
    heartbeats(third);
  }

  private void heartbeats(Signed<Head> third) {
    Heartbeat right = site.heartbeat.document();
    heartbeat("heartbeat-by-the-release-key", third, right, VectorSite.RELEASE_2);
    heartbeat("heartbeat-by-a-stranger", third, right, TestSite.STRANGER);
    heartbeat(
        "heartbeat-of-another-sequence",
        third,
        new Heartbeat(right.site(), 4, right.head(), right.at(), right.until()),
        TestSite.HEARTBEAT);
    heartbeat(
        "heartbeat-of-another-head",
        third,
        new Heartbeat(right.site(), 3, TestSite.digest("other"), right.at(), right.until()),
        TestSite.HEARTBEAT);
    heartbeat(
        "heartbeat-of-another-site",
        third,
        new Heartbeat(TestSite.digest("other"), 3, right.head(), right.at(), right.until()),
        TestSite.HEARTBEAT);
    Signed<Head> old = site.heads.get(1);
    Heartbeat late = new Heartbeat(right.site(), 2, old.identity(), right.at(), Lines.LAST_INSTANT);
    Signed<Heartbeat> signed = TestHolder.sign(late, late.body(), TestSite.HEARTBEAT);
    head(
        "heartbeat-on-an-old-head-does-not-make-it-newer",
        new HeadFile(old, Optional.of(signed)),
        2,
        "3",
        "verdict: older");
  }

  private void heartbeat(String name, Signed<Head> head, Heartbeat beat, TestHolder signer) {
    Signed<Heartbeat> signed = TestHolder.sign(beat, beat.body(), signer);
    head(name, new HeadFile(head, Optional.of(signed)), 2, "3", "verdict: same\nheartbeat: no");
  }

  private void root(String name, Signed<Root> root, int roots, String verdict) {
    put(name, root.bytes(), "type: root", "roots: " + roots, "verdict: " + verdict);
  }

  private void roots() {
    Root first = site.roots.get(0).document();
    Root second = site.roots.get(1).document();
    TestHolder a = TestSite.A;
    TestHolder b = TestSite.B;
    root("root-1", site.roots.get(0), 0, "accepted");
    root("root-1-by-one-holder", TestSite.sign(first, a), 0, "refused");
    root(
        "root-1-by-one-holder-and-a-stranger",
        TestSite.sign(first, a, TestSite.STRANGER),
        0,
        "refused");
    List<SignatureLine> edwards = new ArrayList<>();
    for (TestHolder holder : List.of(a, b, TestSite.C)) {
      edwards.add(holder.signEd25519(first.body()));
    }
    root(
        "root-1-by-one-algorithm-of-all", new Signed<>(first, first.body(), edwards), 0, "refused");
    Map<Role, RoleKeys> thiefs = TestSite.roles(Role.ROOT, TestHolder.keys(1, TestSite.STRANGER));
    Root forged = new Root(first.site(), 1, first.published(), 1, Optional.empty(), thiefs);
    root(
        "root-1-forged-with-this-sites-id", TestSite.sign(forged, TestSite.STRANGER), 0, "refused");
    Root other = Root.first(first.published(), Optional.empty(), thiefs);
    root("root-1-of-another-site", TestSite.sign(other, TestSite.STRANGER), 0, "refused");
    root("root-2", site.roots.get(1), 1, "accepted");
    root("root-2-begins-no-chain", site.roots.get(1), 0, "refused");
    root("root-2-twice", site.roots.get(1), 2, "refused");
    root("root-1-again", site.roots.get(0), 1, "refused");
    root(
        "root-2-by-the-release-keys",
        TestSite.sign(second, VectorSite.RELEASE_1, VectorSite.RELEASE_2),
        1,
        "refused");
    root("root-2-by-one-holder", TestSite.sign(second, b), 1, "refused");
    Root lower = TestSite.next(first, 1, TestSite.roles(Role.ROOT, TestHolder.keys(1, a)));
    root("root-2-lowers-the-threshold-by-one", TestSite.sign(lower, a), 1, "refused");
    root("root-2-lowers-the-threshold-by-two", TestSite.sign(lower, a, b), 1, "accepted");
    Root changed =
        TestSite.next(
            first,
            1,
            TestSite.roles(Role.ROOT, TestHolder.keys(2, TestSite.C, TestSite.D, TestSite.E)));
    root("root-2-with-new-holders-by-the-old-only", TestSite.sign(changed, a, b), 1, "refused");
    root(
        "root-2-with-new-holders-by-the-new-only",
        TestSite.sign(changed, TestSite.D, TestSite.E),
        1,
        "refused");
    root(
        "root-2-with-new-holders-by-both",
        TestSite.sign(changed, a, b, TestSite.D, TestSite.E),
        1,
        "accepted");
    root(
        "root-2-with-one-holder-in-both",
        TestSite.sign(changed, a, TestSite.C, TestSite.D),
        1,
        "accepted");
    Root gap = new Root(first.site(), 3, first.published(), 1, Optional.empty(), first.roles());
    root("root-3-after-1", TestSite.sign(gap, a, b), 1, "refused");
    third(second);
  }

  private void third(Root second) {
    TestHolder a = TestSite.A;
    TestHolder b = TestSite.B;
    Root earlier = TestSite.next(second, 2, second.roles());
    root("root-3-counts-from-an-earlier-edition", TestSite.sign(earlier, a, b), 2, "refused");
    Root kept = TestSite.next(second, 9, second.roles());
    root("root-3-keeps-the-announcement", TestSite.sign(kept, a, b), 2, "accepted");
    Root back = TestSite.next(second, 3, Optional.empty(), second.roles());
    root("root-3-takes-the-announcement-back", TestSite.sign(back, a, b), 2, "refused");
    Map<Role, RoleKeys> roles = new TreeMap<>(second.roles());
    roles.put(Role.ROOT, VectorSite.COMING);
    Root adopted = TestSite.next(second, 3, Optional.empty(), roles);
    root(
        "root-3-is-who-was-announced",
        TestSite.sign(adopted, a, TestSite.C, TestSite.D),
        2,
        "accepted");
    root(
        "root-3-is-who-was-announced-by-them-only",
        TestSite.sign(adopted, TestSite.D, TestSite.E),
        2,
        "refused");
    roles.put(Role.ROOT, TestHolder.keys(1, TestSite.C, TestSite.D, TestSite.E));
    Root lower = TestSite.next(second, 3, Optional.empty(), roles);
    root(
        "root-3-is-who-was-announced-with-another-threshold",
        TestSite.sign(lower, a, b, TestSite.D),
        2,
        "refused");
    roles.put(Role.ROOT, TestHolder.keys(1, TestSite.STRANGER));
    Root thief = TestSite.next(second, 3, Optional.empty(), roles);
    root(
        "root-3-is-a-thief-with-all-root-keys",
        TestSite.sign(thief, a, b, TestSite.C, TestSite.STRANGER),
        2,
        "refused");
    Root other =
        new Root(TestSite.digest("other"), 3, second.published(), 3, second.next(), second.roles());
    root("root-3-of-another-site", TestSite.sign(other, a, b), 2, "refused");
  }
}

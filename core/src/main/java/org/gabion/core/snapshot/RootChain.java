package org.gabion.core.snapshot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The roots of a site from the first, each proven by the one before. Immutable.
public final class RootChain {
  /// More roots than this a site does not have: one a week for 19 years.
  public static final int MAX_ROOTS = 1000;

  private final List<Signed<Root>> roots;

  private RootChain(List<Signed<Root>> roots) {
    this.roots = roots;
  }

  /// What came of a root that was offered.
  public sealed interface Outcome {
    record Accepted(RootChain chain) implements Outcome {}

    /// @param reason for the operator, without a full stop
    record Refused(String reason) implements Outcome {}
  }

  /// Begins a chain with root 1.
  ///
  /// @param site the id that the reader already knows
  public static Outcome begin(Digest site, Signed<Root> first) {
    Root root = first.document();
    if (root.number() != 1) {
      return new Outcome.Refused("a chain begins with root 1, not " + root.number());
    }
    if (!root.site().equals(site) || !Root.namesItself(first)) {
      return new Outcome.Refused(
          "root 1 is of another site: "
              + root.site().fingerprint()
              + " as it says itself, "
              + "wanted is "
              + site.fingerprint());
    }
    if (!root.keys(Role.ROOT).accepts(first)) {
      return new Outcome.Refused("root 1 is not signed by enough of its own root holders");
    }
    return new Outcome.Accepted(new RootChain(List.of(first)));
  }

  /// Goes on by one root.
  public Outcome extend(Signed<Root> next) {
    Root last = newest();
    Root root = next.document();
    String name = "root " + root.number();
    if (!root.site().equals(last.site())) {
      return new Outcome.Refused(name + " is of another site, " + root.site().fingerprint());
    }
    if (root.number() != last.number() + 1) {
      return new Outcome.Refused(name + " does not follow root " + last.number());
    }
    if (roots.size() >= MAX_ROOTS) {
      return new Outcome.Refused("more than " + MAX_ROOTS + " roots");
    }
    if (root.from() < last.from()) {
      return new Outcome.Refused(
          name + " counts from edition " + root.from() + ", its forerunner from " + last.from());
    }
    if (last.next().isPresent() && !keepsAnnouncement(last, root)) {
      return new Outcome.Refused(
          name + " has other root holders than root " + last.number() + " announced");
    }
    if (!last.keys(Role.ROOT).accepts(next)) {
      return new Outcome.Refused(
          name + " is not signed by enough root holders of root " + last.number());
    }
    boolean sameHolders = root.keys(Role.ROOT).equals(last.keys(Role.ROOT));
    if (!sameHolders && !root.keys(Role.ROOT).accepts(next)) {
      return new Outcome.Refused(name + " is not signed by enough of its own root holders");
    }
    List<Signed<Root>> longer = new ArrayList<>(roots);
    longer.add(next);
    return new Outcome.Accepted(new RootChain(List.copyOf(longer)));
  }

  /// An announcement stands until it is followed: root holders stay as they are, or become those
  /// who were announced.
  private static boolean keepsAnnouncement(Root last, Root root) {
    boolean stays =
        root.keys(Role.ROOT).equals(last.keys(Role.ROOT)) && root.next().equals(last.next());
    return stays || last.next().equals(Optional.of(root.commitment()));
  }

  /// Whether this chain has all roots of another one, in the same places.
  public boolean goesOn(RootChain shorter) {
    if (shorter.roots.size() > roots.size()) {
      return false;
    }
    for (int i = 0; i < shorter.roots.size(); i++) {
      if (!roots.get(i).identity().equals(shorter.roots.get(i).identity())) {
        return false;
      }
    }
    return true;
  }

  public Digest site() {
    return newest().site();
  }

  public Root newest() {
    return roots.getLast().document();
  }

  public List<Signed<Root>> roots() {
    return roots;
  }

  /// Why a head does not count by this chain; empty text if it does.
  String objection(Signed<Head> signed) {
    Head head = signed.document();
    if (!head.site().equals(site())) {
      return "it is of another site, " + head.site().fingerprint();
    }
    if (head.root() > newest().number()) {
      return "it names root " + head.root() + ", known is " + newest().number();
    }
    for (Signed<Root> root : roots) {
      if (root.document().number() > head.root() && head.sequence() >= root.document().from()) {
        return "root "
            + root.document().number()
            + " voids editions from "
            + root.document().from()
            + " that name an earlier root";
      }
    }
    Root named = roots.get((int) head.root() - 1).document();
    if (head.sequence() < named.from()) {
      return "root " + named.number() + " counts from edition " + named.from();
    }
    return named.keys(Role.RELEASE).accepts(signed)
        ? ""
        : "it is not signed by enough release holders of root " + named.number();
  }
}

package org.gabion.core.snapshot;

import java.util.Optional;

/// What a reader knows of a site: its roots, and the highest head that it saw. The one set of rules
/// that nodes, checks and readers follow. Immutable; each step gives the next state.
///
/// A head is remembered while the chain of roots bears it; a root that voids it makes it forgotten,
/// so that what a stolen key signed can not block what its owner signs next.
public final class TrustedSite {
  private final RootChain chain;
  private final Optional<Signed<Head>> seen;

  private TrustedSite(RootChain chain, Optional<Signed<Head>> seen) {
    this.chain = chain;
    this.seen = seen;
  }

  /// Nothing is known but the chain.
  public static TrustedSite of(RootChain chain) {
    return new TrustedSite(chain, Optional.empty());
  }

  /// What was known in an earlier run: a remembered head that does not stand is forgotten.
  public static TrustedSite of(RootChain chain, Signed<Head> remembered) {
    boolean stands = chain.objection(remembered).isEmpty();
    return new TrustedSite(chain, stands ? Optional.of(remembered) : Optional.empty());
  }

  /// The state with a longer chain; the seen head is forgotten if the chain voids it.
  ///
  /// @throws IllegalArgumentException if it is another site's, shorter, or went another way: a
  ///   longer chain is made by [RootChain#extend] from this one's
  public TrustedSite with(RootChain longer) {
    if (!longer.goesOn(chain)) {
      throw new IllegalArgumentException("a chain goes on, it does not change");
    }
    Optional<Signed<Head>> still = seen.filter(head -> longer.objection(head).isEmpty());
    return new TrustedSite(longer, still);
  }

  /// Judges what a mirror gave. Pure: take it up by [#after].
  public HeadVerdict judge(HeadFile file) {
    Signed<Head> head = file.head();
    String objection = chain.objection(head);
    if (!objection.isEmpty()) {
      return new HeadVerdict.Refused(objection);
    }
    Optional<Signed<Heartbeat>> heartbeat = file.heartbeat().filter(beat -> speaksOf(beat, head));
    if (seen.isEmpty()) {
      return new HeadVerdict.Newer(head, heartbeat, Optional.empty());
    }
    long last = seen.get().document().sequence();
    long sequence = head.document().sequence();
    if (sequence > last) {
      return new HeadVerdict.Newer(head, heartbeat, seen.filter(old -> contradicts(old, head)));
    }
    if (sequence < last) {
      return new HeadVerdict.Older(head, last);
    }
    return head.identity().equals(seen.get().identity())
        ? new HeadVerdict.Same(head, heartbeat)
        : new HeadVerdict.SplitView(seen.get(), head);
  }

  /// Whether a later head follows another one of the earlier head's sequence.
  private static boolean contradicts(Signed<Head> earlier, Signed<Head> later) {
    Optional<Digest> previous = later.document().previous();
    return later.document().sequence() == earlier.document().sequence() + 1
        && previous.isPresent()
        && !previous.get().equals(earlier.identity());
  }

  private boolean speaksOf(Signed<Heartbeat> signed, Signed<Head> head) {
    Heartbeat heartbeat = signed.document();
    return heartbeat.site().equals(chain.site())
        && heartbeat.sequence() == head.document().sequence()
        && heartbeat.head().equals(head.identity())
        && chain.newest().keys(Role.HEARTBEAT).accepts(signed);
  }

  /// Whether a roster counts, by the newest root.
  public boolean accepts(Signed<Roster> roster) {
    return roster.document().site().equals(chain.site())
        && chain.newest().keys(Role.ROSTER).accepts(roster);
  }

  /// The state after a verdict: only a newer head changes it.
  public TrustedSite after(HeadVerdict verdict) {
    return verdict instanceof HeadVerdict.Newer newer
        ? new TrustedSite(chain, Optional.of(newer.head()))
        : this;
  }

  public RootChain chain() {
    return chain;
  }

  /// The highest head so far.
  public Optional<Signed<Head>> seen() {
    return seen;
  }
}

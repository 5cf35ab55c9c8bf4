package org.gabion.mirror.node;

import java.io.IOException;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;

/// The rosters that a node keeps. One whose keys a new root took away is used until one by the new
/// keys comes, whatever that one's number is: who stole a roster key can not block the next roster
/// by a giant number. Safe for use by several threads; blocks.
final class Rosters {
  private final NodeStore store;
  private final Peers peers;
  private Optional<Signed<Roster>> current = Optional.empty();

  /// The root by which the current one was last found to count.
  private long root;

  Rosters(NodeStore store, Peers peers) {
    this.store = store;
    this.peers = peers;
  }

  /// Takes up the newest that an earlier run kept and that counts.
  synchronized void remember(TrustedSite known) throws IOException {
    for (String name : store.names(CopyPaths.ROSTERS)) {
      Optional<byte[]> bytes = store.read(CopyPaths.ROSTERS + "/" + name);
      if (bytes.isPresent()) {
        take(bytes.get(), known);
      }
    }
  }

  /// Takes a roster if it counts and is newer.
  synchronized void take(byte[] bytes, TrustedSite known) throws IOException {
    if (Roster.parse(bytes) instanceof Parsed.Valid<Signed<Roster>>(Signed<Roster> roster)
        && known.accepts(roster)
        && wants(roster.document().number(), known)) {
      store.put(CopyPaths.roster(roster.document().number()), bytes);
      peers.take(roster.document());
      current = Optional.of(roster);
      root = known.chain().newest().number();
    }
  }

  /// Whether a roster of this number is worth asking for.
  synchronized boolean wants(long number, TrustedSite known) {
    return current.isEmpty()
        || number > current.get().document().number()
        || number > 0 && !counts(current.get(), known);
  }

  /// Whether a roster still counts; its signatures are checked anew only if there is a newer root.
  private boolean counts(Signed<Roster> roster, TrustedSite known) {
    long newest = known.chain().newest().number();
    if (newest == root) {
      return true;
    }
    boolean accepted = known.accepts(roster);
    root = accepted ? newest : root;
    return accepted;
  }
}

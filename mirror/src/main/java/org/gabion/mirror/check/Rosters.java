package org.gabion.mirror.check;

import java.io.IOException;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.Source;

/// Finds the newest roster of a copy that counts. Stateless.
final class Rosters {
  private static final int MOST_BEYOND = 100;

  private Rosters() {}

  /// @param site with the roots by which a roster counts
  /// @param head of the edition that the copy gives: its header says which roster is the newest
  /// @throws IOException if the copy can not be read
  static Optional<Roster> newest(Source copy, TrustedSite site, Signed<Head> head)
      throws IOException {
    String path = CopyPaths.snapshot(head.document().sequence());
    Optional<byte[]> bytes = copy.fetch(path, SnapshotHeader.MAX_BYTES);
    long named = 1;
    if (bytes.isPresent()
        && Digest.of(bytes.get()).equals(head.document().snapshot())
        && SnapshotHeader.parse(bytes.get())
            instanceof Parsed.Valid<SnapshotHeader>(SnapshotHeader header)) {
      named = Math.max(1, header.roster());
    }
    Optional<Roster> newest = Optional.empty();
    // A roster may have been added since.
    for (long number = named; number < named + MOST_BEYOND; number++) {
      Optional<byte[]> file = copy.fetch(CopyPaths.roster(number), Roster.MAX_BYTES);
      if (file.isEmpty()) {
        break;
      }
      if (Roster.parse(file.get()) instanceof Parsed.Valid<Signed<Roster>>(Signed<Roster> roster)
          && roster.document().number() == number
          && site.accepts(roster)) {
        newest = Optional.of(roster.document());
      }
    }
    return newest;
  }
}

package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Heartbeat;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.KeyRing;

/// After a change of root: has the list of mirrors and the last heartbeat signed by the keys that
/// count now, where those are at hand.
public final class Renewal {
  private final Path copy;
  private final KeyRing keys;
  private final InstantSource clock;

  public Renewal(Path copy, KeyRing keys, InstantSource clock) {
    this.copy = copy;
    this.keys = keys;
    this.clock = clock;
  }

  /// What was signed anew, and for what the keys are not here.
  ///
  /// @param missing roles whose keys must be brought, for each a document waits
  public record Renewed(
      Optional<Roster> roster, Optional<Heartbeat> heartbeat, List<Role> missing) {}

  /// Signs anew what the newest root does not bear.
  public Renewed run() throws IOException {
    FolderSource source = new FolderSource(copy);
    RootChain chain = RootWalk.begin(source, RootWalk.siteOf(source));
    List<Role> missing = new ArrayList<>();
    Optional<Roster> roster = Optional.empty();
    if (RosterChange.mustBeSignedAnew(copy)) {
      if (isHere(Role.ROSTER, chain)) {
        roster = Optional.of(new RosterChange(copy, keys, clock).resign());
      } else {
        missing.add(Role.ROSTER);
      }
    }
    Optional<Heartbeat> heartbeat = Optional.empty();
    if (lostHeartbeat(source, chain)) {
      if (isHere(Role.HEARTBEAT, chain)) {
        heartbeat =
            Optional.of(
                new Heartbeats(copy, keys, clock).sayAgain(PublishRules.USUAL.nextWithin()));
      } else {
        missing.add(Role.HEARTBEAT);
      }
    }
    return new Renewed(roster, heartbeat, missing);
  }

  private boolean isHere(Role role, RootChain chain) throws IOException {
    return keys.suffices(role, chain.newest().keys(role));
  }

  private static boolean lostHeartbeat(FolderSource source, RootChain chain) throws IOException {
    if (source.fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES).isEmpty()) {
      return false;
    }
    CopyHead head = CopyHead.read(source, TrustedSite.of(chain));
    return head.file().heartbeat().isPresent()
        && head.verdict() instanceof HeadVerdict.Newer newer
        && newer.heartbeat().isEmpty();
  }
}

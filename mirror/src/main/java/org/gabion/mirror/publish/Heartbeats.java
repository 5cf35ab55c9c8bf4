package org.gabion.mirror.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Heartbeat;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.RootChain;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.target.DirectoryTarget;

/// Says that the edition in a folder is still the current one. Needs the heartbeat keys and no
/// others; writes the head anew, with the same edition and the same signatures under it.
public final class Heartbeats {
  private static final Duration SKEW = Duration.ofHours(1);

  private final Path copy;
  private final KeyRing keys;
  private final InstantSource clock;

  /// @param copy the operator's own copy; of it only the head and the roots are read
  public Heartbeats(Path copy, KeyRing keys, InstantSource clock) {
    this.copy = copy;
    this.keys = keys;
    this.clock = clock;
  }

  /// Says it.
  ///
  /// @param within when the next word is promised
  /// @param mostAge of the edition
  /// @throws IOException if there is no edition that counts, if it is too old, or if a key is
  ///   missing; nothing was changed
  public Heartbeat say(Duration within, Duration mostAge) throws IOException {
    try (PublishLock _ = PublishLock.take(copy)) {
      CopyHead now = head();
      Head head = now.file().head().document();
      Instant at = clock.instant();
      if (head.published().isAfter(at.plus(SKEW))) {
        throw new IOException(
            "edition "
                + head.sequence()
                + " is of "
                + head.published()
                + ", and here it is "
                + at.truncatedTo(ChronoUnit.SECONDS)
                + ": set this machine's clock");
      }
      Duration age = Duration.between(head.published(), at);
      if (age.compareTo(mostAge) > 0) {
        throw new IOException(
            "edition "
                + head.sequence()
                + " is "
                + age.toDays()
                + " days old, and a heartbeat vouches for "
                + mostAge.toDays()
                + " at most; publish, or say --most-days if it is right");
      }
      return say(now, within);
    }
  }

  /// Says it once more, by the keys that count now.
  Heartbeat sayAgain(Duration within) throws IOException {
    try (PublishLock _ = PublishLock.take(copy)) {
      return say(head(), within);
    }
  }

  /// For whoever publishes and has the lock.
  Heartbeat sayWhilePublishing(Duration within) throws IOException {
    return say(head(), within);
  }

  private CopyHead head() throws IOException {
    FolderSource source = new FolderSource(copy);
    RootChain chain = RootWalk.begin(source, RootWalk.siteOf(source));
    if (source.fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES).isEmpty()) {
      throw new IOException(copy + " has no edition yet; 'gabion mirror publish' makes one");
    }
    CopyHead head = CopyHead.read(source, TrustedSite.of(chain));
    if (head.verdict() instanceof HeadVerdict.Refused refused) {
      throw new IOException(
          "the edition in " + copy + " does not count: " + refused.reason() + "; publish again");
    }
    return head;
  }

  private Heartbeat say(CopyHead now, Duration within) throws IOException {
    Signed<Head> head = now.file().head();
    RootChain chain = now.site().chain();
    Instant at = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Heartbeat heartbeat =
        new Heartbeat(
            chain.site(), head.document().sequence(), head.identity(), at, at.plus(within));
    Signed<Heartbeat> signed =
        HolderKeys.sign(
            heartbeat,
            heartbeat.body(),
            keys.open(Role.HEARTBEAT, chain.newest().keys(Role.HEARTBEAT)));
    try (DirectoryTarget target = new DirectoryTarget(copy, clock)) {
      target.put(CopyPaths.HEAD, new HeadFile(head, Optional.of(signed)).bytes());
    }
    return heartbeat;
  }
}

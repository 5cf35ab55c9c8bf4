package org.gabion.mirror.check;

import java.time.Duration;
import org.gabion.mirror.wire.Waits;

/// How a check goes about it.
///
/// @param labOnly whether loopback addresses are contacted, and no others
/// @param atOnce how many mirrors are asked at once
/// @param light how long the head and each root are waited for
/// @param audit how an audit goes about it
/// @param grace how long after an edition was published a mirror may need to take it
public record CheckRules(boolean labOnly, int atOnce, Waits light, Audits audit, Duration grace) {
  /// So many at once that a round ends in seconds even if nearly all mirrors swallow what they are
  /// asked.
  private static final int AT_ONCE = 2048;

  private static final int MOST_AT_ONCE = 4096;

  public static final CheckRules USUAL =
      new CheckRules(
          false,
          AT_ONCE,
          new Waits(Duration.ofSeconds(2), Duration.ofSeconds(3)),
          new Audits(
              64,
              64,
              new Waits(Duration.ofSeconds(5), Duration.ofSeconds(15)),
              Duration.ofMinutes(2)),
          Duration.ofHours(1));

  public CheckRules {
    if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
      throw new IllegalArgumentException("1 to " + MOST_AT_ONCE + " mirrors at once");
    }
    if (grace.isNegative()) {
      throw new IllegalArgumentException("no time is negative");
    }
  }

  /// How mirrors are audited.
  ///
  /// @param atOnce how many mirrors
  /// @param sample how many files of each mirror are looked at
  /// @param file how long one file is waited for
  /// @param whole how long one mirror's audit may take; what was not looked at by then is told
  public record Audits(int atOnce, int sample, Waits file, Duration whole) {
    public Audits {
      if (atOnce < 1 || atOnce > MOST_AT_ONCE) {
        throw new IllegalArgumentException("1 to " + MOST_AT_ONCE + " mirrors at once");
      }
      if (sample < 1 || sample > 10_000) {
        throw new IllegalArgumentException("1 to 10000 files of each mirror");
      }
      if (whole.compareTo(file.whole()) < 0) {
        throw new IllegalArgumentException("an audit takes at least as long as one file");
      }
    }
  }

  /// The same in a lab.
  public CheckRules inLab() {
    return new CheckRules(true, atOnce, light, audit, grace);
  }

  /// The same with another patience for all that is asked for.
  public CheckRules waiting(Duration connecting, Duration oneFile, Duration oneAudit) {
    Waits waits = new Waits(connecting, oneFile);
    return new CheckRules(
        labOnly, atOnce, waits, new Audits(audit.atOnce(), audit.sample(), waits, oneAudit), grace);
  }

  /// The same with another patience for heads and roots.
  public CheckRules withLight(Waits waits) {
    return new CheckRules(labOnly, atOnce, waits, audit, grace);
  }

  /// The same with another time that mirrors may need.
  public CheckRules withGrace(Duration time) {
    return new CheckRules(labOnly, atOnce, light, audit, time);
  }
}

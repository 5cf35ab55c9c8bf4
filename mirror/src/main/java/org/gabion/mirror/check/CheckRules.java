package org.gabion.mirror.check;

import java.time.Duration;

/// How a check goes about it.
///
/// @param labOnly whether loopback addresses are contacted, and no others
/// @param parallel how many mirrors are asked at once
/// @param connect how long one address is waited for
/// @param whole how long one file is waited for, connecting included
/// @param auditWhole how long one mirror's audit may take; what was not looked at by then is told
/// @param sample how many files of each mirror an audit looks at
/// @param grace how long after an edition was published a mirror may need to take it
public record CheckRules(
    boolean labOnly,
    int parallel,
    Duration connect,
    Duration whole,
    Duration auditWhole,
    int sample,
    Duration grace) {
  public static final CheckRules USUAL =
      new CheckRules(
          false,
          64,
          Duration.ofSeconds(5),
          Duration.ofSeconds(15),
          Duration.ofMinutes(2),
          64,
          Duration.ofHours(1));

  public CheckRules {
    if (parallel < 1 || parallel > 1024) {
      throw new IllegalArgumentException("1 to 1024 mirrors at once");
    }
    if (sample < 1 || sample > 10_000) {
      throw new IllegalArgumentException("1 to 10000 files of each mirror");
    }
    if (connect.isNegative() || connect.isZero() || whole.compareTo(connect) < 0) {
      throw new IllegalArgumentException("a file takes at least as long as connecting");
    }
    if (auditWhole.compareTo(whole) < 0 || grace.isNegative()) {
      throw new IllegalArgumentException("an audit takes at least as long as one file");
    }
  }

  PinnedSource.Waits waits() {
    return new PinnedSource.Waits(connect, whole);
  }

  /// The same in a lab.
  public CheckRules inLab() {
    return new CheckRules(true, parallel, connect, whole, auditWhole, sample, grace);
  }

  /// The same with another patience.
  public CheckRules waiting(Duration connecting, Duration oneFile, Duration oneAudit) {
    return new CheckRules(labOnly, parallel, connecting, oneFile, oneAudit, sample, grace);
  }

  /// The same with another time that mirrors may need.
  public CheckRules withGrace(Duration time) {
    return new CheckRules(labOnly, parallel, connect, whole, auditWhole, sample, time);
  }

  /// The same with other amounts.
  public CheckRules with(int mirrorsAtOnce, int filesOfEach) {
    return new CheckRules(
        labOnly, mirrorsAtOnce, connect, whole, auditWhole, filesOfEach, grace);
  }
}

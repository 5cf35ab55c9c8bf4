package org.gabion.core.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How old a copy's word is. It is told to readers and never keeps them from reading: under siege
/// an old copy is better than none.
public enum Age {
  /// The next edition or heartbeat is not yet due.
  FRESH("fresh"),
  /// It is overdue by less than a week.
  AGEING("ageing"),
  /// It is overdue by more.
  STALE("stale"),
  /// The copy says that it is fresh, and something newer was seen elsewhere or before: somebody
  /// holds this mirror back.
  SUSPECTED_FREEZE("suspected freeze"),
  /// The edition was published after now, by more than an hour: this machine's clock is wrong, or
  /// the publisher's was.
  CLOCK_DIFFERS("clock differs");

  private static final Duration LATE = Duration.ofDays(7);
  private static final Duration SKEW = Duration.ofHours(1);

  private final String word;

  Age(String word) {
    this.word = word;
  }

  /// The word that is shown.
  public String word() {
    return word;
  }

  /// The age of a head that was judged valid.
  ///
  /// @param heartbeat a valid one for this head
  /// @param newerSeen whether a newer edition is known of
  public static Age of(Head head, Optional<Heartbeat> heartbeat, boolean newerSeen, Instant now) {
    if (head.published().isAfter(now.plus(SKEW))) {
      return CLOCK_DIFFERS;
    }
    Instant due = head.nextBy();
    if (heartbeat.isPresent() && heartbeat.get().until().isAfter(due)) {
      due = heartbeat.get().until();
    }
    if (!now.isAfter(due)) {
      return newerSeen ? SUSPECTED_FREEZE : FRESH;
    }
    return now.isAfter(due.plus(LATE)) ? STALE : AGEING;
  }
}

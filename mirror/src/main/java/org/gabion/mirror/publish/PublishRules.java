package org.gabion.mirror.publish;

import java.time.Duration;

/// When an edition is published without asking, and how long it is promised to be current.
///
/// @param leastComplete the least share of known pages, left out ones aside, that must be captured
/// @param mostShrinkage the largest share of the pages of the edition before that may be gone
/// @param nextWithin when the next edition or heartbeat is promised
/// @param approved whether the operator said yes to an edition that breaks these bounds
public record PublishRules(
    double leastComplete, double mostShrinkage, Duration nextWithin, boolean approved) {
  public static final PublishRules USUAL = new PublishRules(0.95, 0.30, Duration.ofDays(7), false);

  public PublishRules {
    if (leastComplete < 0 || leastComplete > 1 || mostShrinkage < 0 || mostShrinkage > 1) {
      throw new IllegalArgumentException("shares are from 0 to 1");
    }
    if (nextWithin.compareTo(Duration.ofMinutes(1)) < 0
        || nextWithin.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException("the next edition is promised within a minute to a year");
    }
  }

  /// The same, with the operator's yes.
  public PublishRules withApproval() {
    return new PublishRules(leastComplete, mostShrinkage, nextWithin, true);
  }
}

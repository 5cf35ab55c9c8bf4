package org.gabion.core.policy;

import java.util.Locale;
import java.util.Optional;

/// What a rule may do to a request that matches it, mildest first. How sure one must be that no
/// reader matches decides how far it may go.
public enum Action {
  /// Serve it when nobody else waits.
  LOWER(0.05),
  /// Ask the client to show that it behaves as a browser does.
  CHALLENGE(0.005),
  /// Turn it away.
  REFUSE(0.0001);

  /// The largest bound on the share of innocent clients at which a rule may go so far.
  final double mostInnocents;

  private final String id = name().toLowerCase(Locale.ROOT);

  Action(double mostInnocents) {
    this.mostInnocents = mostInnocents;
  }

  /// The word used in logs and metrics.
  public String id() {
    return id;
  }

  /// The hardest action that this bound allows; none above 5 %.
  static Optional<Action> ceiling(double upperBound) {
    Optional<Action> hardest = Optional.empty();
    for (Action action : values()) {
      if (upperBound <= action.mostInnocents) {
        hardest = Optional.of(action);
      }
    }
    return hardest;
  }
}

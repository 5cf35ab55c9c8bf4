package org.gabion.core.policy;

import java.util.Locale;
import java.util.Optional;
import org.gabion.core.detect.Kind;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;

/// One signature and what is done to the requests that match it.
///
/// @param id the same as long as the signature is the same
/// @param coverage share of the abnormal requests that it matches, 0 to 1
/// @param upperBound no larger share of innocent clients matches, at 95 %
/// @param kind what it is made against
/// @param expiresMicros when it ends unless it still matches by then, microseconds since 1970
public record Rule(
    String id,
    Signature signature,
    Action action,
    double coverage,
    double upperBound,
    Kind kind,
    long expiresMicros) {
  /// How long a rule lives after its finding last matched.
  static final long LIFE_MICROS = 300_000_000L;

  /// How many clients must have been challenged, and none of them passed, before a rule may refuse.
  static final long TRIED = 300;

  /// What came of challenging the clients that a rule matches.
  ///
  /// @param challenged distinct clients
  /// @param passed those that behaved as a browser does
  public record Trial(long challenged, long passed) {
    public static final Trial NONE = new Trial(0, 0);

    boolean condemns() {
      return challenged >= TRIED && passed == 0;
    }
  }

  static String id(Signature signature) {
    int hash = 17;
    for (Clause clause : signature.clauses()) {
      hash = 31 * hash + 31 * clause.attribute().ordinal() + clause.value();
    }
    return String.format(Locale.ROOT, "r%08x", hash);
  }

  /// The action that a signature has earned: the bound sets the ceiling; it refuses only if it
  /// speaks of how the client is built or behaves, and a trial condemns it.
  static Optional<Action> earned(Mined mined, Trial trial) {
    boolean mayRefuse =
        trial.condemns()
            && mined.signature().clauses().stream()
                .anyMatch(clause -> clause.attribute().tellsTheClient());
    return Action.ceiling(mined.upperBound())
        .map(ceiling -> ceiling == Action.REFUSE && !mayRefuse ? Action.CHALLENGE : ceiling);
  }
}

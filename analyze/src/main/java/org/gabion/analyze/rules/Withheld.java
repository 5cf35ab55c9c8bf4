package org.gabion.analyze.rules;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/// Says in a sentence why a target has no rule. Stateless.
final class Withheld {
  private Withheld() {}

  static String reason(
      RulePlans.Plan plan, RulePlans.Option option, int incident, RuleReplay replay) {
    String none = "no rule for " + option.target().name() + ": ";
    boolean knowsOnlyAddresses = option.target() instanceof NftablesRules;
    if (replay.areProxies() && (knowsOnlyAddresses || option.candidates().isEmpty())) {
      return none
          + "the log's addresses look like those of a proxy or a CDN, which bring readers too";
    }
    if (knowsOnlyAddresses) {
      return none
          + "no list of at most "
          + option.target().mostAddresses()
          + " addresses makes up half of the incident without hitting others";
    }
    Optional<Integer> widest =
        option.candidates().stream()
            .max(
                Comparator.comparingLong(
                    candidate -> replay.cost(incident, 1L << candidate).attack()));
    if (widest.isEmpty()) {
      return none + "nothing of what the requests share can be written as a rule" + without(option);
    }
    RuleReplay.Cost cost = replay.cost(incident, 1L << widest.get());
    if (cost.attack() < Choice.LEAST_SHARE * replay.attack(incident)) {
      return none
          + "the best one would turn away only "
          + Figures.share((double) cost.attack() / Math.max(1, replay.attack(incident)))
          + " of the incident"
          + without(option);
    }
    return none
        + "it would also turn away %,d of %,d requests of others"
            .formatted(cost.innocents(), replay.innocents())
        + without(option);
  }

  private static String without(RulePlans.Option option) {
    return option.unknown().isEmpty()
        ? ""
        : option.unknown().stream()
            .map(Conditions::unknown)
            .distinct()
            .collect(Collectors.joining(" and ", ", without knowing ", ""));
  }
}

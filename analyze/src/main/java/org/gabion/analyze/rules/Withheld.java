package org.gabion.analyze.rules;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gabion.core.request.Attribute;

/// Says in a sentence why a target has no rule. Stateless.
final class Withheld {
  private Withheld() {}

  /// Why an incident that is no attack gets no rule.
  static String reason(IncidentFacts incident) {
    return switch (incident.verdict()) {
      case BENIGN -> "no rule: nothing here is an attack, a rule could only hit visitors";
      case UNCLEAR ->
          "no rule: nothing separates these requests from those of readers well enough to turn"
              + " them away";
      case ATTACK -> throw new IllegalArgumentException("an attack has a plan");
    };
  }

  /// Why an attack gets no rule, if all targets have the same reason.
  static Optional<String> ofAll(RulePlans.Plan plan, int incident, RuleReplay replay) {
    return plan.incident().signatures().isEmpty() || replay.attack(incident) == 0
        ? Optional.of(
            "no rule: these requests share nothing that sets them apart from those of readers")
        : Optional.empty();
  }

  static String reason(
      RulePlans.Plan plan, RulePlans.Option option, int incident, RuleReplay replay) {
    String none = "no rule for " + option.target().name() + ": ";
    boolean knowsOnlyAddresses = option.target() instanceof NftablesRules;
    boolean asksOnlyAddresses =
        option.candidates().stream()
            .allMatch(candidate -> asksAddress(plan.candidates().get(candidate)));
    if (replay.areProxies() && (knowsOnlyAddresses || asksOnlyAddresses)) {
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
    if (cost.attack() < Chooser.LEAST_SHARE * replay.attack(incident)) {
      return none
          + "the best one would turn away only "
          + Figures.share((double) cost.attack() / Math.max(1, replay.attack(incident)))
          + " of the incident"
          + without(option);
    }
    boolean common =
        plan.candidates().get(widest.get()).isCommon(plan.incident().kind())
            && cost.innocents() <= Chooser.MOST_REFUSED * replay.innocents();
    if (common) {
      return none
          + "all that can be asked for is what any reader may ask for too ("
          + utf8(plan.candidates().get(widest.get()).words())
          + ")"
          + without(option);
    }
    return none
        + "it would also match %,d of %,d requests of others"
            .formatted(cost.innocents(), replay.innocents())
        + (cost.innocents() <= Chooser.MOST_REFUSED * replay.innocents()
            ? ", from up to %,d of %,d visitors".formatted(cost.clients(), replay.clients())
            : "")
        + without(option);
  }

  private static boolean asksAddress(Conjunction candidate) {
    return candidate.conditions().stream()
        .anyMatch(condition -> condition instanceof Condition.AddressIn);
  }

  private static String without(RulePlans.Option option) {
    return option.unknown().isEmpty() ? "" : ", without knowing " + words(option.unknown());
  }

  /// What a rule does not ask of the signature, as the end of a sentence.
  static String words(Set<Attribute> attributes) {
    return attributes.stream()
        .map(Conditions::unknown)
        .distinct()
        .collect(Collectors.joining(" and "));
  }

  private static String utf8(String byteText) {
    return new String(byteText.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}

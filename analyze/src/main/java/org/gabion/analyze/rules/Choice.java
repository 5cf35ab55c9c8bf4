package org.gabion.analyze.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.ClientKey;

/// What a target should turn away, chosen by what the replay says: as much of the incident as can
/// be had for at most one innocent request in a thousand. Immutable.
record Choice(Ruling.Grounds grounds, RuleReplay.Cost cost) {
  /// A rule is worth pasting from this share of the incident.
  static final double LEAST_SHARE = 0.5;

  private static final double MOST_INNOCENTS = 0.001;
  private static final double LEAST_GAIN = 0.02;

  /// The better of both ways.
  static Optional<Choice> best(
      RulePlans.Plan plan, RulePlans.Option option, int incident, RuleReplay replay) {
    Optional<Choice> signature = bySignature(plan, option, incident, replay);
    Optional<Choice> address = byAddress(plan, option, incident, replay);
    if (signature.isEmpty() || address.isEmpty()) {
      return signature.or(() -> address);
    }
    boolean more = address.get().cost.attack() > signature.get().cost.attack();
    return more ? address : signature;
  }

  private static long allowed(RuleReplay replay) {
    return (long) (MOST_INNOCENTS * replay.innocents());
  }

  private static boolean isWorth(RuleReplay.Cost cost, int incident, RuleReplay replay) {
    return cost.attack() > 0 && cost.attack() >= LEAST_SHARE * replay.attack(incident);
  }

  /// Greedy: again and again the candidate that adds most, the one with fewer innocents and fewer
  /// conditions first.
  static Optional<Choice> bySignature(
      RulePlans.Plan plan, RulePlans.Option option, int incident, RuleReplay replay) {
    long chosen = 0;
    RuleReplay.Cost cost = new RuleReplay.Cost(0, 0);
    List<Conjunction> conjunctions = new ArrayList<>();
    while (true) {
      int best = -1;
      RuleReplay.Cost bestCost = cost;
      for (int candidate : option.candidates()) {
        RuleReplay.Cost with = replay.cost(incident, chosen | 1L << candidate);
        if (with.innocents() > allowed(replay) || isProxied(plan, candidate, replay)) {
          continue;
        }
        boolean better =
            with.attack() > bestCost.attack()
                || best >= 0
                    && with.attack() == bestCost.attack()
                    && (with.innocents() < bestCost.innocents()
                        || with.innocents() == bestCost.innocents()
                            && size(plan, candidate) < size(plan, best));
        if (better) {
          best = candidate;
          bestCost = with;
        }
      }
      long gain = bestCost.attack() - cost.attack();
      if (best < 0 || gain <= LEAST_GAIN * replay.attack(incident)) {
        break;
      }
      chosen |= 1L << best;
      cost = bestCost;
      conjunctions.add(plan.candidates().get(best));
    }
    return isWorth(cost, incident, replay)
        ? Optional.of(new Choice(new Ruling.Grounds.BySignature(conjunctions), cost))
        : Optional.empty();
  }

  private static int size(RulePlans.Plan plan, int candidate) {
    return plan.candidates().get(candidate).conditions().size();
  }

  private static boolean isProxied(RulePlans.Plan plan, int candidate, RuleReplay replay) {
    return plan.candidates().get(candidate).conditions().stream()
        .anyMatch(
            condition ->
                condition instanceof Condition.AddressIn(var prefix)
                    && (replay.areProxies() || CdnRanges.isShared(prefix.address())));
  }

  /// Whether few loud sources are what such an incident consists of.
  static boolean isByFew(Kind kind) {
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD, SCAN, BULK_DOWNLOAD, SCRAPER -> true;
      case CRAWLER, FLASH_CROWD, OWN_MONITOR, UNCLEAR -> false;
    };
  }

  static Optional<Choice> byAddress(
      RulePlans.Plan plan, RulePlans.Option option, int incident, RuleReplay replay) {
    if (replay.areProxies() || !isByFew(plan.incident().kind())) {
      return Optional.empty();
    }
    record Source(ClientKey key, RuleReplay.Cost cost) {}
    List<Source> loud =
        plan.sources().stream()
            .map(key -> new Source(key, replay.cost(incident, key)))
            .filter(source -> source.cost.attack() >= RulePlans.LEAST_REQUESTS)
            .filter(source -> source.cost.innocents() * 50 <= source.cost.attack())
            .sorted(Comparator.comparingLong((Source source) -> -source.cost.attack()))
            .limit(option.target().mostAddresses())
            .toList();
    List<ClientKey> addresses = new ArrayList<>();
    RuleReplay.Cost cost = new RuleReplay.Cost(0, 0);
    for (Source source : loud) {
      long innocents = cost.innocents() + source.cost.innocents();
      if (innocents <= allowed(replay)) {
        cost = new RuleReplay.Cost(cost.attack() + source.cost.attack(), innocents);
        addresses.add(source.key);
      }
    }
    return isWorth(cost, incident, replay)
        ? Optional.of(new Choice(new Ruling.Grounds.ByAddress(addresses), cost))
        : Optional.empty();
  }
}

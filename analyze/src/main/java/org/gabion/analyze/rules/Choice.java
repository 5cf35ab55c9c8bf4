package org.gabion.analyze.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.ClientKey;
import org.gabion.core.statistics.Tails;

/// What a target should do, chosen by what the replay says: as much of the incident as can be had
/// for next to no innocent. Immutable.
///
/// Nothing is turned away that makes up more than one in ten thousand of the others' requests, or
/// of those who sent them. Up to one in two hundred may be limited or challenged.
///
/// @param response what becomes of a request that matches
/// @param removed at least so many requests of the incident are kept off
record Choice(
    Ruling.Response response, Ruling.Grounds grounds, RuleReplay.Cost cost, long removed) {
  /// A rule is worth pasting from this share of the incident.
  static final double LEAST_SHARE = 0.5;

  /// The largest share of innocents that may be turned away.
  static final double MOST_REFUSED = 0.0001;

  private static final double MOST_LIMITED = 0.005;
  private static final double LEAST_GAIN = 0.02;
  // A limit leaves readers who match so many times what they used on the whole log.
  private static final int ROOM = 4;

  /// The best that this target can do, the hardest measure first.
  static Optional<Choice> best(
      RulePlans.Plan plan, RulePlans.Option option, int incident, RuleReplay replay) {
    Ruling.Response refuse = new Ruling.Response.Refuse(status(plan.incident().kind()));
    Optional<Choice> signature = bySignature(plan, option, incident, replay, MOST_REFUSED, refuse);
    Optional<Choice> address = byAddress(plan, option, incident, replay, refuse);
    if (signature.isPresent() && address.isPresent()) {
      boolean more = address.get().cost.attack() > signature.get().cost.attack();
      return more ? address : signature;
    }
    return signature
        .or(() -> address)
        .or(() -> option.target().milder().flatMap(m -> mild(plan, option, incident, replay, m)));
  }

  private static Optional<Choice> mild(
      RulePlans.Plan plan,
      RulePlans.Option option,
      int incident,
      RuleReplay replay,
      Measure measure) {
    Optional<Choice> matched =
        bySignature(plan, option, incident, replay, MOST_LIMITED, new Ruling.Response.Challenge());
    return switch (measure) {
      case BLOCK -> throw new IllegalArgumentException("no milder measure than to block");
      case CHALLENGE -> matched;
      case LIMIT -> matched.flatMap(choice -> limited(choice, plan, incident, replay));
    };
  }

  /// Counts what a limit lets through at most: its rate for each second of the incident, and that
  /// of one second at once.
  private static Optional<Choice> limited(
      Choice choice, RulePlans.Plan plan, int incident, RuleReplay replay) {
    double readers = choice.cost.innocents() / Math.max(1.0, replay.seconds());
    int perSecond = (int) Math.max(1, Math.ceil(ROOM * readers));
    IncidentFacts facts = plan.incident();
    long seconds = facts.end().getEpochSecond() - facts.start().getEpochSecond() + 2;
    long removed = choice.cost.attack() - perSecond * seconds;
    return removed >= LEAST_SHARE * replay.attack(incident)
        ? Optional.of(
            new Choice(new Ruling.Response.Limit(perSecond), choice.grounds, choice.cost, removed))
        : Optional.empty();
  }

  Measure measure() {
    return switch (response) {
      case Ruling.Response.Refuse refuse -> Measure.BLOCK;
      case Ruling.Response.Limit limit -> Measure.LIMIT;
      case Ruling.Response.Challenge challenge -> Measure.CHALLENGE;
    };
  }

  /// No larger share of innocent clients meets the rule, with a certainty of 95 % for all
  /// candidates that it was chosen from.
  double upperBound(RulePlans.Plan plan, RuleReplay replay) {
    int tried = Math.max(1, plan.candidates().size());
    long clients = replay.clients();
    return Tails.shareUpperBound(Math.min(cost.clients(), clients), clients, 1 - 0.05 / tried);
  }

  private static boolean isAllowed(RuleReplay.Cost cost, RuleReplay replay, double most) {
    return cost.innocents() <= most * replay.innocents()
        && cost.clients() <= most * replay.clients();
  }

  private static boolean isWorth(RuleReplay.Cost cost, int incident, RuleReplay replay) {
    return cost.attack() > 0 && cost.attack() >= LEAST_SHARE * replay.attack(incident);
  }

  /// Greedy: again and again the candidate that adds most, the one with fewer innocents and fewer
  /// conditions first.
  private static Optional<Choice> bySignature(
      RulePlans.Plan plan,
      RulePlans.Option option,
      int incident,
      RuleReplay replay,
      double most,
      Ruling.Response response) {
    long chosen = 0;
    RuleReplay.Cost cost = RuleReplay.Cost.NONE;
    List<Conjunction> conjunctions = new ArrayList<>();
    while (true) {
      int best = -1;
      RuleReplay.Cost bestCost = cost;
      for (int candidate : option.candidates()) {
        RuleReplay.Cost with = replay.cost(incident, chosen | 1L << candidate);
        if (!isAllowed(with, replay, most) || isProxied(plan, candidate, replay)) {
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
        ? Optional.of(
            new Choice(response, new Ruling.Grounds.BySignature(conjunctions), cost, cost.attack()))
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
  private static boolean isByFew(Kind kind) {
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD, SCAN, BULK_DOWNLOAD, SCRAPER -> true;
      case CRAWLER, FLASH_CROWD, OWN_MONITOR, UNCLEAR -> false;
    };
  }

  /// Too many requests of one kind may come back later; who looks for weak places may not.
  private static int status(Kind kind) {
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD -> 429;
      case SCAN, BULK_DOWNLOAD, SCRAPER, CRAWLER, FLASH_CROWD, OWN_MONITOR, UNCLEAR -> 403;
    };
  }

  private static Optional<Choice> byAddress(
      RulePlans.Plan plan,
      RulePlans.Option option,
      int incident,
      RuleReplay replay,
      Ruling.Response response) {
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
    RuleReplay.Cost cost = RuleReplay.Cost.NONE;
    for (Source source : loud) {
      RuleReplay.Cost with = cost.plus(source.cost);
      if (isAllowed(with, replay, MOST_REFUSED)) {
        cost = with;
        addresses.add(source.key);
      }
    }
    return isWorth(cost, incident, replay)
        ? Optional.of(
            new Choice(response, new Ruling.Grounds.ByAddress(addresses), cost, cost.attack()))
        : Optional.empty();
  }
}

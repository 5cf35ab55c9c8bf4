package org.gabion.analyze.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.core.detect.Kind;
import org.gabion.core.request.ClientKey;

/// Chooses for one incident and one target what to do, by what the replay says: as much of the
/// incident as can be had for next to no innocent, by what is as narrow as it can be.
///
/// Nothing is turned away that makes up more than one in ten thousand of the others' requests, or
/// of those who sent them, nor by what any reader may have in common with the attack, such as a
/// path or the version of HTTP, whatever the log tells. Up to one in two hundred may be limited or
/// challenged.
record Chooser(RulePlans.Plan plan, RulePlans.Option option, int incident, RuleReplay replay) {
  /// A rule is worth pasting from this share of the incident.
  static final double LEAST_SHARE = 0.5;

  /// The largest share of innocents that may be turned away.
  static final double MOST_REFUSED = 0.0001;

  private static final double MOST_LIMITED = 0.005;
  private static final double LEAST_GAIN = 0.02;
  // A limit leaves readers who match so many times what they used on the whole log.
  private static final int ROOM = 4;

  /// The best that this target can do, the hardest measure first.
  Optional<Choice> best() {
    Ruling.Response refuse = new Ruling.Response.Refuse(status(plan.incident().kind()));
    Optional<Choice> signature = bySignature(MOST_REFUSED, refuse);
    Optional<Choice> address = byAddress(refuse);
    if (signature.isPresent() && address.isPresent()) {
      boolean more = address.get().cost().attack() > signature.get().cost().attack();
      return more ? address : signature;
    }
    return signature.or(() -> address).or(() -> option.target().milder().flatMap(this::mild));
  }

  /// Too many requests of one kind may come back later; who looks for weak places may not.
  private static int status(Kind kind) {
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD -> 429;
      case SCAN, BULK_DOWNLOAD, SCRAPER, CRAWLER, FLASH_CROWD, OWN_MONITOR, UNCLEAR -> 403;
    };
  }

  private Optional<Choice> mild(Measure measure) {
    Optional<Choice> matched = bySignature(MOST_LIMITED, new Ruling.Response.Challenge());
    return switch (measure) {
      case BLOCK -> throw new IllegalArgumentException("to block is no milder measure");
      case CHALLENGE -> matched;
      case LIMIT -> matched.flatMap(this::limited);
    };
  }

  /// Counts what a limit lets through at most: its rate for each second of the incident, and that
  /// of one second at once.
  private Optional<Choice> limited(Choice choice) {
    double readers = choice.cost().innocents() / Math.max(1.0, replay.seconds());
    int perSecond = (int) Math.max(1, Math.ceil(ROOM * readers));
    IncidentFacts facts = plan.incident();
    long seconds = facts.end().getEpochSecond() - facts.start().getEpochSecond() + 2;
    long removed = choice.cost().attack() - perSecond * seconds;
    return removed >= LEAST_SHARE * replay.attack(incident)
        ? Optional.of(
            new Choice(
                new Ruling.Response.Limit(perSecond), choice.grounds(), choice.cost(), removed))
        : Optional.empty();
  }

  private boolean isAllowed(RuleReplay.Cost cost, double most) {
    return cost.innocents() <= most * replay.innocents()
        && cost.clients() <= most * replay.clients();
  }

  private Optional<Choice> choice(
      Ruling.Response response, Ruling.Grounds grounds, RuleReplay.Cost cost) {
    boolean worth = cost.attack() > 0 && cost.attack() >= LEAST_SHARE * replay.attack(incident);
    return worth
        ? Optional.of(new Choice(response, grounds, cost, cost.attack()))
        : Optional.empty();
  }

  /// Greedy: again and again the candidate that adds most, the one with fewer innocents first.
  private Optional<Choice> bySignature(double most, Ruling.Response response) {
    long chosen = 0;
    RuleReplay.Cost cost = RuleReplay.Cost.NONE;
    List<Conjunction> conjunctions = new ArrayList<>();
    while (true) {
      int best = -1;
      RuleReplay.Cost bestCost = cost;
      for (int candidate : option.candidates()) {
        RuleReplay.Cost with = replay.cost(incident, chosen | 1L << candidate);
        boolean more =
            with.attack() > bestCost.attack()
                || best >= 0
                    && with.attack() == bestCost.attack()
                    && with.innocents() < bestCost.innocents();
        if (more && isAllowed(with, most) && isSafe(candidate, response)) {
          best = candidate;
          bestCost = with;
        }
      }
      long gain = bestCost.attack() - cost.attack();
      if (best < 0 || gain <= LEAST_GAIN * replay.attack(incident)) {
        break;
      }
      int narrow = narrowest(chosen, best);
      chosen |= 1L << narrow;
      cost = replay.cost(incident, chosen);
      conjunctions.add(conjunction(narrow));
    }
    return choice(response, new Ruling.Grounds.BySignature(conjunctions), cost);
  }

  private Conjunction conjunction(int candidate) {
    return plan.candidates().get(candidate);
  }

  private boolean isSafe(int candidate, Ruling.Response response) {
    boolean tooWide =
        response instanceof Ruling.Response.Refuse
            && conjunction(candidate).isCommon(plan.incident().kind());
    return !tooWide
        && conjunction(candidate).conditions().stream()
            .noneMatch(
                condition ->
                    condition instanceof Condition.AddressIn(var prefix)
                        && (replay.areProxies() || CdnRanges.isShared(prefix.address())));
  }

  /// The candidate that asks for most besides what this one asks for, and matches nearly as much:
  /// who comes tomorrow is in no log.
  private int narrowest(long chosen, int candidate) {
    List<Condition> asked = conjunction(candidate).conditions();
    long matched = replay.cost(incident, chosen | 1L << candidate).attack();
    int narrowest = candidate;
    for (int other : option.candidates()) {
      List<Condition> conditions = conjunction(other).conditions();
      boolean more =
          conditions.size() > conjunction(narrowest).conditions().size()
              && conditions.containsAll(asked);
      long left = more ? replay.cost(incident, chosen | 1L << other).attack() : 0;
      if (more && left >= (1 - LEAST_GAIN) * matched) {
        narrowest = other;
      }
    }
    return narrowest;
  }

  /// Whether few loud sources are what such an incident consists of.
  private static boolean isByFew(Kind kind) {
    return switch (kind) {
      case FLOOD, LOGIN_FLOOD, SCAN, BULK_DOWNLOAD, SCRAPER -> true;
      case CRAWLER, FLASH_CROWD, OWN_MONITOR, UNCLEAR -> false;
    };
  }

  private Optional<Choice> byAddress(Ruling.Response response) {
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
      if (isAllowed(with, MOST_REFUSED)) {
        cost = with;
        addresses.add(source.key);
      }
    }
    return choice(response, new Ruling.Grounds.ByAddress(addresses), cost);
  }
}

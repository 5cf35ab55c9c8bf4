package org.gabion.analyze.rules;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.gabion.analyze.report.Analysis.Count;
import org.gabion.core.detect.Judgement;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.ClientKey;

/// For each incident of attack what could be asked of requests, before anybody knows what that
/// costs: candidates for [RuleReplay]. Immutable.
///
/// Where a signature has a clause that no server can know, the candidates are also tried with the
/// incident's most frequent path and user agent instead: what is given up is made good where the
/// log allows it. Where nearly all requests share these, a candidate that asks for them too is
/// narrower at no price.
public final class RulePlans {
  /// Candidates of one incident: one bit each in a mask.
  static final int MOST_CANDIDATES = 60;

  /// A source is worth a place in a list from this many requests.
  static final long LEAST_REQUESTS = 10;

  private static final int MOST_ADDRESSES = 1000;
  private static final int MOST_ADDRESSES_IN_ALL = 20 * MOST_ADDRESSES;
  private static final double FREQUENT = 0.3;
  private static final double NEARLY_ALL = 0.95;

  /// What one target can ask.
  ///
  /// @param candidates places in the incident's list
  /// @param left what of its signature a candidate leaves out, because the target can not ask it
  record Option(RuleTarget target, List<Integer> candidates, Map<Integer, Set<Attribute>> left) {
    Option {
      candidates = List.copyOf(candidates);
      left = Map.copyOf(left);
    }

    /// All that a candidate leaves out.
    Set<Attribute> unknown() {
      Set<Attribute> unknown = EnumSet.noneOf(Attribute.class);
      left.values().forEach(unknown::addAll);
      return unknown;
    }
  }

  /// The plans for one incident.
  ///
  /// @param sources addresses that a list could name, the busiest first
  record Plan(
      IncidentFacts incident,
      List<Conjunction> candidates,
      List<Option> options,
      List<ClientKey> sources) {
    Plan {
      candidates = List.copyOf(candidates);
      options = List.copyOf(options);
      sources = List.copyOf(sources);
    }
  }

  private final List<IncidentFacts> all;
  private final List<Plan> plans;

  /// All sources of all plans, numbered.
  private final Map<ClientKey, Integer> places = new HashMap<>();

  private RulePlans(List<IncidentFacts> all, List<Plan> plans) {
    this.all = List.copyOf(all);
    this.plans = List.copyOf(plans);
    for (Plan plan : plans) {
      plan.sources().forEach(key -> places.putIfAbsent(key, places.size()));
    }
  }

  /// Plans for those of the incidents that are attacks; the others get none.
  ///
  /// @param told attributes that lines of the log tell at all: clauses on others mean nothing
  public static RulePlans of(List<IncidentFacts> incidents, Set<Attribute> told) {
    List<IncidentFacts> attacks =
        incidents.stream().filter(incident -> incident.verdict() == Judgement.ATTACK).toList();
    int most = Math.min(MOST_ADDRESSES, MOST_ADDRESSES_IN_ALL / Math.max(1, attacks.size()));
    return new RulePlans(
        incidents, attacks.stream().map(incident -> plan(incident, told, most)).toList());
  }

  /// The sources of all plans, each with its number.
  Map<ClientKey, Integer> places() {
    return places;
  }

  List<Plan> plans() {
    return plans;
  }

  /// All incidents, in order, also those without a plan.
  List<IncidentFacts> all() {
    return all;
  }

  /// Ids of the incidents that rules are made for, in order: what [RuleReplay#add] counts by.
  public List<String> incidents() {
    return plans.stream().map(plan -> plan.incident.id()).toList();
  }

  private static Plan plan(IncidentFacts incident, Set<Attribute> told, int mostAddresses) {
    List<Conjunction> candidates = new ArrayList<>();
    List<Option> options = new ArrayList<>();
    for (RuleTarget target : RuleTarget.all()) {
      List<Integer> places = new ArrayList<>();
      Map<Integer, Set<Attribute>> left = new HashMap<>();
      for (List<Said> signature : incident.signatures()) {
        Set<Attribute> unknown = EnumSet.noneOf(Attribute.class);
        for (Conjunction conjunction : variants(incident, target, signature, told, unknown)) {
          int at = candidates.indexOf(conjunction);
          if (at < 0 && candidates.size() < MOST_CANDIDATES) {
            at = candidates.size();
            candidates.add(conjunction);
          }
          if (at >= 0 && !places.contains(at)) {
            places.add(at);
          }
          if (at >= 0) {
            left.computeIfAbsent(at, place -> EnumSet.noneOf(Attribute.class)).addAll(unknown);
          }
        }
        if (!unknown.isEmpty()) {
          // Also where nothing is left that could be asked.
          left.computeIfAbsent(-1, place -> EnumSet.noneOf(Attribute.class)).addAll(unknown);
        }
      }
      options.add(new Option(target, places, left));
    }
    return new Plan(incident, candidates, options, sources(incident, mostAddresses));
  }

  private static List<Conjunction> variants(
      IncidentFacts incident,
      RuleTarget target,
      List<Said> signature,
      Set<Attribute> told,
      Set<Attribute> unknown) {
    List<Condition> base = new ArrayList<>();
    boolean dropped = false;
    for (Said said : signature) {
      Optional<Condition> condition =
          told.contains(said.attribute())
              ? Conditions.of(said).flatMap(target::express)
              : Optional.empty();
      condition.ifPresent(base::add);
      if (condition.isEmpty()) {
        unknown.add(said.attribute());
        dropped = true;
      }
    }
    List<List<Condition>> variants = new ArrayList<>(List.of(base));
    double share = dropped ? FREQUENT : NEARLY_ALL;
    more(incident, share, incident.agents(), Attribute.USER_AGENT, target, variants);
    more(incident, share, incident.paths(), Attribute.PATH, target, variants);
    return variants.stream().filter(all -> !all.isEmpty()).map(Conjunction::new).toList();
  }

  /// Adds each variant also with the most frequent value, if so many share it.
  private static void more(
      IncidentFacts incident,
      double share,
      List<Count> values,
      Attribute attribute,
      RuleTarget target,
      List<List<Condition>> variants) {
    if (values.isEmpty() || values.getFirst().requests() < share * incident.requests()) {
      return;
    }
    Optional<Condition> more =
        Conditions.of(new Said(attribute, values.getFirst().value())).flatMap(target::express);
    if (more.isEmpty() || more.get() instanceof Condition.FieldMissing) {
      return;
    }
    for (List<Condition> variant : List.copyOf(variants)) {
      boolean has =
          variant.stream().anyMatch(condition -> condition.getClass() == more.get().getClass());
      if (!has) {
        List<Condition> longer = new ArrayList<>(variant);
        longer.add(more.get());
        variants.add(longer);
      }
    }
  }

  private static List<ClientKey> sources(IncidentFacts incident, int most) {
    return incident.sources().stream()
        .filter(count -> count.requests() >= LEAST_REQUESTS)
        .limit(most)
        .map(count -> ClientKey.parse(count.value()))
        .flatMap(Optional::stream)
        .filter(key -> !CdnRanges.isShared(key))
        .toList();
  }
}

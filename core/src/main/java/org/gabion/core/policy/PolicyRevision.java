package org.gabion.core.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.gabion.core.detect.Finding;
import org.gabion.core.detect.Judgement;
import org.gabion.core.signature.Mined;

/// The rules that hold now, immutable; the next revision follows from this one, from the findings
/// and from the time. Pure: equal input, equal rules.
///
/// Acting needs both: a finding of an attack, and that visitors feel it. A rule lives five minutes
/// after its finding last matched. Where there are too many, those that match most stay.
///
/// @param version grows by one with each change
/// @param rules in the order of what they match, most first; at most [#MOST_RULES]
public record PolicyRevision(long version, List<Rule> rules) {
  public static final int MOST_RULES = 64;

  /// No rule.
  public static final PolicyRevision EMPTY = new PolicyRevision(0, List.of());

  /// @throws IllegalArgumentException if there are too many rules
  public PolicyRevision {
    rules = List.copyOf(rules);
    if (rules.size() > MOST_RULES) {
      throw new IllegalArgumentException(rules.size() + " rules, at most " + MOST_RULES);
    }
  }

  /// The revision that follows; this one if nothing changes.
  ///
  /// @param open findings that go on
  /// @param nowMicros microseconds since 1970
  /// @param trials what came of the rules so far, by id
  public PolicyRevision next(
      List<Finding> open, long nowMicros, Function<String, Rule.Trial> trials) {
    Map<String, Rule> next = new LinkedHashMap<>();
    for (Rule rule : rules) {
      keep(next, rule, nowMicros);
    }
    for (Finding finding : open) {
      if (finding.judgement() == Judgement.ATTACK && finding.impact().isFelt()) {
        for (Mined mined : finding.signatures()) {
          rule(finding, mined, trials).ifPresent(rule -> keep(next, rule, nowMicros));
        }
      }
    }
    List<Rule> best = new ArrayList<>(next.values());
    best.sort(Comparator.comparingDouble((Rule rule) -> -rule.coverage()).thenComparing(Rule::id));
    List<Rule> kept = best.subList(0, Math.min(MOST_RULES, best.size()));
    return kept.equals(rules) ? this : new PolicyRevision(version + 1, kept);
  }

  private static void keep(Map<String, Rule> rules, Rule rule, long nowMicros) {
    if (rule.expiresMicros() > nowMicros) {
      rules.put(rule.id(), rule);
    }
  }

  private static Optional<Rule> rule(
      Finding finding, Mined mined, Function<String, Rule.Trial> trials) {
    String id = Rule.id(mined.signature());
    return Rule.earned(mined, trials.apply(id))
        .map(
            action ->
                new Rule(
                    id,
                    mined.signature(),
                    action,
                    mined.coverage(),
                    mined.upperBound(),
                    finding.kind(),
                    finding.toMicros() + Rule.LIFE_MICROS));
  }
}

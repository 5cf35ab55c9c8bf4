package org.gabion.analyze;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.rules.IncidentFacts;
import org.gabion.analyze.rules.IncidentRules;
import org.gabion.analyze.rules.RuleMaker;
import org.gabion.analyze.rules.RulePlans;
import org.gabion.analyze.rules.RuleReplay;
import org.gabion.analyze.rules.Said;
import org.gabion.core.detect.Judgement;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;

/// Makes rules for the incidents that are attacks: plans them, replays them on the whole log in one
/// more pass, and keeps those that help and hurt nobody. Stateless.
final class Rules {
  private static final int SOURCES = 1000;
  private static final int VALUES = 3;

  private Rules() {}

  /// @param tallies all incidents, in the order of the report
  /// @param facts what the log tells at all
  /// @param now when the rules will be read
  /// @return for each incident its rules, or why it has none; nothing is read if none is an attack
  static List<IncidentRules> make(
      Inputs inputs,
      KeyedHash hash,
      IdleFeatures features,
      Assets assets,
      List<IncidentTally> tallies,
      Facts facts,
      Instant now)
      throws IOException {
    List<IncidentFacts> incidents = new ArrayList<>();
    List<Draft> attacks = new ArrayList<>();
    for (int i = 0; i < tallies.size(); i++) {
      IncidentTally tally = tallies.get(i);
      incidents.add(facts(Incidents.id(i), tally));
      if (tally.draft.judgement() == Judgement.ATTACK) {
        attacks.add(tally.draft);
      }
    }
    RulePlans plans = RulePlans.of(incidents, told(facts));
    RuleReplay replay = new RuleReplay(plans, hash);
    if (!attacks.isEmpty()) {
      inputs.read(
          (source, chunk) ->
              features.lend(
                  lent -> {
                    RuleReplay part = new RuleReplay(plans, hash);
                    chunk.linesInTime(new RulePass(chunk.parser(), lent, part, attacks, assets));
                    return part;
                  }),
          (file, result) -> replay.merge(result));
    }
    return RuleMaker.make(plans, replay, now);
  }

  private static IncidentFacts facts(String id, IncidentTally tally) {
    Draft draft = tally.draft;
    List<List<Said>> signatures = new ArrayList<>();
    for (int i = 0; i < tally.bySignature.length; i++) {
      if (tally.bySignature[i] > 0) {
        signatures.add(said(draft.signatures().get(i), tally));
      }
    }
    return new IncidentFacts(
        id,
        draft.kind(),
        draft.judgement(),
        Incidents.instant(draft.segment().fromMicros()),
        Incidents.instant(draft.segment().toMicros()),
        tally.matched.requests,
        signatures,
        tally.sources.top(SOURCES),
        tally.paths.top(VALUES),
        tally.agents.top(VALUES));
  }

  private static List<Said> said(Mined mined, IncidentTally tally) {
    List<Said> said = new ArrayList<>();
    for (Clause clause : mined.signature().clauses()) {
      said.add(new Said(clause.attribute(), tally.texts.getOrDefault(clause, "")));
    }
    return said;
  }

  /// A log without a column for Referer says of every request that it has none.
  private static Set<Attribute> told(Facts facts) {
    EnumSet<Attribute> told = EnumSet.allOf(Attribute.class);
    if (!facts.hasReferer()) {
      told.remove(Attribute.REFERER_CLASS);
    }
    return told;
  }
}

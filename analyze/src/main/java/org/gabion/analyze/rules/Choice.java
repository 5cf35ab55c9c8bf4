package org.gabion.analyze.rules;

import org.gabion.analyze.report.Analysis.Measure;
import org.gabion.core.statistics.Tails;

/// What a target should do. Immutable.
///
/// @param response what becomes of a request that matches
/// @param removed at least so many requests of the incident are kept off
record Choice(
    Ruling.Response response, Ruling.Grounds grounds, RuleReplay.Cost cost, long removed) {
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
}

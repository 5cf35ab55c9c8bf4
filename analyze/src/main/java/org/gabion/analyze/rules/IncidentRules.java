package org.gabion.analyze.rules;

import java.util.List;
import org.gabion.analyze.report.Analysis.PasteRule;

/// What can be pasted against one incident.
///
/// @param rules at most one for each target
/// @param withheld for each target without a rule why there is none, a sentence each
public record IncidentRules(String incident, List<PasteRule> rules, List<String> withheld) {
  /// Copies the lists.
  public IncidentRules {
    rules = List.copyOf(rules);
    withheld = List.copyOf(withheld);
  }
}

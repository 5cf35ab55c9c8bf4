package org.gabion.analyze.rules;

import java.util.List;
import org.gabion.analyze.report.Analysis.PasteRule;

/// What can be pasted against one incident.
///
/// @param title what it was, in a few words
/// @param made at most one for each target
/// @param withheld for each target without a rule why there is none, or why there is none at all: a
///   sentence each
public record IncidentRules(String incident, String title, List<Made> made, List<String> withheld) {
  /// A rule, and how to deal with it.
  ///
  /// @param files what is pasted or loaded
  /// @param test how to test and load it, in one sentence
  /// @param undo how to take it out again, in one sentence
  public record Made(PasteRule rule, List<RuleFile> files, String test, String undo) {
    /// Copies the list.
    public Made {
      files = List.copyOf(files);
    }
  }

  /// A file for the operator.
  ///
  /// @param place where its text belongs, as the end of the sentence "paste this ..."
  public record RuleFile(String name, String place, String text) {}

  /// Copies the lists.
  public IncidentRules {
    made = List.copyOf(made);
    withheld = List.copyOf(withheld);
  }

  /// The rules alone.
  public List<PasteRule> rules() {
    return made.stream().map(Made::rule).toList();
  }
}

package org.gabion.analyze.rules;

import java.util.List;
import java.util.Optional;
import org.gabion.analyze.report.Analysis.Measure;

/// A server, a firewall or a service that rules are written for. Stateless.
///
/// Text from a log that goes into a configuration is hostile: each target escapes it for its own
/// syntax, or says that it can not say it.
///
/// A new target is one class, its name in `permits`, and one line in [#all].
sealed interface RuleTarget
    permits NginxRules, HaproxyRules, ApacheRules, NftablesRules, CloudflareRules {
  static List<RuleTarget> all() {
    return List.of(
        new NginxRules(),
        new HaproxyRules(),
        new ApacheRules(),
        new NftablesRules(),
        new CloudflareRules());
  }

  /// The word in reports and names of files.
  String name();

  /// The same condition as this target asks it, perhaps a little wider; empty if it can not.
  Optional<Condition> express(Condition condition);

  /// How many addresses one rule may list.
  int mostAddresses();

  /// @param ruling has only conditions that [#express] gave, and asks to refuse, or for [#milder]
  Snippet render(Ruling ruling);

  /// What it can do that is less than to turn away, if it can.
  Optional<Measure> milder();

  /// How to test and load it, in one sentence.
  String test();

  /// How to take it out again, in one sentence.
  String undo(Ruling ruling);

  /// How the real program is asked; empty if there is none to ask.
  Optional<ProgramCheck.Maker> programCheck(Snippet snippet);
}

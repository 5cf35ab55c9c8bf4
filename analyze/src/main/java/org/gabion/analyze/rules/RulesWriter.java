package org.gabion.analyze.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.gabion.analyze.report.Analysis.PasteRule;
import org.gabion.analyze.report.Printable;

/// Writes rules into a folder: the files to paste or load, and a README.txt that says what goes
/// where, how to test it, when to take it out and how. Stateless.
public final class RulesWriter {
  private static final String HEAD =
      """
      What to paste where
      ===================

      Each rule here is against one incident, made from your own log and replayed on it before it
      was written: below, and in the first lines of its files, stands what it would have kept off,
      and whom else it would have met. Look at it, paste it, test the configuration, load it, and
      look at your log. You need the rule for your server only, not all of them. A file that is
      not named below is of an earlier run: its rule was not tried on this log.

      A rule is for an attack that goes on. Take it out when it has expired: what tells an attacker
      from a reader today may be a reader's new browser in a month.

      Instead of pasting, nginx and Apache can include a file: put it beside your configuration and
      write `include FILE;` (nginx) or `Include FILE` (Apache) at the place named below; to undo it,
      take that line out again. A file for nftables is loaded, never pasted.

      If there is a proxy or a CDN before your server, the server must know the visitors' own
      addresses before a rule by address helps (nginx: real_ip_header; Apache: mod_remoteip).

      """;

  private RulesWriter() {}

  /// Writes all rules.
  ///
  /// @param folder made if it is not there; files of the same names are replaced
  public static void write(Path folder, List<IncidentRules> incidents) throws IOException {
    Files.createDirectories(folder);
    StringBuilder readme = new StringBuilder(HEAD);
    for (IncidentRules incident : incidents) {
      readme.append("Incident ").append(incident.title()).append("\n\n");
      for (IncidentRules.Made made : incident.made()) {
        for (IncidentRules.RuleFile file : made.files()) {
          Files.writeString(folder.resolve(file.name()), file.text());
        }
        describe(made, readme);
      }
      for (String reason : incident.withheld()) {
        readme.append("  ").append(Figures.sentence(Printable.of(reason, 500))).append(".\n");
      }
      readme.append('\n');
    }
    if (incidents.isEmpty()) {
      readme.append("Nothing was found that stands out: there is nothing to paste.\n");
    }
    Files.writeString(folder.resolve("README.txt"), readme);
  }

  private static void describe(IncidentRules.Made made, StringBuilder readme) {
    PasteRule rule = made.rule();
    readme.append("  For ").append(rule.target()).append(" (").append(rule.measure().word());
    readme.append(")\n");
    row(
        readme,
        "Replayed",
        "keeps off %s of the incident, matches %,d requests of others; at most %s of other visitors with 95 %% certainty"
            .formatted(
                Figures.share(rule.removes()),
                rule.innocentsHit(),
                Figures.share(rule.innocentsUpperBound95())));
    for (IncidentRules.RuleFile file : made.files()) {
      row(readme, "File", file.name());
      row(readme, "", "goes " + file.place());
    }
    row(readme, "Test", made.test());
    row(readme, "Remove", "after " + rule.expires());
    row(readme, "Undo", made.undo());
    row(readme, "Checked", Printable.of(rule.checked(), 400));
    readme.append('\n');
  }

  private static void row(StringBuilder readme, String label, String text) {
    readme.append("    %-10s%s\n".formatted(label, text));
  }
}

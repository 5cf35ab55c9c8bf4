package org.gabion.lab.scene;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.gabion.analyze.report.Analysis;

/// Prints how well trials went: a row for each family and site. Stateless.
final class AccuracyTable {
  private AccuracyTable() {}

  static void head(PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "%-16s %-5s %9s  %6s %6s  %6s %6s  %6s %6s  %8s %8s  %5s %5s  %5s  %6s%n",
        "family",
        "site",
        "pass/runs",
        "recall",
        "worst",
        "start",
        "worst",
        "end",
        "worst",
        "innocent",
        "worst",
        "false",
        "split",
        "bound",
        "s");
    out.flush();
  }

  /// @param trials of one family and site
  static void row(PrintWriter out, List<Trial> trials) {
    Trial first = trials.get(0);
    long passed = trials.stream().filter(trial -> trial.score().passes()).count();
    out.printf(
        Locale.ROOT,
        "%-16s %-5s %4d / %2d  %5.1f%% %5.1f%%  %6s %6s  %6s %6s  %7.3f%% %7.3f%%  %5d %5d"
            + "  %4.0f%%  %6.2f%n",
        first.family().word(),
        first.size().word(),
        passed,
        trials.size(),
        100 * median(trials, trial -> trial.score().recall()),
        100 * trials.stream().mapToDouble(trial -> trial.score().recall()).min().orElse(1),
        seconds(median(trials, trial -> trial.score().startError())),
        seconds(worst(trials, trial -> trial.score().startError())),
        seconds(median(trials, trial -> trial.score().endError())),
        seconds(worst(trials, trial -> trial.score().endError())),
        100 * median(trials, trial -> trial.score().innocents()),
        100 * worst(trials, trial -> trial.score().innocents()),
        trials.stream().mapToInt(trial -> trial.score().falseIncidents()).sum(),
        trials.stream().mapToInt(trial -> trial.score().splits()).sum(),
        100.0 * trials.stream().filter(trial -> trial.score().boundHolds()).count() / trials.size(),
        median(trials, trial -> trial.millis() / 1000.0));
    Map<String, Integer> given = new TreeMap<>();
    trials.forEach(
        trial -> trial.score().given().forEach(kind -> given.merge(kind, 1, Integer::sum)));
    out.println("    given: " + given);
    for (Trial trial : trials) {
      if (!trial.score().passes()) {
        out.println(
            "    seed "
                + trial.seed()
                + ": "
                + String.join(", ", trial.score().faults())
                + " "
                + trial.score().given());
      }
    }
    out.flush();
  }

  /// What happened and what was said of it.
  static void why(PrintWriter out, Trial trial) {
    out.printf("    seed %d: truth %s%n", trial.seed(), trial.truth().waves());
    for (Analysis.Incident each : trial.analysis().incidents()) {
      out.printf(
          Locale.ROOT,
          "      %s %s/%s %s to %s, %d requests, cover %.3f, innocents %d (<= %.4f): %s; %s%n",
          each.id(),
          each.kind().word(),
          each.verdict().word(),
          each.start(),
          each.end(),
          each.requests(),
          each.coverage(),
          each.innocents().requests(),
          each.innocents().upperBound95(),
          each.signatureText(),
          each.reasons());
    }
    out.flush();
  }

  private static String seconds(double seconds) {
    return Double.isNaN(seconds) ? "-" : String.format(Locale.ROOT, "%.0f", seconds);
  }

  /// NaN counts as the largest.
  private static double median(List<Trial> trials, ToDoubleFunction<Trial> of) {
    double[] sorted = trials.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double worst(List<Trial> trials, ToDoubleFunction<Trial> of) {
    double[] sorted = trials.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length - 1];
  }
}

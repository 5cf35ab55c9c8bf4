package org.gabion.lab.scene;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.gabion.analyze.report.Analysis;

/// Prints how well runs went: a row for each family and site. Stateless.
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

  /// @param runs of one family and site
  static void row(PrintWriter out, List<SceneRun> runs) {
    SceneRun first = runs.get(0);
    long passed = runs.stream().filter(run -> run.score().passes()).count();
    out.printf(
        Locale.ROOT,
        "%-16s %-5s %4d / %2d  %5.1f%% %5.1f%%  %6s %6s  %6s %6s  %7.3f%% %7.3f%%  %5d %5d"
            + "  %4.0f%%  %6.2f%n",
        first.family().word(),
        first.size().word(),
        passed,
        runs.size(),
        100 * median(runs, run -> run.score().recall()),
        100 * runs.stream().mapToDouble(run -> run.score().recall()).min().orElse(1),
        seconds(median(runs, run -> run.score().startError())),
        seconds(worst(runs, run -> run.score().startError())),
        seconds(median(runs, run -> run.score().endError())),
        seconds(worst(runs, run -> run.score().endError())),
        100 * median(runs, run -> run.score().innocents()),
        100 * worst(runs, run -> run.score().innocents()),
        runs.stream().mapToInt(run -> run.score().falseIncidents()).sum(),
        runs.stream().mapToInt(run -> run.score().splits()).sum(),
        100.0 * runs.stream().filter(run -> run.score().boundHolds()).count() / runs.size(),
        median(runs, run -> run.millis() / 1000.0));
    Map<String, Integer> given = new TreeMap<>();
    runs.forEach(run -> run.score().given().forEach(kind -> given.merge(kind, 1, Integer::sum)));
    out.println("    given: " + given);
    for (SceneRun run : runs) {
      if (!run.score().passes()) {
        out.println(
            "    seed "
                + run.seed()
                + ": "
                + String.join(", ", run.score().faults())
                + " "
                + run.score().given());
      }
    }
    out.flush();
  }

  /// What happened and what was said of it.
  static void why(PrintWriter out, SceneRun run) {
    out.printf("    seed %d: truth %s%n", run.seed(), run.truth().waves());
    for (Analysis.Incident each : run.analysis().incidents()) {
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
  private static double median(List<SceneRun> runs, ToDoubleFunction<SceneRun> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double worst(List<SceneRun> runs, ToDoubleFunction<SceneRun> of) {
    double[] sorted = runs.stream().mapToDouble(of).sorted().toArray();
    return sorted[sorted.length - 1];
  }
}

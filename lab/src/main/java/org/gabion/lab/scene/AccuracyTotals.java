package org.gabion.lab.scene;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.gabion.core.detect.Judgement;

/// Prints all runs together against the goals. Stateless.
final class AccuracyTotals {
  private AccuracyTotals() {}

  static void print(PrintWriter out, List<SceneRun> all) {
    List<SceneRun> attacks = of(all, Judgement.ATTACK);
    out.println();
    out.println("Attacks that something in the log tells from readers:");
    line(out, attacks, "found, one incident a wave", run -> isFound(run.score()));
    line(out, attacks, "starts within 60 s", run -> isNear(run.score().startError()));
    line(out, attacks, "ends within 60 s", run -> isNear(run.score().endError()));
    line(out, attacks, ">= 95 % covered", run -> run.score().recall() >= Score.LEAST_RECALL);
    line(
        out,
        attacks,
        "<= 0.1 % of innocent lines",
        run -> run.score().innocents() <= Score.MOST_INNOCENTS);
    line(out, attacks, "every goal, and the right kind", run -> run.score().passes());
    out.println("Attacks that are readers in all but number:");
    line(out, of(all, Judgement.UNCLEAR), "unclear, harm told, no rule", t -> t.score().passes());
    out.println("No attack at all:");
    line(out, of(all, Judgement.BENIGN), "nothing called an attack", t -> !t.score().accuses());
    out.println("All where something was called an attack:");
    List<SceneRun> accusing = all.stream().filter(run -> run.score().accuses()).toList();
    line(out, accusing, "predicted bound on innocents holds", t -> t.score().boundHolds());
    out.flush();
  }

  private static List<SceneRun> of(List<SceneRun> all, Judgement verdict) {
    return all.stream().filter(run -> run.truth().verdict() == verdict).toList();
  }

  /// A wave that was not found has no start.
  private static boolean isFound(Score score) {
    return !Double.isNaN(score.startError()) && score.splits() == 0;
  }

  private static boolean isNear(double seconds) {
    return seconds <= Score.MOST_SECONDS;
  }

  private static void line(
      PrintWriter out, List<SceneRun> runs, String goal, Predicate<SceneRun> reaches) {
    if (!runs.isEmpty()) {
      long count = runs.stream().filter(reaches).count();
      out.printf(
          Locale.ROOT,
          "  %-36s %4d of %4d  %5.1f %%%n",
          goal,
          count,
          runs.size(),
          100.0 * count / runs.size());
    }
  }
}

package org.gabion.lab.scene;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.gabion.core.detect.Judgement;

/// Prints all trials together against the goals. Stateless.
final class AccuracyTotals {
  private AccuracyTotals() {}

  static void print(PrintWriter out, List<Trial> all) {
    List<Trial> attacks = of(all, Judgement.ATTACK);
    out.println();
    out.println("Attacks that something in the log tells from readers:");
    line(out, attacks, "found, one incident a wave", trial -> isFound(trial.score()));
    line(out, attacks, "starts within 60 s", trial -> isNear(trial.score().startError()));
    line(out, attacks, "ends within 60 s", trial -> isNear(trial.score().endError()));
    line(out, attacks, ">= 95 % covered", trial -> trial.score().recall() >= Score.LEAST_RECALL);
    line(
        out,
        attacks,
        "<= 0.1 % of innocent lines",
        trial -> trial.score().innocents() <= Score.MOST_INNOCENTS);
    line(out, attacks, "every goal, and the right kind", trial -> trial.score().passes());
    out.println("Attacks that are readers in all but number:");
    line(out, of(all, Judgement.UNCLEAR), "unclear, harm told, no rule", t -> t.score().passes());
    out.println("No attack at all:");
    line(out, of(all, Judgement.BENIGN), "nothing called an attack", t -> !t.score().accuses());
    out.println("All where something was called an attack:");
    List<Trial> accusing = all.stream().filter(trial -> trial.score().accuses()).toList();
    line(out, accusing, "predicted bound on innocents holds", t -> t.score().boundHolds());
    out.flush();
  }

  private static List<Trial> of(List<Trial> all, Judgement verdict) {
    return all.stream().filter(trial -> trial.truth().verdict() == verdict).toList();
  }

  /// A wave that was not found has no start.
  private static boolean isFound(Score score) {
    return !Double.isNaN(score.startError()) && score.splits() == 0;
  }

  private static boolean isNear(double seconds) {
    return seconds <= Score.MOST_SECONDS;
  }

  private static void line(
      PrintWriter out, List<Trial> trials, String goal, Predicate<Trial> reaches) {
    if (!trials.isEmpty()) {
      long count = trials.stream().filter(reaches).count();
      out.printf(
          Locale.ROOT,
          "  %-36s %4d of %4d  %5.1f %%%n",
          goal,
          count,
          trials.size(),
          100.0 * count / trials.size());
    }
  }
}

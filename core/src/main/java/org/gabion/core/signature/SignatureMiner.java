package org.gabion.core.signature;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.gabion.core.request.Attribute;
import org.gabion.core.statistics.Tails;
import org.gabion.core.window.Panel;
import org.gabion.core.window.Sample;

/// Finds what an abnormal population has in common and innocent requests have not: the best
/// conjunction again and again ([BeamSearch]), each over what the ones before it left, so at most 8
/// cover the population (the greedy algorithm for weighted set cover: Chvatal, "A greedy heuristic
/// for the set-covering problem", 1979).
///
/// What a conjunction costs innocents is tested on clients that the search has not seen: a
/// one-sided Clopper-Pearson bound ("The use of confidence or fiducial limits", 1934) over a panel,
/// in which each client counts once with one visit, at 95 % for all signatures of a mining together
/// (Bonferroni's correction).
///
/// Stateless between calls. Deterministic.
public final class SignatureMiner {
  static final int MAX_SIGNATURES = 8;
  private static final double CONFIDENCE = 1 - 0.05 / MAX_SIGNATURES;

  /// Tried from the strictest on, until the cover is good.
  private static final double[] INNOCENT_COSTS = {300, 60, 10};

  private static final double ENOUGH = 0.96;
  private static final double BETTER = 0.02;
  private static final double LEAST_GAIN = 0.03;

  /// What is asked.
  ///
  /// @param suspects the rows that hold the abnormal population, and some innocent rows
  /// @param innocents rows of requests that are normal, as far as known; what of them hides among
  ///   the suspects is told by [Sample#hidden]
  /// @param panels clients to test signatures on, none of whom is among the innocents
  /// @param excess how many of the suspects' requests are abnormal
  /// @param attributes what clauses may speak of
  public record Task(
      Sample suspects,
      Sample innocents,
      List<Panel> panels,
      double excess,
      Set<Attribute> attributes) {}

  /// The cover, best first; empty if nothing is worth its innocents.
  public List<Mined> mine(Task task) {
    BeamSearch.Weights weights =
        new BeamSearch.Weights(
            column(task.suspects(), task.suspects()::weight),
            column(task.innocents(), task.innocents()::weight),
            column(task.innocents(), task.innocents()::hidden),
            task.excess());
    List<Mined> best = List.of();
    double most = 0;
    for (double cost : INNOCENT_COSTS) {
      List<Mined> cover = cover(task, weights, cost);
      double reached = cover.stream().mapToDouble(Mined::coverage).sum();
      if (reached > most + BETTER) {
        best = cover;
        most = reached;
      }
      if (most >= ENOUGH) {
        break;
      }
    }
    return best;
  }

  private interface Number {
    double of(int row);
  }

  private static double[] column(Sample rows, Number number) {
    double[] column = new double[rows.size()];
    for (int row = 0; row < column.length; row++) {
      column[row] = number.of(row);
    }
    return column;
  }

  private static List<Mined> cover(Task task, BeamSearch.Weights weights, double cost) {
    List<Mined> cover = new ArrayList<>();
    int[] left = IntStream.range(0, task.suspects().size()).toArray();
    int[] innocents = IntStream.range(0, task.innocents().size()).toArray();
    double rest = 1;
    while (cover.size() < MAX_SIGNATURES && rest > LEAST_GAIN) {
      BeamSearch search = new BeamSearch(new Candidates(task, left), weights, cost);
      Optional<BeamSearch.Found> found = search.best(left, innocents);
      if (found.isEmpty() || found.get().gain() < LEAST_GAIN) {
        break;
      }
      BeamSearch.Found best = found.get();
      Signature signature = search.signature(best);
      cover.add(
          new Mined(
              signature,
              Math.min(1, best.gain()),
              best.innocentShare(),
              upperBound(signature, task.panels())));
      left = without(left, best.suspects());
      rest -= best.gain();
    }
    return List.copyOf(cover);
  }

  private static int[] without(int[] rows, int[] dropped) {
    BitSet drop = new BitSet();
    for (int row : dropped) {
      drop.set(row);
    }
    return IntStream.of(rows).filter(row -> !drop.get(row)).toArray();
  }

  /// No larger share of clients matches, at [#CONFIDENCE]; 1 without any panel.
  private static double upperBound(Signature signature, List<Panel> panels) {
    long clients = 0;
    long hits = 0;
    for (Panel panel : panels) {
      clients += panel.size();
      for (int row = 0; row < panel.size(); row++) {
        hits += signature.matches(panel, row) ? 1 : 0;
      }
    }
    return clients == 0 ? 1 : Tails.shareUpperBound(hits, clients, CONFIDENCE);
  }
}

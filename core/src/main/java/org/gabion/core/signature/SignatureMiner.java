package org.gabion.core.signature;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.gabion.core.request.Attribute;
import org.gabion.core.window.Sample;

/// Finds what an abnormal population has in common and innocent requests have not: the best
/// conjunction again and again ([BeamSearch]), each over what the ones before it left, so at most 8
/// cover the population (the greedy algorithm for weighted set cover: Chvatal, "A greedy heuristic
/// for the set-covering problem", 1979).
///
/// What they cost innocents is tested on clients that the search has not seen ([TestClients]).
///
/// Stateless between calls. Deterministic.
public final class SignatureMiner {
  static final int MAX_SIGNATURES = 8;

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
  /// @param tested clients to test signatures on, none of whom is among the innocents
  /// @param excess how many of the suspects' requests are abnormal
  /// @param attributes what clauses may speak of
  public record Task(
      Sample suspects,
      Sample innocents,
      TestClients tested,
      double excess,
      Set<Attribute> attributes) {}

  /// The cover, best first; empty if nothing is worth its innocents.
  public List<Mined> mine(Task task) {
    BeamSearch.Weights weights = weights(task);
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
    return tested(best, task.tested());
  }

  /// What the samples say of a signature that was found in another way.
  public Mined measure(Task task, Signature signature) {
    BeamSearch.Weights weights = weights(task);
    double matched = sum(task.suspects(), signature, weights.suspects());
    double hidden = sum(task.innocents(), signature, weights.hidden());
    double hit = sum(task.innocents(), signature, weights.innocents());
    return new Mined(
        signature,
        task.excess() <= 0 ? 0 : Math.clamp((matched - hidden) / task.excess(), 0, 1),
        hit / weights.innocentTotal(),
        task.tested().bounds(List.of(signature))[0]);
  }

  private static double sum(Sample rows, Signature signature, double[] weights) {
    double sum = 0;
    for (int row = 0; row < weights.length; row++) {
      sum += signature.matches(rows, row) ? weights[row] : 0;
    }
    return sum;
  }

  /// The same with the bounds of [TestClients#bounds].
  public static List<Mined> tested(List<Mined> mined, TestClients clients) {
    double[] bounds = clients.bounds(mined.stream().map(Mined::signature).toList());
    List<Mined> tested = new ArrayList<>();
    for (int i = 0; i < bounds.length; i++) {
      Mined each = mined.get(i);
      tested.add(new Mined(each.signature(), each.coverage(), each.innocents(), bounds[i]));
    }
    return List.copyOf(tested);
  }

  private static BeamSearch.Weights weights(Task task) {
    return new BeamSearch.Weights(
        column(task.suspects(), task.suspects()::weight),
        column(task.innocents(), task.innocents()::weight),
        column(task.innocents(), task.innocents()::hidden),
        task.excess());
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
      cover.add(new Mined(signature, Math.min(1, best.gain()), best.innocentShare(), 1));
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
}

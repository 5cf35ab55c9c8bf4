package org.gabion.core.signature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;
import org.gabion.core.statistics.Tails;
import org.gabion.core.window.Sample;

/// Finds what an abnormal population has in common and innocent requests have not: a beam search
/// for the best conjunction of 1 to 4 clauses, then a greedy cover by at most 8 of them (the greedy
/// algorithm for weighted set cover: Chvatal, 1979).
///
/// Score of a conjunction = share of the excess that it matches − an innocent cost times the share
/// of innocent requests that it matches − [#CLAUSE_COST] for each clause; so a clause that does not
/// help is dropped. Rows are bitsets: one AND for 64 rows.
///
/// Stateless between calls; not thread safe. Deterministic: ties are decided by the clauses' order.
public final class SignatureMiner {
  static final int MAX_SIGNATURES = 8;
  private static final int BEAM = 20;
  private static final int VALUES = 12;
  private static final double[] INNOCENT_COSTS = {300, 60, 10};
  private static final double ENOUGH = 0.96;
  private static final double CLAUSE_COST = 0.002;
  private static final double LEAST_SHARE = 0.02;
  private static final double LEAST_GAIN = 0.03;

  /// What is asked.
  ///
  /// @param suspects the rows that hold the abnormal population, and some innocent rows
  /// @param innocents rows of requests that are normal, as far as known; what of them hides among
  ///   the suspects is told by [Sample#hidden]
  /// @param excess how many of the suspects' requests are abnormal
  /// @param attributes what clauses may speak of
  public record Task(Sample suspects, Sample innocents, double excess, Set<Attribute> attributes) {}

  private record Candidate(Clause clause, long[] suspects, long[] innocents) {}

  private record Conjunction(
      List<Clause> clauses, long[] suspects, long[] innocents, double gain, double score) {}

  /// The cover, best first; empty if nothing is worth its innocents.
  public List<Mined> mine(Task task) {
    List<Mined> best = List.of();
    double most = 0;
    for (double cost : INNOCENT_COSTS) {
      List<Mined> cover = cover(task, cost);
      double reached = cover.stream().mapToDouble(Mined::coverage).sum();
      if (reached > most + 0.02) {
        best = cover;
        most = reached;
      }
      if (most >= ENOUGH) {
        break;
      }
    }
    return best;
  }

  private static List<Mined> cover(Task task, double cost) {
    List<Mined> cover = new ArrayList<>();
    long[] left = all(task.suspects().size());
    double rest = task.excess();
    double innocentWeight = Math.max(1e-9, task.innocents().totalWeight());
    while (cover.size() < MAX_SIGNATURES && rest > LEAST_GAIN * task.excess()) {
      Optional<Conjunction> found = best(task, left, innocentWeight, cost);
      if (found.isEmpty() || found.get().gain < LEAST_GAIN || found.get().score <= 0) {
        break;
      }
      Conjunction best = found.get();
      cover.add(mined(task, best, innocentWeight));
      for (int w = 0; w < left.length; w++) {
        left[w] &= ~best.suspects[w];
      }
      rest -= best.gain * task.excess();
    }
    return List.copyOf(cover);
  }

  private static Mined mined(Task task, Conjunction best, double innocentWeight) {
    Sample innocents = task.innocents();
    Set<Long> hit = new HashSet<>();
    Set<Long> all = new HashSet<>();
    for (int row = 0; row < innocents.size(); row++) {
      all.add(innocents.client(row));
      if (has(best.innocents, row)) {
        hit.add(innocents.client(row));
      }
    }
    double bound =
        Tails.shareUpperBound(hit.size(), Math.max(1, all.size()), 1 - 0.05 / MAX_SIGNATURES);
    double share = weight(innocents, best.innocents) / innocentWeight;
    return new Mined(new Signature(best.clauses), Math.min(1, best.gain), share, bound);
  }

  private static Optional<Conjunction> best(
      Task task, long[] left, double innocentWeight, double cost) {
    List<Candidate> candidates = candidates(task, left);
    long[] everything = all(task.innocents().size());
    List<Conjunction> beam =
        List.of(new Conjunction(List.of(), left, everything, 0, Double.NEGATIVE_INFINITY));
    Optional<Conjunction> best = Optional.empty();
    for (int depth = 1; depth <= Signature.MAX_CLAUSES; depth++) {
      List<Conjunction> next = new ArrayList<>();
      Set<List<Clause>> seen = new HashSet<>();
      for (Conjunction from : beam) {
        for (Candidate candidate : candidates) {
          List<Clause> clauses = with(from.clauses, candidate.clause);
          if (!clauses.isEmpty() && seen.add(clauses)) {
            next.add(extend(task, from, candidate, clauses, innocentWeight, cost));
          }
        }
      }
      next.sort(
          Comparator.comparingDouble((Conjunction c) -> -c.score)
              .thenComparing(c -> c.clauses.toString()));
      beam = next.subList(0, Math.min(BEAM, next.size()));
      if (!beam.isEmpty() && (best.isEmpty() || beam.getFirst().score > best.get().score)) {
        best = Optional.of(beam.getFirst());
      }
    }
    return best;
  }

  /// In order; empty if the attribute has a clause already.
  private static List<Clause> with(List<Clause> clauses, Clause more) {
    for (Clause clause : clauses) {
      if (clause.attribute() == more.attribute()) {
        return List.of();
      }
    }
    List<Clause> all = new ArrayList<>(clauses);
    all.add(more);
    all.sort(Comparator.naturalOrder());
    return all;
  }

  private static Conjunction extend(
      Task task,
      Conjunction from,
      Candidate with,
      List<Clause> clauses,
      double innocentWeight,
      double cost) {
    long[] suspects = and(from.suspects, with.suspects);
    long[] innocents = and(from.innocents, with.innocents);
    double matched = weight(task.suspects(), suspects);
    double innocentMatched = weight(task.innocents(), innocents);
    double gain = (matched - hidden(task.innocents(), innocents)) / task.excess();
    double score =
        Math.min(1, gain) - cost * innocentMatched / innocentWeight - CLAUSE_COST * clauses.size();
    return new Conjunction(clauses, suspects, innocents, gain, score);
  }

  /// The values that are frequent among the rows that are left.
  private static List<Candidate> candidates(Task task, long[] left) {
    List<Candidate> candidates = new ArrayList<>();
    Sample suspects = task.suspects();
    double least = LEAST_SHARE * weight(suspects, left);
    for (Attribute attribute : Attribute.values()) {
      if (!task.attributes().contains(attribute)) {
        continue;
      }
      ValueWeights weights = new ValueWeights(suspects.size());
      for (int row = 0; row < suspects.size(); row++) {
        int value = suspects.value(row, attribute);
        if (value != 0 && has(left, row)) {
          weights.add(value, suspects.weight(row));
        }
      }
      for (int value : weights.top(VALUES, least)) {
        candidates.add(
            new Candidate(
                new Clause(attribute, value),
                rows(suspects, attribute, value),
                rows(task.innocents(), attribute, value)));
      }
    }
    return candidates;
  }

  private static long[] rows(Sample sample, Attribute attribute, int value) {
    long[] bits = new long[words(sample.size())];
    for (int row = 0; row < sample.size(); row++) {
      if (sample.value(row, attribute) == value) {
        bits[row >> 6] |= 1L << row;
      }
    }
    return bits;
  }

  private static int words(int rows) {
    return (rows + 63) >> 6;
  }

  private static long[] all(int rows) {
    long[] bits = new long[words(rows)];
    for (int row = 0; row < rows; row++) {
      bits[row >> 6] |= 1L << row;
    }
    return bits;
  }

  private static boolean has(long[] bits, int row) {
    return (bits[row >> 6] & 1L << row) != 0;
  }

  private static long[] and(long[] one, long[] other) {
    long[] both = new long[one.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = one[i] & other[i];
    }
    return both;
  }

  private static double weight(Sample sample, long[] bits) {
    double sum = 0;
    for (int w = 0; w < bits.length; w++) {
      for (long word = bits[w]; word != 0; word &= word - 1) {
        sum += sample.weight((w << 6) + Long.numberOfTrailingZeros(word));
      }
    }
    return sum;
  }

  private static double hidden(Sample sample, long[] bits) {
    double sum = 0;
    for (int w = 0; w < bits.length; w++) {
      for (long word = bits[w]; word != 0; word &= word - 1) {
        sum += sample.hidden((w << 6) + Long.numberOfTrailingZeros(word));
      }
    }
    return sum;
  }
}

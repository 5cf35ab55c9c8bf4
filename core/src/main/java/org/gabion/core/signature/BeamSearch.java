package org.gabion.core.signature;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.request.Attribute;

/// Searches the best conjunction of 1 to 4 clauses, keeping the best few of each length: a beam
/// search (Lowerre, "The HARPY speech recognition system", 1976).
///
/// Score = share of the excess that it matches, less what hides among the suspects − `cost` times
/// the share of innocent requests that it matches − a small cost for each clause; so a clause that
/// does not help is dropped. A small sample of innocents proves little: what it lacks may match all
/// the same, the less the more a conjunction asks for, and counts as well. Deterministic: equal
/// scores are decided by the order of the clauses.
final class BeamSearch {
  private static final int BEAM = 20;
  private static final double CLAUSE_COST = 0.002;

  /// What a request does not tell by itself is asked for only if it helps.
  private static final double ASSETS_COST = 0.01;

  /// Rows of two samples with their weights.
  ///
  /// @param hidden how many requests like each innocent row hide among the suspects
  record Weights(double[] suspects, double[] innocents, double[] hidden, double excess) {
    /// The share that one unseen row would be.
    double rowShare() {
      double sum = 0;
      double squares = 0;
      for (double weight : innocents) {
        sum += weight;
        squares += weight * weight;
      }
      return sum == 0 ? 1 : squares / (sum * sum);
    }

    double innocentTotal() {
      double sum = 0;
      for (double weight : innocents) {
        sum += weight;
      }
      return Math.max(1e-9, sum);
    }
  }

  /// A conjunction and the rows that have all its clauses.
  ///
  /// @param numbers for each attribute of the candidates the number of its clause, or 0
  /// @param gain share of the excess
  /// @param innocentShare share of innocent requests
  /// @param clauseCost what its clauses cost together
  /// @param doubt how many rows that the sample happens to lack might match
  record Found(
      byte[] numbers,
      int[] suspects,
      int[] innocents,
      double gain,
      double innocentShare,
      double clauseCost,
      double doubt) {}

  private record Extension(
      Found from, int attribute, int number, double gain, double innocentShare, double score) {}

  private final Candidates candidates;
  private final Weights weights;
  private final double cost;
  private final double innocentTotal;
  private final double rowShare;

  BeamSearch(Candidates candidates, Weights weights, double cost) {
    this.candidates = candidates;
    this.weights = weights;
    this.cost = cost;
    this.innocentTotal = weights.innocentTotal();
    this.rowShare = weights.rowShare();
  }

  /// The best conjunction whose score is above zero.
  ///
  /// @param suspects rows to explain
  /// @param innocents rows not to match
  Optional<Found> best(int[] suspects, int[] innocents) {
    Found everything =
        new Found(new byte[candidates.attributes()], suspects, innocents, 0, 1, 0, 1);
    List<Found> beam = List.of(everything);
    Optional<Found> best = Optional.empty();
    double most = 0;
    for (int length = 1; length <= Signature.MAX_CLAUSES; length++) {
      List<Extension> top = extensions(beam);
      beam = top.stream().map(this::apply).toList();
      if (!top.isEmpty() && top.getFirst().score > most) {
        most = top.getFirst().score;
        best = Optional.of(beam.getFirst());
      }
    }
    return best;
  }

  private List<Extension> extensions(List<Found> beam) {
    List<Extension> all = new ArrayList<>();
    for (Found from : beam) {
      for (int a = 0; a < candidates.attributes(); a++) {
        if (from.numbers[a] == Candidates.NONE) {
          extend(from, a, all);
        }
      }
    }
    all.sort(
        Comparator.comparingDouble((Extension e) -> -e.score)
            .thenComparing(e -> key(e.from.numbers, e.attribute, e.number)));
    Set<String> seen = new HashSet<>();
    List<Extension> top = new ArrayList<>();
    for (Extension each : all) {
      if (top.size() == BEAM) {
        break;
      }
      if (seen.add(key(each.from.numbers, each.attribute, each.number))) {
        top.add(each);
      }
    }
    return top;
  }

  /// By how much a clause on this attribute lessens the chance that an innocent request matches of
  /// which the sample has none: much if few share a value.
  private double doubt(Found from, int attribute) {
    Attribute asked = candidates.clause(attribute, 1).attribute();
    for (int a = 0; a < from.numbers.length; a++) {
      if (from.numbers[a] != Candidates.NONE
          && about(candidates.clause(a, 1).attribute()) == about(asked)) {
        return 1;
      }
    }
    return switch (asked) {
      case METHOD -> 0.9;
      case SOURCE -> 1.0 / 64;
      case PREFIX -> 1.0 / 16;
      case PATH, QUERY_KEYS, USER_AGENT, REFERER, HEADER_ORDER, TLS -> 1.0 / 4;
      case TEMPLATE,
          QUERY,
          PROTOCOL,
          USER_AGENT_FAMILY,
          REFERER_CLASS,
          HOST,
          STATUS,
          ACCEPT,
          ACCEPT_LANGUAGE,
          ACCEPT_ENCODING,
          HEADERS,
          ASSETS ->
          1.0 / 2;
    };
  }

  /// The finest attribute that tells of the same thing.
  private static Attribute about(Attribute attribute) {
    return switch (attribute) {
      case TEMPLATE -> Attribute.PATH;
      case QUERY -> Attribute.QUERY_KEYS;
      case USER_AGENT_FAMILY -> Attribute.USER_AGENT;
      case REFERER_CLASS -> Attribute.REFERER;
      case PREFIX -> Attribute.SOURCE;
      case HEADERS -> Attribute.HEADER_ORDER;
      case METHOD,
          PATH,
          QUERY_KEYS,
          PROTOCOL,
          USER_AGENT,
          REFERER,
          HOST,
          STATUS,
          SOURCE,
          ACCEPT,
          ACCEPT_LANGUAGE,
          ACCEPT_ENCODING,
          HEADER_ORDER,
          TLS,
          ASSETS ->
          attribute;
    };
  }

  private double clauseCost(int attribute) {
    return candidates.clause(attribute, 1).attribute() == Attribute.ASSETS
        ? ASSETS_COST
        : CLAUSE_COST;
  }

  /// Adds each clause of one attribute: its sums come from one pass over the rows.
  private void extend(Found from, int attribute, List<Extension> all) {
    double[] matched = candidates.suspectSums(attribute, from.suspects, weights.suspects);
    double[] hit = candidates.innocentSums(attribute, from.innocents, weights.innocents);
    double[] hidden = candidates.innocentSums(attribute, from.innocents, weights.hidden);
    double clauses = from.clauseCost + clauseCost(attribute);
    double doubt = from.doubt * doubt(from, attribute);
    double unseen = doubt * rowShare;
    for (int number = 1; number <= candidates.count(attribute); number++) {
      double gain = (matched[number] - hidden[number]) / weights.excess;
      double share = hit[number] / innocentTotal;
      double score = Math.min(1, gain) - cost * (share + unseen) - clauses;
      if (gain > 0) {
        all.add(new Extension(from, attribute, number, gain, share, score));
      }
    }
  }

  /// Equal for equal sets of clauses, and ordered as they are.
  private static String key(byte[] numbers, int attribute, int number) {
    char[] key = new char[numbers.length];
    for (int i = 0; i < key.length; i++) {
      int own = i == attribute ? number : numbers[i];
      // Those with an earlier clause first.
      key[i] = (char) (own == Candidates.NONE ? Character.MAX_VALUE : own);
    }
    return new String(key);
  }

  private Found apply(Extension extension) {
    byte[] numbers = extension.from.numbers.clone();
    numbers[extension.attribute] = (byte) extension.number;
    return new Found(
        numbers,
        candidates.suspectsWith(extension.attribute, extension.number, extension.from.suspects),
        candidates.innocentsWith(extension.attribute, extension.number, extension.from.innocents),
        extension.gain,
        extension.innocentShare,
        extension.from.clauseCost + clauseCost(extension.attribute),
        extension.from.doubt * doubt(extension.from, extension.attribute));
  }

  Signature signature(Found found) {
    List<Clause> clauses = new ArrayList<>();
    for (int a = 0; a < found.numbers.length; a++) {
      if (found.numbers[a] != Candidates.NONE) {
        clauses.add(candidates.clause(a, found.numbers[a]));
      }
    }
    return new Signature(clauses);
  }
}

package org.gabion.analyze.format;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The variables of a directive that tell nothing, and which known ones they may stand for. Not
/// thread safe.
final class UnknownVariables {
  /// So many letters may be wrong.
  private static final int MOST_WRONG = 2;

  private static final int LEAST_LENGTH = 7;

  /// @param at its first character, from 1
  private record Variable(String name, int at) {
    @Override
    public String toString() {
      return "'" + name + "' (character " + at + ")";
    }
  }

  private final Map<String, Fact> names;
  private final List<Variable> unknown = new ArrayList<>();

  /// @param names the variables of the notation
  UnknownVariables(Map<String, Fact> names) {
    this.names = names;
  }

  /// Notes one that tells nothing.
  void see(String name, int at) {
    if (!names.containsKey(name)) {
      unknown.add(new Variable(name, at));
    }
  }

  /// What to say of a fact that no variable tells.
  String missing(String what, Fact fact) {
    String all =
        names.entrySet().stream()
            .filter(each -> each.getValue() == fact)
            .map(Map.Entry::getKey)
            .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
            .collect(Collectors.joining(", "));
    return "it does not tell the "
        + what
        + " of a request: one of "
        + all
        + " must be there"
        + meant(fact).map(hint -> "; " + hint).orElse("");
  }

  /// What to say of variables that may be misspelt, besides those of facts that are told.
  Optional<String> remark(LinePattern pattern) {
    return names.values().stream()
        .distinct()
        .sorted()
        .filter(fact -> fact != Fact.IGNORED && !pattern.tells(fact))
        .flatMap(fact -> meant(fact).stream())
        .findFirst();
  }

  private Optional<String> meant(Fact fact) {
    for (Variable variable : unknown) {
      Optional<String> nearest = nearest(variable.name, fact);
      if (nearest.isPresent()) {
        return Optional.of(
            variable + " is no variable that is known; did you mean '" + nearest.get() + "'?");
      }
    }
    return Optional.empty();
  }

  private Optional<String> nearest(String name, Fact fact) {
    String lower = name.toLowerCase(Locale.ROOT);
    return names.entrySet().stream()
        .filter(each -> each.getValue() == fact && each.getKey().length() >= LEAST_LENGTH)
        .map(Map.Entry::getKey)
        .filter(each -> distance(lower, each.toLowerCase(Locale.ROOT)) <= MOST_WRONG)
        .min(
            Comparator.comparingInt((String each) -> distance(lower, each.toLowerCase(Locale.ROOT)))
                .thenComparing(each -> each));
  }

  /// How many letters must be changed, put in or left out (Levenshtein, 1966).
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}

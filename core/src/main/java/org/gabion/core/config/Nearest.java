package org.gabion.core.config;

import java.util.Collection;
import java.util.Optional;

/// Finds the word that was probably meant. Stateless.
final class Nearest {
  private Nearest() {}

  /// The nearest of the words, if it is near enough to be a slip: at most a third of its letters
  /// differ.
  static Optional<String> to(String wrong, Collection<String> words) {
    String best = "";
    int bestDistance = Integer.MAX_VALUE;
    for (String word : words) {
      int distance = distance(wrong, word);
      if (distance < bestDistance) {
        best = word;
        bestDistance = distance;
      }
    }
    return bestDistance <= Math.max(1, best.length() / 3) ? Optional.of(best) : Optional.empty();
  }

  /// Edits that turn one word into the other (Levenshtein).
  private static int distance(String a, String b) {
    if (a.length() > 64) {
      return Integer.MAX_VALUE;
    }
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}

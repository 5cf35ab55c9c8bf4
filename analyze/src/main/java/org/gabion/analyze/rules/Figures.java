package org.gabion.analyze.rules;

import java.util.Locale;

/// Figures and sentences in comments. Stateless.
final class Figures {
  private Figures() {}

  static String share(double share) {
    return share >= 0.99995 || share < 0.00005
        ? String.format(Locale.ROOT, "%.0f %%", share * 100)
        : String.format(Locale.ROOT, "%.2f %%", share * 100);
  }

  static String sentence(String words) {
    return words.isEmpty() ? "" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}

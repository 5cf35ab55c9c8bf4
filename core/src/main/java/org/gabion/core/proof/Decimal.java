package org.gabion.core.proof;

import java.util.Optional;

/// Whole numbers in the one way that tree heads and proofs write them. Stateless.
final class Decimal {
  private Decimal() {}

  /// Empty if the text is no number below 10^18 without sign and leading zeros.
  static Optional<Long> parse(String text) {
    boolean digits =
        !text.isEmpty()
            && text.length() <= 18
            && text.chars().allMatch(c -> c >= '0' && c <= '9')
            && (text.length() == 1 || text.charAt(0) != '0');
    return digits ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }
}

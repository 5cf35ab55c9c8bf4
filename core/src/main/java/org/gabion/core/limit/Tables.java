package org.gabion.core.limit;

/// Sizes of fixed tables. Stateless.
final class Tables {
  private static final int MAX_SLOTS = 1 << 29;

  private Tables() {}

  /// The smallest power of two that is at least `wanted` and at least `least`.
  ///
  /// @throws IllegalArgumentException if `wanted` is below 1 or above 2^29
  static int powerOfTwo(int wanted, int least) {
    if (wanted < 1 || wanted > MAX_SLOTS) {
      throw new IllegalArgumentException("a table of " + wanted + " slots");
    }
    return Math.max(least, Integer.highestOneBit(2 * wanted - 1));
  }
}

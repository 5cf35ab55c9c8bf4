package org.gabion.core.limit;

/// Sizes of fixed tables, and more indices from one keyed hash. Stateless.
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

  /// Spreads a keyed hash into a value that shares no linear relation with it: the finalizer of
  /// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). No
  /// protection of its own.
  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}

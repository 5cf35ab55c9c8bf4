package org.gabion.core.sketch;

/// What two sketches must share before they may merge, and the one mixing step that all of them
/// use. Stateless.
final class MergeLaw {
  private MergeLaw() {}

  /// Hashes of two seeds say different things about the same client: merging them would count
  /// everybody twice.
  ///
  /// @throws IllegalArgumentException if the epochs differ
  static void requireSameEpoch(String sketch, long mine, long theirs) {
    if (mine != theirs) {
      throw new IllegalArgumentException(
          "a " + sketch + " of epoch " + theirs + " does not merge into one of epoch " + mine);
    }
  }

  /// @throws IllegalArgumentException if the shapes differ
  static void requireSameShape(String sketch, String what, long mine, long theirs) {
    if (mine != theirs) {
      throw new IllegalArgumentException(
          "a " + sketch + " of " + what + " " + theirs + " does not merge into one of " + mine);
    }
  }

  /// More bits from one keyed hash: the finalizer of SplitMix64 (Steele, Lea and Flood, "Fast
  /// splittable pseudorandom number generators", 2014). No protection of its own.
  static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}

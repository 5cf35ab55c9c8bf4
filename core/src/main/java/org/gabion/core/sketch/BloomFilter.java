package org.gabion.core.sketch;

import java.util.Arrays;

/// Which items came, with some false yeses and no false no: a Bloom filter (Bloom, "Space/time
/// trade-offs in hash coding with allowable errors", 1970), its positions taken from two hashes
/// (Kirsch and Mitzenmacher, "Less hashing, same performance", 2006).
///
/// After `n` distinct items an item that never came is taken for known with a probability of about
/// `(1 - e^(-hashes * n / bits))^hashes`. `bits / 8` bytes, from the start: a filter that grew
/// could not merge exactly. Not thread safe.
public final class BloomFilter {
  private static final String NAME = "Bloom filter";

  private final int hashes;
  private final long epoch;
  private final long[] words;

  /// @param bits a power of two, 64 to 2^33
  /// @param hashes bits an item sets, 1 to 16
  /// @param epoch of the seed that made the hashes
  /// @throws IllegalArgumentException for any other shape
  public BloomFilter(long bits, int hashes, long epoch) {
    if (bits < 64 || bits > 1L << 33 || Long.bitCount(bits) != 1 || hashes < 1 || hashes > 16) {
      throw new IllegalArgumentException(
          "a Bloom filter of " + bits + " bits, " + hashes + " each");
    }
    this.hashes = hashes;
    this.epoch = epoch;
    this.words = new long[(int) (bits / 64)];
  }

  /// Notes an item.
  ///
  /// @return whether it is new for certain
  public boolean add(long hash) {
    long mask = 64L * words.length - 1;
    long step = MergeLaw.mix(hash) | 1;
    long position = hash;
    boolean isNew = false;
    for (int i = 0; i < hashes; i++, position += step) {
      int word = (int) ((position & mask) >>> 6);
      long bit = 1L << position;
      isNew |= (words[word] & bit) == 0;
      words[word] |= bit;
    }
    return isNew;
  }

  /// Whether the item may have come; false is certain.
  public boolean mightContain(long hash) {
    long mask = 64L * words.length - 1;
    long step = MergeLaw.mix(hash) | 1;
    long position = hash;
    for (int i = 0; i < hashes; i++, position += step) {
      if ((words[(int) ((position & mask) >>> 6)] >>> position & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  /// How likely an item that never came is taken for known now. Reads the whole filter.
  public double falsePositiveRate() {
    long set = 0;
    for (long word : words) {
      set += Long.bitCount(word);
    }
    return Math.pow(set / (64.0 * words.length), hashes);
  }

  /// Notes all that the other one noted. The other one stays as it is.
  ///
  /// @throws IllegalArgumentException if epoch or shape differ
  public void mergeFrom(BloomFilter other) {
    MergeLaw.requireSameEpoch(NAME, epoch, other.epoch);
    MergeLaw.requireSameShape(NAME, "bits", 64L * words.length, 64L * other.words.length);
    MergeLaw.requireSameShape(NAME, "bits each", hashes, other.hashes);
    for (int i = 0; i < words.length; i++) {
      words[i] |= other.words[i];
    }
  }

  /// Forgets all.
  public void clear() {
    Arrays.fill(words, 0);
  }

  /// Memory held, in bytes.
  public long bytes() {
    return 8L * words.length;
  }

  /// Same shape, epoch and content.
  @Override
  public boolean equals(Object other) {
    return other instanceof BloomFilter that
        && hashes == that.hashes
        && epoch == that.epoch
        && Arrays.equals(words, that.words);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }
}

package org.gabion.core.sketch;

import java.util.Arrays;

/// Which items came, with some false yeses and no false no: a Bloom filter (Bloom, "Space/time
/// trade-offs in hash coding with allowable errors", 1970) in blocks of 512 bits, so that an item
/// costs one wait for memory and not one for each of its bits (Putze, Sanders and Singler, "Cache-,
/// hash- and space-efficient Bloom filters", 2007).
///
/// After `n` distinct items an item that never came is taken for known with the probability that
/// `(1 - (1 - 1 / 512)^(hashes * i))^hashes` has on average, where `i`, the items of a block, is
/// Poisson with mean `512 * n / bits`. `bits / 8` bytes, from the start: a filter that grew could
/// not merge exactly. Not thread safe.
public final class BloomFilter {
  private static final String NAME = "Bloom filter";
  private static final int BLOCK = 512;

  /// A place in a block takes so many bits of a hash.
  private static final int PLACE = 9;

  private final int hashes;
  private final long epoch;
  private final long[] words;

  /// @param bits a power of two, 512 to 2^33
  /// @param hashes bits an item sets, 1 to 7
  /// @param epoch of the seed that made the hashes
  /// @throws IllegalArgumentException for any other shape
  public BloomFilter(long bits, int hashes, long epoch) {
    if (bits < BLOCK
        || bits > 1L << 33
        || Long.bitCount(bits) != 1
        || hashes < 1
        || hashes > Long.SIZE / PLACE) {
      throw new IllegalArgumentException(
          "a Bloom filter of " + bits + " bits, " + hashes + " each");
    }
    this.hashes = hashes;
    this.epoch = epoch;
    this.words = new long[(int) (bits / Long.SIZE)];
  }

  /// The first word of an item's block.
  private int block(long hash) {
    return (int) hash & words.length - BLOCK / Long.SIZE;
  }

  /// Notes an item.
  ///
  /// @return whether it is new for certain
  public boolean add(long hash) {
    int block = block(hash);
    long places = MergeLaw.mix(hash);
    boolean isNew = false;
    for (int i = 0; i < hashes; i++, places >>>= PLACE) {
      int word = block + (int) (places >>> 6 & 7);
      long bit = 1L << places;
      isNew |= (words[word] & bit) == 0;
      words[word] |= bit;
    }
    return isNew;
  }

  /// Whether the item may have come; false is certain.
  public boolean mightContain(long hash) {
    int block = block(hash);
    long places = MergeLaw.mix(hash);
    for (int i = 0; i < hashes; i++, places >>>= PLACE) {
      if ((words[block + (int) (places >>> 6 & 7)] >>> places & 1) == 0) {
        return false;
      }
    }
    return true;
  }

  /// How likely an item that never came is taken for known now. Reads the whole filter.
  public double falsePositiveRate() {
    double sum = 0;
    int length = BLOCK / Long.SIZE;
    for (int block = 0; block < words.length; block += length) {
      int set = 0;
      for (int word = block; word < block + length; word++) {
        set += Long.bitCount(words[word]);
      }
      sum += Math.pow((double) set / BLOCK, hashes);
    }
    return sum * length / words.length;
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

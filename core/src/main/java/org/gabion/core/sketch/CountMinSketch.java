package org.gabion.core.sketch;

import java.util.Arrays;

/// How often each of many items came, in fixed memory and never too low: a count-min sketch
/// (Cormode and Muthukrishnan, "An improved data stream summary: the count-min sketch and its
/// applications", 2005), in its plain form, because conservative update does not merge.
///
/// An estimate exceeds the truth by more than `e / width` of the total with a probability of at
/// most `e^-depth`. While at most `depth * width / 16` distinct items came, all are kept apart and
/// every count is exact; a quiet stream therefore needs little memory, and whether the table is in
/// use depends on the items alone, not on how the stream was split. Rows are indexed by mixing one
/// keyed hash with the row's number, where the paper takes pairwise independent functions.
///
/// ```
///  exact   keys[]  | hash | hash |  ...     counts[] | n | 0 |  ...   open addressing; 0 is free
///  table   cells[] | row 0: width counters | row 1 | ... |
/// ```
///
/// At most `12 * depth * width` bytes. Not thread safe.
public final class CountMinSketch {
  private static final String NAME = "count-min sketch";
  private static final long[] NONE = {};
  private static final int FIRST_SLOTS = 16;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final int depth;
  private final int width;
  private final long epoch;
  private final int maxExact;
  private long total;

  // While exact: items in open addressing, at most half full. `exact` is -1 once the table is used.
  private long[] keys = NONE;
  private long[] counts = NONE;
  private int exact;
  private long[] cells = NONE;

  /// @param depth rows, 1 to 16
  /// @param width counters a row, a power of two from 16 to 2^24
  /// @param epoch of the seed that made the hashes
  /// @throws IllegalArgumentException for any other shape
  public CountMinSketch(int depth, int width, long epoch) {
    if (depth < 1 || depth > 16 || width < 16 || width > 1 << 24 || Integer.bitCount(width) != 1) {
      throw new IllegalArgumentException("a count-min sketch of " + depth + " x " + width);
    }
    if ((long) depth * width > 1 << 26) {
      throw new IllegalArgumentException(depth + " x " + width + " counters are too many");
    }
    this.depth = depth;
    this.width = width;
    this.epoch = epoch;
    this.maxExact = depth * width / 16;
  }

  /// Counts an item.
  ///
  /// @return the estimate of its count now
  /// @throws IllegalArgumentException if `count` is negative
  public long add(long hash, long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a count of " + count);
    }
    if (count == 0) {
      return estimate(hash);
    }
    total += count;
    return exact >= 0 ? addExact(hash, count) : addCells(hash, count);
  }

  private long addCells(long hash, long count) {
    long least = Long.MAX_VALUE;
    for (int row = 0; row < depth; row++) {
      least = Math.min(least, cells[cell(row, hash)] += count);
    }
    return least;
  }

  private int cell(int row, long hash) {
    return row * width + ((int) MergeLaw.mix(hash + row * GOLDEN) & (width - 1));
  }

  private long addExact(long hash, long count) {
    int slot = keys.length == 0 ? -1 : slot(hash);
    if (slot >= 0 && counts[slot] != 0) {
      return counts[slot] += count;
    }
    if (exact == maxExact) {
      spill();
      return addCells(hash, count);
    }
    if (2 * (exact + 1) > keys.length) {
      grow();
      slot = slot(hash);
    }
    exact++;
    keys[slot] = hash;
    counts[slot] = count;
    return count;
  }

  private int slot(long hash) {
    int mask = keys.length - 1;
    int slot = (int) hash & mask;
    while (counts[slot] != 0 && keys[slot] != hash) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldCounts = counts;
    int size = Math.max(FIRST_SLOTS, 2 * oldKeys.length);
    keys = new long[size];
    counts = new long[size];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
      }
    }
  }

  private void spill() {
    if (cells.length == 0) {
      cells = new long[depth * width];
    }
    exact = -1;
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0) {
        addCells(keys[i], counts[i]);
      }
    }
    keys = NONE;
    counts = NONE;
  }

  /// How often the item came: never too low.
  public long estimate(long hash) {
    if (exact >= 0) {
      return keys.length == 0 ? 0 : counts[slot(hash)];
    }
    long least = Long.MAX_VALUE;
    for (int row = 0; row < depth; row++) {
      least = Math.min(least, cells[cell(row, hash)]);
    }
    return least;
  }

  /// The sum of all counts added.
  public long total() {
    return total;
  }

  /// By how much an estimate is too high at most, but for a probability of `e^-depth`.
  public double errorBound() {
    return exact >= 0 ? 0 : Math.E / width * total;
  }

  /// Adds what the other one counted. The other one stays as it is.
  ///
  /// @throws IllegalArgumentException if epoch or shape differ
  public void mergeFrom(CountMinSketch other) {
    MergeLaw.requireSameEpoch(NAME, epoch, other.epoch);
    MergeLaw.requireSameShape(NAME, "depth", depth, other.depth);
    MergeLaw.requireSameShape(NAME, "width", width, other.width);
    if (other.exact >= 0) {
      for (int i = 0; i < other.keys.length; i++) {
        if (other.counts[i] != 0) {
          add(other.keys[i], other.counts[i]);
        }
      }
      return;
    }
    if (exact >= 0) {
      spill();
    }
    for (int i = 0; i < cells.length; i++) {
      cells[i] += other.cells[i];
    }
    total += other.total;
  }

  /// Forgets all; the memory is kept for reuse.
  public void clear() {
    total = 0;
    exact = 0;
    Arrays.fill(counts, 0);
    Arrays.fill(cells, 0);
  }

  /// Memory held now, in bytes.
  public long bytes() {
    return 8L * (keys.length + counts.length + cells.length);
  }

  /// Same shape, epoch and content.
  @Override
  public boolean equals(Object other) {
    return other instanceof CountMinSketch that
        && depth == that.depth
        && width == that.width
        && epoch == that.epoch
        && total == that.total
        && exact == that.exact
        && (exact >= 0 ? sameItems(that) : Arrays.equals(cells, that.cells));
  }

  private boolean sameItems(CountMinSketch that) {
    for (int i = 0; i < keys.length; i++) {
      if (counts[i] != 0 && that.estimate(keys[i]) != counts[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(total);
  }
}

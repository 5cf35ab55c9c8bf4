package org.gabion.core.sketch;

import java.util.Arrays;

/// A uniform sample of the distinct items of a stream: the `k` items with the smallest keyed
/// hashes, each with a row of `width` numbers (Cohen and Kaplan, "Summarizing data using bottom-k
/// sketches", 2007), and from the k-th hash the number of distinct items (Bar-Yossef, Jayram,
/// Kumar, Sivakumar and Trevisan, "Counting distinct elements in a data stream", 2002, in the
/// unbiased form of Beyer et al., "On synopses for distinct-value estimation under multiset
/// operations", 2007).
///
/// An item of the final sample was among the k smallest at every moment and in every part of the
/// stream; so its row has missed nothing, however the stream was split. The standard error of
/// [#distinct] is `1 / sqrt(k - 2)` of the truth; below k items it is exact.
///
/// ```
///  slot       0      1      2
///  hashes[] | h    | h    | h    |   in no order
///  rows[]   | width| width| width|
///  index[]  open addressing by hash: nine bits of the hash, then slot + 1; 0 is free
/// ```
///
/// The nine bits spare most looks at the hash of another item, which lies elsewhere in memory.
///
/// An eighth more than k items are let in; then, and before anything is read, those above the k-th
/// hash are dropped all at once ([#settle]): a heap would touch memory at random for each of them.
/// Slots 0 to `size - 1` are in use. Starts with 16 slots and grows; memory is about `k * (9 *
/// width + 24)` bytes at most. Not thread safe, readers included.
public final class BottomK {
  private static final String NAME = "bottom-k sketch";
  private static final int FIRST_SLOTS = 16;

  /// The part of an index entry that tells the slot: enough for k and an eighth.
  private static final int SLOT = (1 << 23) - 1;

  private final int k;
  private final int width;
  private final long epoch;
  private final RowMerge rowMerge;

  private long[] hashes;
  private long[] rows;
  private int[] index;
  private int size;
  private boolean lastWasNew;

  /// The largest hash that is let in: all of them until full.
  private long threshold = -1;

  /// Whether no more than k items are held, and the threshold is what it should be.
  private boolean settled = true;

  /// @param k items kept, 2 to 2^22
  /// @param width numbers in a row, 0 to 64
  /// @param epoch of the seed that made the hashes
  /// @param rowMerge what becomes of two rows of one item
  /// @throws IllegalArgumentException for any other shape
  public BottomK(int k, int width, long epoch, RowMerge rowMerge) {
    if (k < 2 || k > 1 << 22 || width < 0 || width > 64 || (long) k * width > 1 << 27) {
      throw new IllegalArgumentException("a bottom-k sketch of " + k + " rows of " + width);
    }
    this.k = k;
    this.width = width;
    this.epoch = epoch;
    this.rowMerge = rowMerge;
    int slots = Math.min(mostSlots(k), FIRST_SLOTS);
    hashes = new long[slots];
    rows = new long[slots * width];
    index = new int[indexSize(slots)];
  }

  private static int mostSlots(int k) {
    return k + Math.max(4, k / 8);
  }

  // At least one and a half times the slots, so that a look-up meets few others.
  private static int indexSize(int slots) {
    return 2 * Integer.highestOneBit(slots + slots / 2 - 1);
  }

  /// Offers an item. If it is among the smallest, the caller fills its row, or adds to it: a new
  /// row is all zero, see [#lastWasNew].
  ///
  /// @return the item's slot until the next offer or merge, or -1 if it is not in the sample
  public int offer(long hash) {
    // Most offers of a long stream end here.
    if (Long.compareUnsigned(hash, threshold) > 0) {
      return -1;
    }
    int at = find(hash);
    int known = (index[at] & SLOT) - 1;
    lastWasNew = known < 0;
    if (known >= 0) {
      return known;
    }
    int slot = append(hash, at);
    if (slot >= 0) {
      Arrays.fill(rows, slot * width, (slot + 1) * width, 0);
    }
    return slot;
  }

  /// Whether the last [#offer] that gave a slot made a new row.
  public boolean lastWasNew() {
    return lastWasNew;
  }

  /// Offers an item with its row; if it is in the sample already, both rows are merged.
  public void add(long hash, long[] row, int at) {
    if (Long.compareUnsigned(hash, threshold) > 0) {
      return;
    }
    int free = find(hash);
    int known = (index[free] & SLOT) - 1;
    if (known >= 0) {
      rowMerge.merge(rows, known * width, row, at);
      return;
    }
    int slot = append(hash, free);
    if (slot >= 0) {
      System.arraycopy(row, at, rows, slot * width, width);
    }
  }

  /// Gives a new item a slot, whose row is yet to be written; -1 if it is not let in any more.
  private int append(long hash, int free) {
    int at = free;
    if (size == hashes.length) {
      if (size < mostSlots(k)) {
        grow(0);
      } else {
        makeRoom();
        if (Long.compareUnsigned(hash, threshold) > 0) {
          return -1;
        }
      }
      at = home(hash);
    }
    int slot = size++;
    hashes[slot] = hash;
    index[at] = entry(hash, slot);
    if (size >= k) {
      settled = false;
    }
    return slot;
  }

  private void grow(int least) {
    int slots = Math.min(mostSlots(k), Math.max(2 * hashes.length, least));
    hashes = Arrays.copyOf(hashes, slots);
    rows = Arrays.copyOf(rows, slots * width);
    index = new int[indexSize(slots)];
    fillIndex();
  }

  private void fillIndex() {
    for (int slot = 0; slot < size; slot++) {
      index[home(hashes[slot])] = entry(hashes[slot], slot);
    }
  }

  private static int entry(long hash, int slot) {
    return (int) hash << 23 | slot + 1;
  }

  /// Where the index tells of this item, or where it would.
  private int find(long hash) {
    int mask = index.length - 1;
    int tag = (int) hash << 23;
    // The highest bits of small hashes are all zero. The lowest one may be the same for all: some
    // callers tell kinds of items apart by it.
    int at = (int) (hash >>> 8) & mask;
    for (int entry = index[at]; entry != 0; entry = index[at]) {
      if ((entry & ~SLOT) == tag && hashes[(entry & SLOT) - 1] == hash) {
        return at;
      }
      at = at + 1 & mask;
    }
    return at;
  }

  /// Where the index has room for an item that it does not tell of.
  private int home(long hash) {
    int mask = index.length - 1;
    int at = (int) (hash >>> 8) & mask;
    while (index[at] != 0) {
      at = at + 1 & mask;
    }
    return at;
  }

  /// Drops most of those that are too many: a limit is tried once that leaves a few more than k if
  /// the hashes are spread evenly, where [#settle] must find the very k-th.
  private void makeRoom() {
    double share = (k + (size - k) / 4.0) / size;
    long limit = (long) ((threshold >>> 1) * share) << 1;
    int left = countUpTo(limit ^ Long.MIN_VALUE);
    if (left < k || left == size) {
      settle();
    } else {
      threshold = limit;
      keep(limit);
    }
  }

  /// Keeps the k smallest, and lets in no more than the largest of them.
  private void settle() {
    if (settled) {
      return;
    }
    settled = true;
    keep(limitOf(k));
    if (size < k) {
      return; // in the midst of a merge that lowered the threshold
    }
    long largest = 0;
    for (int slot = 0; slot < size; slot++) {
      largest = Long.compareUnsigned(hashes[slot], largest) > 0 ? hashes[slot] : largest;
    }
    threshold = largest;
  }

  /// A number that exactly so many hashes do not exceed, of at least as many: looked for where it
  /// would lie if they were spread evenly, as keyed hashes are (interpolation search: Perl, Itai
  /// and Avni, 1978), and every second time in the middle, in case that they are not.
  private long limitOf(int wanted) {
    // The answer is in [low, high]; in the signed order, hence the flipped sign bits.
    long low = Long.MIN_VALUE;
    long high = threshold ^ Long.MIN_VALUE;
    int below = 0;
    int upTo = countUpTo(high);
    for (boolean evenly = true; upTo > wanted; evenly = !evenly) {
      double share = evenly ? (wanted - below + 0.5) / (upTo - below + 1.0) : 0.5;
      double range = (high - low >>> 1) * 2.0;
      long guess = low + (long) (share * range);
      long middle = guess < low || guess >= high ? low + (high - low >>> 1) : guess;
      int count = countUpTo(middle);
      if (count >= wanted) {
        high = middle;
        upTo = count;
      } else {
        low = middle + 1;
        below = count;
      }
    }
    return high ^ Long.MIN_VALUE;
  }

  private int countUpTo(long flipped) {
    int count = 0;
    for (int slot = 0; slot < size; slot++) {
      count += (hashes[slot] ^ Long.MIN_VALUE) <= flipped ? 1 : 0;
    }
    return count;
  }

  /// Drops the items above a limit.
  private void keep(long limit) {
    int before = size;
    for (int slot = 0; slot < size; slot++) {
      while (slot < size && Long.compareUnsigned(hashes[slot], limit) > 0) {
        size--;
        hashes[slot] = hashes[size];
        System.arraycopy(rows, size * width, rows, slot * width, width);
      }
    }
    if (size < before) {
      Arrays.fill(index, 0);
      fillIndex();
    }
  }

  /// How many items are in the sample.
  public int size() {
    settle();
    return size;
  }

  /// How many items the sample can hold.
  public int capacity() {
    return k;
  }

  /// The largest hash (unsigned) that is let in: an item is in the sample exactly if its hash is
  /// not above it.
  public long threshold() {
    settle();
    return threshold;
  }

  /// The hash of the item in a slot.
  public long hash(int slot) {
    return hashes[slot];
  }

  /// One number of a slot's row.
  public long value(int slot, int column) {
    return rows[slot * width + column];
  }

  /// All rows; valid until the next offer or merge. The row of a slot begins at [#rowAt].
  public long[] rows() {
    return rows;
  }

  /// Where in [#rows] the row of a slot begins.
  public int rowAt(int slot) {
    return slot * width;
  }

  /// The slot of an item, or -1 if it is not in the sample.
  public int slotOf(long hash) {
    settle();
    return (index[find(hash)] & SLOT) - 1;
  }

  /// About how many distinct items were offered.
  public double distinct() {
    settle();
    int counted = size == k ? Math.max(1, k - 1) : size;
    return threshold == -1 && size < k ? size : counted * scale();
  }

  /// How many distinct items one item of the sample stands for; at least 1.
  public double scale() {
    settle();
    double largest = (threshold >>> 1) * 2.0 + 1;
    // The threshold as a share of all hashes.
    return threshold == -1 ? 1 : 0x1p64 / largest;
  }

  /// The slots in the order of their hashes: the same for equal content. Allocates.
  public int[] slotsInOrder() {
    settle();
    long[] sorted = Arrays.copyOf(hashes, size);
    // Flipping the sign bit makes the signed order of sort the unsigned order of hashes.
    for (int i = 0; i < size; i++) {
      sorted[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(sorted);
    int[] slots = new int[size];
    for (int i = 0; i < size; i++) {
      slots[i] = slotOf(sorted[i] ^ Long.MIN_VALUE);
    }
    return slots;
  }

  /// Takes in all that the other one holds. The other one stays as it is, and may keep more or
  /// fewer items: what one of them could not have seen is in neither afterwards.
  ///
  /// @throws IllegalArgumentException if epoch or width differ
  public void mergeFrom(BottomK other) {
    MergeLaw.requireSameEpoch(NAME, epoch, other.epoch);
    MergeLaw.requireSameShape(NAME, "width", width, other.width);
    other.settle();
    if (size == 0 && threshold == -1 && k == other.k) {
      copy(other);
      return;
    }
    if (Long.compareUnsigned(other.threshold, threshold) < 0) {
      threshold = other.threshold;
      if (other.size < k) {
        keep(threshold);
      } else {
        // It brings k items, which push out all that are above its threshold.
        settled = false;
      }
    }
    int together = Math.max(size, other.size);
    if (hashes.length < Math.min(k, together)) {
      grow(together);
    }
    for (int slot = 0; slot < other.size; slot++) {
      add(other.hashes[slot], other.rows, slot * width);
    }
  }

  /// Becomes what the other one is, from nothing.
  private void copy(BottomK other) {
    size = other.size;
    threshold = other.threshold;
    if (hashes.length < size) {
      int slots = Math.min(mostSlots(k), Math.max(size, 2 * hashes.length));
      hashes = new long[slots];
      rows = new long[slots * width];
      index = new int[indexSize(slots)];
    }
    System.arraycopy(other.hashes, 0, hashes, 0, size);
    System.arraycopy(other.rows, 0, rows, 0, size * width);
    if (index.length == other.index.length) {
      System.arraycopy(other.index, 0, index, 0, index.length);
    } else {
      fillIndex();
    }
  }

  /// Makes room for about so many items, as far as the sketch may hold them: it need not grow then.
  public void expect(int items) {
    int slots = Math.min(mostSlots(k), items + items / 4);
    if (slots > hashes.length) {
      grow(slots);
    }
  }

  /// Forgets all; the memory is kept for reuse.
  public void clear() {
    size = 0;
    threshold = -1;
    settled = true;
    Arrays.fill(index, 0);
  }

  /// Memory held now, in bytes.
  public long bytes() {
    return 8L * (hashes.length + rows.length) + 4L * index.length;
  }

  /// Memory that the content needs, in bytes: the same for equal content, however it came.
  public long bytesOfContent() {
    return bytesOf(size(), width);
  }

  /// Memory that so many items with rows of this width need, in bytes.
  public static long bytesOf(int items, int width) {
    return (long) items * (9 * width + 24);
  }

  /// Same shape, epoch and content, in whatever slots.
  @Override
  public boolean equals(Object other) {
    settle();
    if (!(other instanceof BottomK that)
        || k != that.k
        || width != that.width
        || epoch != that.epoch
        || size != that.size()
        || threshold != that.threshold) {
      return false;
    }
    for (int slot = 0; slot < size; slot++) {
      int theirs = that.slotOf(hashes[slot]);
      int at = slot * width;
      int thatAt = theirs * width;
      if (theirs < 0 || !Arrays.equals(rows, at, at + width, that.rows, thatAt, thatAt + width)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    settle();
    long sum = 0;
    for (int slot = 0; slot < size; slot++) {
      sum += MergeLaw.mix(hashes[slot]);
    }
    return Long.hashCode(sum);
  }
}

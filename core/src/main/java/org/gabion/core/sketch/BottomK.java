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
/// [#distinct] is `1 / sqrt(k - 2)` of the truth; up to k items it is exact.
///
/// ```
///  slot       0      1      2          heap[], order[]  slots and their hashes, the largest first;
///  hashes[] | h    | h    | h    |                      made when full
///  rows[]   | width| width| width|     index[]  open addressing by hash: slot + 1, 0 is free
/// ```
///
/// Slots 0 to `size - 1` are in use. Starts with 16 slots and grows; at most `k * (8 * width + 36)`
/// bytes. Not thread safe.
public final class BottomK {
  private static final String NAME = "bottom-k sketch";
  private static final int FIRST_SLOTS = 16;

  private final int k;
  private final int width;
  private final long epoch;
  private final RowMerge rowMerge;

  private long[] hashes;
  private long[] rows;
  private int[] index;
  private int[] heap = {};
  private long[] order = {};
  private int size;
  private boolean lastWasNew;

  /// The largest hash that is let in: all of them until full.
  private long threshold = -1;

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
    int slots = Math.min(k, FIRST_SLOTS);
    hashes = new long[slots];
    rows = new long[slots * width];
    index = new int[indexSize(slots)];
  }

  // At least twice the slots, so that a look-up meets few others.
  private static int indexSize(int slots) {
    return Integer.highestOneBit(4 * slots - 1);
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
    int known = index[at] - 1;
    lastWasNew = known < 0;
    if (known >= 0) {
      return known;
    }
    return size < k ? append(hash, at) : replaceLargest(hash);
  }

  /// Whether the last [#offer] that gave a slot made a new row.
  public boolean lastWasNew() {
    return lastWasNew;
  }

  /// Offers an item with its row; if it is in the sample already, both rows are merged.
  public void add(long hash, long[] row, int at) {
    int slot = offer(hash);
    if (slot < 0) {
      return;
    }
    if (lastWasNew) {
      System.arraycopy(row, at, rows, slot * width, width);
    } else {
      rowMerge.merge(rows, slot * width, row, at);
    }
  }

  private int append(long hash, int free) {
    int at = free;
    if (size == hashes.length) {
      grow(0);
      at = find(hash);
    }
    int slot = size++;
    hashes[slot] = hash;
    index[at] = slot + 1;
    Arrays.fill(rows, slot * width, (slot + 1) * width, 0);
    if (size == k) {
      makeHeap();
    }
    return slot;
  }

  private void grow(int least) {
    int slots = Math.min(k, Math.max(2 * hashes.length, least));
    hashes = Arrays.copyOf(hashes, slots);
    rows = Arrays.copyOf(rows, slots * width);
    index = new int[indexSize(slots)];
    for (int slot = 0; slot < size; slot++) {
      index[find(hashes[slot])] = slot + 1;
    }
  }

  private int replaceLargest(long hash) {
    int slot = heap[0];
    removeFromIndex(hashes[slot]);
    hashes[slot] = hash;
    index[find(hash)] = slot + 1;
    Arrays.fill(rows, slot * width, (slot + 1) * width, 0);
    order[0] = hash;
    siftDown(0);
    threshold = order[0];
    return slot;
  }

  private int find(long hash) {
    int mask = index.length - 1;
    int at = (int) hash & mask;
    for (int slot = index[at]; slot != 0 && hashes[slot - 1] != hash; slot = index[at]) {
      at = at + 1 & mask;
    }
    return at;
  }

  // Entries behind the gap move up, so that no tombstones gather (Knuth, volume 3, 6.4, algorithm
  // R).
  private void removeFromIndex(long hash) {
    int mask = index.length - 1;
    int gap = find(hash);
    int at = gap;
    while (true) {
      at = at + 1 & mask;
      if (index[at] == 0) {
        index[gap] = 0;
        return;
      }
      int home = (int) hashes[index[at] - 1] & mask;
      boolean mayMove = (at - home & mask) >= (at - gap & mask);
      if (mayMove) {
        index[gap] = index[at];
        gap = at;
      }
    }
  }

  // Only a full sample needs its largest hash: until then nothing is sorted.
  private void makeHeap() {
    if (heap.length != k) {
      heap = new int[k];
      order = new long[k];
    }
    for (int i = 0; i < k; i++) {
      heap[i] = i;
      order[i] = hashes[i];
    }
    for (int i = k / 2 - 1; i >= 0; i--) {
      siftDown(i);
    }
    threshold = order[0];
  }

  private void siftDown(int start) {
    int at = start;
    int slot = heap[at];
    long hash = order[at];
    for (int child = 2 * at + 1; child < k; child = 2 * at + 1) {
      if (child + 1 < k && Long.compareUnsigned(order[child + 1], order[child]) > 0) {
        child++;
      }
      if (Long.compareUnsigned(order[child], hash) <= 0) {
        break;
      }
      heap[at] = heap[child];
      order[at] = order[child];
      at = child;
    }
    heap[at] = slot;
    order[at] = hash;
  }

  /// How many items are in the sample.
  public int size() {
    return size;
  }

  /// How many items the sample can hold.
  public int capacity() {
    return k;
  }

  /// The largest hash (unsigned) that is let in: an item is in the sample exactly if its hash is
  /// not above it.
  public long threshold() {
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
    return index[find(hash)] - 1;
  }

  /// About how many distinct items were offered.
  public double distinct() {
    int counted = size == k ? Math.max(1, k - 1) : size;
    return threshold == -1 && size < k ? size : counted * scale();
  }

  /// How many distinct items one item of the sample stands for; at least 1.
  public double scale() {
    double largest = (threshold >>> 1) * 2.0 + 1;
    // The threshold as a share of all hashes.
    return threshold == -1 ? 1 : 0x1p64 / largest;
  }

  /// The slots in the order of their hashes: the same for equal content. Allocates.
  public int[] slotsInOrder() {
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
    if (size == 0 && threshold == -1 && k == other.k) {
      copy(other);
      return;
    }
    if (Long.compareUnsigned(other.threshold, threshold) < 0 && other.k != k) {
      lower(other.threshold);
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
      int slots = Math.min(k, Math.max(size, 2 * hashes.length));
      hashes = new long[slots];
      rows = new long[slots * width];
      index = new int[indexSize(slots)];
    }
    System.arraycopy(other.hashes, 0, hashes, 0, size);
    System.arraycopy(other.rows, 0, rows, 0, size * width);
    if (index.length == other.index.length) {
      System.arraycopy(other.index, 0, index, 0, index.length);
    } else {
      for (int slot = 0; slot < size; slot++) {
        index[find(hashes[slot])] = slot + 1;
      }
    }
    if (size == k) {
      heap = Arrays.copyOf(other.heap, k);
      order = Arrays.copyOf(other.order, k);
    }
  }

  /// Lets in no more than hashes up to `limit`, and drops those above it.
  private void lower(long limit) {
    int kept = 0;
    for (int slot = 0; slot < size; slot++) {
      if (Long.compareUnsigned(hashes[slot], limit) <= 0) {
        hashes[kept] = hashes[slot];
        System.arraycopy(rows, slot * width, rows, kept * width, width);
        kept++;
      }
    }
    size = kept;
    Arrays.fill(index, 0);
    for (int slot = 0; slot < size; slot++) {
      index[find(hashes[slot])] = slot + 1;
    }
    threshold = limit;
    if (size == k) {
      makeHeap();
    }
  }

  /// Makes room for about so many items, as far as the sketch may hold them: it need not grow then.
  public void expect(int items) {
    int slots = Math.min(k, items + items / 4);
    if (slots > hashes.length) {
      grow(slots);
    }
  }

  /// Forgets all; the memory is kept for reuse.
  public void clear() {
    size = 0;
    threshold = -1;
    Arrays.fill(index, 0);
  }

  /// Memory held now, in bytes.
  public long bytes() {
    return 8L * (hashes.length + rows.length + order.length) + 4L * (index.length + heap.length);
  }

  /// Memory that the content needs, in bytes: the same for equal content, however it came.
  public long bytesOfContent() {
    return bytesOf(size, width);
  }

  /// Memory that so many items with rows of this width need, in bytes.
  public static long bytesOf(int items, int width) {
    return (long) items * (8 * width + 36);
  }

  /// Same shape, epoch and content, in whatever slots.
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof BottomK that)
        || k != that.k
        || width != that.width
        || epoch != that.epoch
        || size != that.size) {
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
    long sum = 0;
    for (int slot = 0; slot < size; slot++) {
      sum += MergeLaw.mix(hashes[slot]);
    }
    return Long.hashCode(sum);
  }
}

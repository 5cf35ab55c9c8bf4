package org.gabion.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/// The most frequent of any number of values, in fixed memory: when it is full, the median of all
/// counts is taken off each, and what has nothing left makes room (Anderson, Bevan, Lang, Liberty,
/// Rhodes and Thaler, "A high-performance algorithm for identifying frequent items in data
/// streams", 2017).
///
/// Exact up to as many different values as are kept. Beyond that a count is never too high, and too
/// low by at most [#error], with [#MOST] at most a two-thousandth of all that was counted; whatever
/// is more frequent than that is kept. Values are told apart by a keyed hash that the caller has
/// already; what is told of one is made once, when it comes first. Not thread safe.
final class TopValues<V> {
  /// Different values kept, unless fewer are wanted.
  static final int MOST = 4096;

  private static final int FIRST = 64;

  private final int most;
  private long[] keys = new long[FIRST];
  private long[] counts = new long[FIRST];
  private @Nullable Object[] labels = new @Nullable Object[FIRST];

  /// Open addressing by key: place + 1, 0 is free.
  private int[] index = new int[4 * FIRST];

  private int size;
  private long error;
  private boolean lastWasNew;

  TopValues() {
    this(MOST);
  }

  /// @param most different values kept, at least 64
  TopValues(int most) {
    this.most = Math.max(FIRST, most);
  }

  /// A value and how often it came.
  record Entry<V>(V label, long count) {}

  /// Counts a value. A new one has no label until [#label].
  ///
  /// @return its place until the next call
  int add(long key, long count) {
    int at = find(key);
    int known = index[at] - 1;
    lastWasNew = known < 0;
    if (known >= 0) {
      counts[known] += count;
      return known;
    }
    if (size == keys.length) {
      if (size == most) {
        purge();
      } else {
        grow();
      }
      at = find(key);
    }
    keys[size] = key;
    counts[size] = count;
    labels[size] = null;
    index[at] = size + 1;
    return size++;
  }

  /// Whether the last [#add] made a new entry.
  boolean lastWasNew() {
    return lastWasNew;
  }

  void label(int place, V label) {
    labels[place] = label;
  }

  V label(int place) {
    @SuppressWarnings("unchecked") // only labels of V are put in
    @Nullable V label = (V) labels[place];
    if (label == null) {
      throw new IllegalStateException("a value without a label");
    }
    return label;
  }

  private int find(long key) {
    int mask = index.length - 1;
    int at = (int) (key * 0x9e3779b97f4a7c15L >>> 40) & mask;
    for (int place = index[at]; place != 0 && keys[place - 1] != key; place = index[at]) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    int room = Math.min(most, 2 * keys.length);
    keys = Arrays.copyOf(keys, room);
    counts = Arrays.copyOf(counts, room);
    labels = Arrays.copyOf(labels, room);
    index = new int[2 * Integer.highestOneBit(4 * room - 1)];
    reindex();
  }

  private void reindex() {
    for (int place = 0; place < size; place++) {
      index[find(keys[place])] = place + 1;
    }
  }

  private void purge() {
    long[] sorted = Arrays.copyOf(counts, size);
    Arrays.sort(sorted);
    long median = sorted[sorted.length / 2];
    error += median;
    int kept = 0;
    for (int place = 0; place < size; place++) {
      long left = counts[place] - median;
      if (left > 0) {
        keys[kept] = keys[place];
        counts[kept] = left;
        labels[kept++] = labels[place];
      }
    }
    size = kept;
    Arrays.fill(labels, size, labels.length, null);
    Arrays.fill(index, 0);
    reindex();
  }

  /// Adds what another one counted.
  ///
  /// @param both the label of a value that both know
  void merge(TopValues<V> other, BinaryOperator<V> both) {
    for (int from = 0; from < other.size; from++) {
      V theirs = other.label(from);
      int place = add(other.keys[from], other.counts[from]);
      labels[place] = lastWasNew ? theirs : both.apply(label(place), theirs);
    }
    error += other.error;
  }

  /// By how much a count may be too low.
  long error() {
    return error;
  }

  /// The most frequent ones; equal ones in the order of their labels.
  List<Entry<V>> top(int most, Comparator<V> order) {
    List<Entry<V>> all = new ArrayList<>(size);
    for (int place = 0; place < size; place++) {
      all.add(new Entry<>(label(place), counts[place]));
    }
    all.sort(
        Comparator.comparingLong((Entry<V> entry) -> -entry.count())
            .thenComparing(Entry::label, order));
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}

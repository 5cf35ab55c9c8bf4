package org.gabion.core.signature;

import java.util.ArrayList;
import java.util.List;

/// Adds up weights by value: an open-addressing table for values other than 0. Not thread safe.
public final class ValueWeights {
  private final int[] values;
  private final double[] weights;
  private final int mask;
  private int size;

  /// @param most how many different values may come
  public ValueWeights(int most) {
    int slots = Integer.highestOneBit(Math.max(8, most)) << 2;
    values = new int[slots];
    weights = new double[slots];
    mask = slots - 1;
  }

  private int slot(int value) {
    int slot = value * 0x9e3779b9 >>> 7 & mask;
    while (values[slot] != 0 && values[slot] != value) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  public void add(int value, double weight) {
    int slot = slot(value);
    if (values[slot] == 0) {
      values[slot] = value;
      size++;
    }
    weights[slot] += weight;
  }

  /// Adds to a value that came before, and leaves out any other.
  public void addIfKnown(int value, double weight) {
    int slot = slot(value);
    if (values[slot] != 0) {
      weights[slot] += weight;
    }
  }

  /// 0 for a value that never came.
  public double weight(int value) {
    return weights[slot(value)];
  }

  /// Memory held, in bytes.
  public long bytesHeld() {
    return 12L * values.length;
  }

  /// How many different values came.
  public int size() {
    return size;
  }

  /// At most `count` values of at least this weight, the heaviest first; equal ones by value.
  public List<Integer> top(int count, double least) {
    List<Integer> slots = new ArrayList<>();
    for (int slot = 0; slot < values.length; slot++) {
      if (values[slot] != 0 && weights[slot] >= least) {
        slots.add(slot);
      }
    }
    slots.sort(
        (a, b) ->
            weights[a] != weights[b]
                ? Double.compare(weights[b], weights[a])
                : Integer.compareUnsigned(values[a], values[b]));
    return slots.stream().limit(count).map(slot -> values[slot]).toList();
  }

  /// Shannon's entropy of the weights, bits.
  public double entropy() {
    double total = 0;
    for (double weight : weights) {
      total += weight;
    }
    double bits = 0;
    for (double weight : weights) {
      if (weight > 0) {
        double share = weight / total;
        bits -= share * Math.log(share) / Math.log(2);
      }
    }
    return bits;
  }
}

package org.gabion.guard.metrics;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A fixed array of numbers that one thread writes and any thread reads.
///
/// One writer. Opaque writes: a reader sees each number whole and soon, and the writer pays a plain
/// store, no lock and no barrier.
final class Tallies {
  private static final VarHandle AT = MethodHandles.arrayElementVarHandle(long[].class);

  private final long[] values;

  Tallies(int size) {
    this.values = new long[size];
  }

  void add(int index, long amount) {
    AT.setOpaque(values, index, values[index] + amount);
  }

  long at(int index) {
    return (long) AT.getOpaque(values, index);
  }

  int size() {
    return values.length;
  }

  long bytes() {
    return 8L * values.length;
  }
}

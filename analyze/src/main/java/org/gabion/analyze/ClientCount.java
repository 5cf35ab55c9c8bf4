package org.gabion.analyze;

import java.util.Optional;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.sketch.HyperLogLog;

/// How many different clients came: counted exactly up to [Analysis#MOST_EXACT], estimated beyond
/// that, and then never told as fewer. Merges to the same in any order; memory is bounded. Not
/// thread safe.
///
/// The exact part is a set by open addressing, at most half full, in which 0 is an empty place.
final class ClientCount {
  private static final int LEAST_PLACES = 16;

  private final int precision;
  private long[] places = {};
  private int size;
  private boolean hasZero;
  private Optional<HyperLogLog> sketch = Optional.empty();

  /// @param precision of the estimate, as [HyperLogLog] has it
  ClientCount(int precision) {
    this.precision = precision;
  }

  /// @param client a hash of 64 bits
  void add(long client) {
    if (sketch.isPresent()) {
      sketch.get().add(client);
    } else if (client == 0) {
      hasZero = true;
      estimateIfMany();
    } else if (put(client)) {
      size++;
      estimateIfMany();
    }
  }

  private boolean put(long client) {
    if (2 * size >= places.length) {
      grow();
    }
    int at = place(client);
    boolean isNew = places[at] == 0;
    places[at] = client;
    return isNew;
  }

  private int place(long client) {
    int at = (int) (client >>> 32 ^ client) & places.length - 1;
    while (places[at] != 0 && places[at] != client) {
      at = at + 1 & places.length - 1;
    }
    return at;
  }

  private void grow() {
    long[] old = places;
    places = new long[Math.max(LEAST_PLACES, 2 * old.length)];
    for (long client : old) {
      if (client != 0) {
        places[place(client)] = client;
      }
    }
  }

  private void estimateIfMany() {
    if (exact() <= Analysis.MOST_EXACT) {
      return;
    }
    HyperLogLog made = new HyperLogLog(precision, 0);
    addTo(made);
    sketch = Optional.of(made);
    places = new long[0];
  }

  private void addTo(HyperLogLog into) {
    for (long client : places) {
      if (client != 0) {
        into.add(client);
      }
    }
    if (hasZero) {
      into.add(0);
    }
  }

  private long exact() {
    return size + (hasZero ? 1L : 0L);
  }

  void merge(ClientCount other) {
    if (other.sketch.isPresent()) {
      HyperLogLog made = sketch.orElseGet(() -> new HyperLogLog(precision, 0));
      if (sketch.isEmpty()) {
        addTo(made);
      }
      made.mergeFrom(other.sketch.get());
      sketch = Optional.of(made);
      places = new long[0];
      return;
    }
    for (long client : other.places) {
      if (client != 0) {
        add(client);
      }
    }
    if (other.hasZero) {
      add(0);
    }
  }

  long count() {
    return sketch
        .map(made -> Math.max(Analysis.MOST_EXACT + 1, Math.round(made.estimate())))
        .orElse(exact());
  }
}

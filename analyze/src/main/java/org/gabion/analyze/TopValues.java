package org.gabion.analyze;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gabion.analyze.report.Analysis.Count;

/// Counts values as text; keeps a bounded number of them. Exact while there are fewer; after that a
/// value that comes late is not counted, which a report of the most frequent ones survives. Not
/// thread safe.
final class TopValues {
  private static final int MOST = 20_000;
  private static final int LONGEST = 300;

  private final Map<String, Long> counts = new HashMap<>();

  /// Whether the value was counted.
  boolean add(String value) {
    return add(value, 1);
  }

  private boolean add(String value, long count) {
    String kept = value.length() > LONGEST ? value.substring(0, LONGEST) : value;
    boolean counted = counts.size() < MOST || counts.containsKey(kept);
    if (counted) {
      counts.merge(kept, count, Long::sum);
    }
    return counted;
  }

  void merge(TopValues other) {
    other.counts.forEach(this::add);
  }

  /// The most frequent ones; equal ones in the order of their text.
  List<Count> top(int most) {
    List<Count> all = new ArrayList<>();
    counts.forEach((value, count) -> all.add(new Count(value, count)));
    all.sort(Comparator.comparingLong((Count c) -> -c.requests()).thenComparing(Count::value));
    return List.copyOf(all.subList(0, Math.min(most, all.size())));
  }
}

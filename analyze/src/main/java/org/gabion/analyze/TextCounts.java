package org.gabion.analyze;

import java.util.Comparator;
import java.util.List;
import org.gabion.analyze.report.Analysis.Count;

/// The most frequent texts of one kind, with [TopValues]. Not thread safe.
final class TextCounts {
  private static final int LONGEST = 300;

  private final TopValues<String> values;

  /// @param most different texts kept
  TextCounts(int most) {
    this.values = new TopValues<>(most);
  }

  /// Makes a text where one is needed.
  interface Text {
    String text();
  }

  /// Counts a text once.
  ///
  /// @param key a keyed hash of it
  void add(long key, Text text) {
    int place = values.add(key, 1);
    if (values.lastWasNew()) {
      String whole = text.text();
      values.label(place, whole.length() > LONGEST ? whole.substring(0, LONGEST) : whole);
    }
  }

  void merge(TextCounts other) {
    values.merge(other.values, (mine, theirs) -> mine);
  }

  /// The most frequent ones; equal ones in the order of their text.
  List<Count> top(int most) {
    return values.top(most, Comparator.naturalOrder()).stream()
        .map(entry -> new Count(entry.label(), entry.count()))
        .toList();
  }
}

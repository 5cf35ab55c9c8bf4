package org.gabion.core.sketch;

/// How two rows of one item become one. It must be commutative and associative, or a merge depends
/// on its order.
@FunctionalInterface
public interface RowMerge {
  /// What is done with the two values of one column; each is commutative and associative.
  enum Column {
    SUM,
    MIN,
    MAX,
    OR
  }

  /// Merges the row that begins at `from[fromAt]` into the one that begins at `into[intoAt]`.
  void merge(long[] into, int intoAt, long[] from, int fromAt);

  /// Merges each column in its own way. Where both rows of an item are always equal, [Column#MIN]
  /// keeps one of them.
  static RowMerge columns(Column... columns) {
    Column[] each = columns.clone();
    return (into, intoAt, from, fromAt) -> {
      for (int i = 0; i < each.length; i++) {
        long mine = into[intoAt + i];
        long theirs = from[fromAt + i];
        into[intoAt + i] =
            switch (each[i]) {
              case SUM -> mine + theirs;
              case MIN -> Math.min(mine, theirs);
              case MAX -> Math.max(mine, theirs);
              case OR -> mine | theirs;
            };
      }
    };
  }

  /// For rows that are a function of their hash: keeps one, and if they differ nevertheless the one
  /// that is smaller from left to right, so that the order does not matter.
  ///
  /// @param width columns of a row
  static RowMerge same(int width) {
    return (into, intoAt, from, fromAt) -> {
      int i = 0;
      while (i < width && into[intoAt + i] == from[fromAt + i]) {
        i++;
      }
      if (i < width && from[fromAt + i] < into[intoAt + i]) {
        System.arraycopy(from, fromAt, into, intoAt, width);
      }
    };
  }
}

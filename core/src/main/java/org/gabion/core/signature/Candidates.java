package org.gabion.core.signature;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gabion.core.request.Attribute;
import org.gabion.core.window.Sample;

/// The clauses that a search may use, and for each row of two samples which of them it has: one
/// byte a row and attribute, so that one pass over rows counts for all clauses of an attribute at
/// once. Read only once made.
final class Candidates {
  /// The row has none of the attribute's candidate values.
  static final int NONE = 0;

  private static final int VALUES = 12;

  /// A value rarer among the suspects than this share is no candidate.
  private static final double LEAST_SHARE = 0.02;

  /// For each attribute that has candidates: its clauses; the clause at `i` has the number `i + 1`
  /// in the columns.
  private final List<List<Clause>> clauses = new ArrayList<>();

  private final List<byte[]> suspects = new ArrayList<>();
  private final List<byte[]> innocents = new ArrayList<>();

  /// @param left rows of the suspects that are not explained yet
  Candidates(SignatureMiner.Task task, int[] left) {
    double total = 0;
    for (int row : left) {
      total += task.suspects().weight(row);
    }
    for (Attribute attribute : Attribute.values()) {
      if (task.attributes().contains(attribute)) {
        add(attribute, task, left, LEAST_SHARE * total);
      }
    }
  }

  private void add(Attribute attribute, SignatureMiner.Task task, int[] left, double least) {
    Sample rows = task.suspects();
    ValueWeights weights = new ValueWeights(left.length);
    for (int row : left) {
      int value = rows.value(row, attribute);
      if (value != 0) {
        weights.add(value, rows.weight(row));
      }
    }
    List<Integer> top = weights.top(VALUES, least);
    if (!top.isEmpty()) {
      clauses.add(top.stream().map(value -> new Clause(attribute, value)).toList());
      int[] values = top.stream().mapToInt(Integer::intValue).toArray();
      suspects.add(column(rows, attribute, values));
      innocents.add(column(task.innocents(), attribute, values));
    }
  }

  private static byte[] column(Sample rows, Attribute attribute, int[] values) {
    byte[] column = new byte[rows.size()];
    for (int row = 0; row < column.length; row++) {
      int value = rows.value(row, attribute);
      for (int i = 0; i < values.length; i++) {
        if (values[i] == value) {
          column[row] = (byte) (i + 1);
          break;
        }
      }
    }
    return column;
  }

  /// How many attributes have candidates.
  int attributes() {
    return clauses.size();
  }

  int count(int attribute) {
    return clauses.get(attribute).size();
  }

  /// @param number from 1
  Clause clause(int attribute, int number) {
    return clauses.get(attribute).get(number - 1);
  }

  /// Adds up weights of the given rows by clause number.
  private static double[] sums(byte[] column, int count, int[] rows, double[] weights) {
    double[] sums = new double[count + 1];
    for (int row : rows) {
      sums[column[row]] += weights[row];
    }
    return sums;
  }

  double[] suspectSums(int attribute, int[] rows, double[] weights) {
    return sums(suspects.get(attribute), count(attribute), rows, weights);
  }

  double[] innocentSums(int attribute, int[] rows, double[] weights) {
    return sums(innocents.get(attribute), count(attribute), rows, weights);
  }

  int[] suspectsWith(int attribute, int number, int[] rows) {
    return with(suspects.get(attribute), number, rows);
  }

  int[] innocentsWith(int attribute, int number, int[] rows) {
    return with(innocents.get(attribute), number, rows);
  }

  private static int[] with(byte[] column, int number, int[] rows) {
    int[] kept = new int[rows.length];
    int n = 0;
    for (int row : rows) {
      if (column[row] == number) {
        kept[n++] = row;
      }
    }
    return Arrays.copyOf(kept, n);
  }
}

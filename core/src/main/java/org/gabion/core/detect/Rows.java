package org.gabion.core.detect;

import java.util.function.IntPredicate;
import org.gabion.core.window.Sample;

/// Picks rows of a block. Stateless.
final class Rows {
  private Rows() {}

  static Sample of(Block block, IntPredicate wanted) {
    Sample rows = new Sample(64);
    for (int row = 0; row < block.rows.size(); row++) {
      if (wanted.test(row)) {
        rows.add(block.rows, row, block.rows.weight(row));
      }
    }
    return rows;
  }
}

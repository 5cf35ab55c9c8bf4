package org.gabion.core.detect;

import org.gabion.core.request.PathClass;
import org.gabion.core.window.Sample;

/// How many rows of a sample each client has, and how many of them ask for parts of pages: an
/// open-addressing table by the client's keyed hash. Read only once made.
final class RowsByClient {
  private final int mask;
  private final long[] clients;
  private final int[] counts;
  private final int[] assets;
  private final int[] slots;

  RowsByClient(Sample rows) {
    int size = Integer.highestOneBit(Math.max(8, rows.size())) << 2;
    mask = size - 1;
    clients = new long[size];
    counts = new int[size];
    assets = new int[size];
    slots = new int[rows.size()];
    for (int row = 0; row < rows.size(); row++) {
      long client = rows.client(row);
      // The low bits of a small hash are as good as any: a bottom-k sketch orders by the high ones.
      int slot = (int) client & mask;
      while (counts[slot] != 0 && clients[slot] != client) {
        slot = slot + 1 & mask;
      }
      clients[slot] = client;
      counts[slot]++;
      assets[slot] += rows.pathClass(row) == PathClass.ASSET ? 1 : 0;
      slots[row] = slot;
    }
  }

  /// Rows of the client of this row.
  int rows(int row) {
    return counts[slots[row]];
  }

  /// Those of them that ask for parts of pages.
  int assets(int row) {
    return assets[slots[row]];
  }
}

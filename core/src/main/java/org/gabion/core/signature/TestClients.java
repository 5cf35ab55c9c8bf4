package org.gabion.core.signature;

import java.util.Arrays;
import java.util.List;
import org.gabion.core.statistics.Tails;
import org.gabion.core.window.Panel;

/// Innocent clients that signatures are tested on: each counts once, with one visit, however many
/// panels hold it. Read only once made; valid until the panels change.
///
/// What a list of signatures costs innocents is bounded for all of them together: a one-sided
/// Clopper-Pearson bound ("The use of confidence or fiducial limits", 1934) on the share of clients
/// whom any of them matches.
public final class TestClients {
  /// At 95 % for as many bounds together as there are signatures (Bonferroni's correction).
  private static final double CONFIDENCE = 1 - 0.05 / SignatureMiner.MAX_SIGNATURES;

  private final List<Panel> panels;

  /// For each panel the rows that count.
  private final int[][] rows;

  private final int size;

  private TestClients(List<Panel> panels, int[][] rows, int size) {
    this.panels = panels;
    this.rows = rows;
    this.size = size;
  }

  /// @param panels of a client whom several hold, the visit in the first counts
  /// @param guilty visits that any of these matches are no innocents': they are left out
  public static TestClients of(List<Panel> panels, List<Signature> guilty) {
    int[][] rows = new int[panels.size()][];
    int size = 0;
    for (int p = 0; p < rows.length; p++) {
      Panel panel = panels.get(p);
      List<Panel> before = panels.subList(0, p);
      int[] kept = new int[panel.size()];
      int n = 0;
      for (int row = 0; row < kept.length; row++) {
        if (isNew(panel.client(row), before) && !matchesAny(guilty, panel, row)) {
          kept[n++] = row;
        }
      }
      rows[p] = Arrays.copyOf(kept, n);
      size += n;
    }
    return new TestClients(List.copyOf(panels), rows, size);
  }

  private static boolean isNew(long client, List<Panel> before) {
    for (Panel panel : before) {
      if (panel.has(client)) {
        return false;
      }
    }
    return true;
  }

  private static boolean matchesAny(List<Signature> signatures, Panel panel, int row) {
    for (Signature signature : signatures) {
      if (signature.matches(panel, row)) {
        return true;
      }
    }
    return false;
  }

  /// Clients.
  public int size() {
    return size;
  }

  /// For each signature a bound on the share of clients whom it or one before it matches: the last
  /// is that of all together. 1 if there are no clients.
  public double[] bounds(List<Signature> signatures) {
    long[] hits = new long[signatures.size()];
    for (int p = 0; p < rows.length; p++) {
      for (int row : rows[p]) {
        int first = firstMatch(signatures, panels.get(p), row);
        if (first < hits.length) {
          hits[first]++;
        }
      }
    }
    double[] bounds = new double[hits.length];
    long sum = 0;
    for (int i = 0; i < hits.length; i++) {
      sum += hits[i];
      bounds[i] = size == 0 ? 1 : Tails.shareUpperBound(sum, size, CONFIDENCE);
    }
    return bounds;
  }

  private static int firstMatch(List<Signature> signatures, Panel panel, int row) {
    int i = 0;
    while (i < signatures.size() && !signatures.get(i).matches(panel, row)) {
      i++;
    }
    return i;
  }
}

package org.gabion.core.detect;

import java.util.function.IntPredicate;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.RefererClass;
import org.gabion.core.window.Sample;

/// Whether requests say where they come from: who follows the links of a site does, unless the log
/// or the site hides it. Anybody can make a referer up. Stateless.
final class Referers {
  private static final int LEAST_ROWS = 5;
  private static final double TELLING = 0.2;

  private Referers() {}

  /// Whether the request came with a referer.
  static boolean has(Sample rows, int row) {
    return rows.value(row, Attribute.REFERER_CLASS) > 1 + RefererClass.NONE.ordinal();
  }

  /// Whether it says something about a client that it sends none: on this site, others do.
  ///
  /// @param alike requests of others like those in question; too few of them, and all visits tell
  static boolean tell(Block usual, IntPredicate alike) {
    double share = share(usual, alike);
    return (share >= 0 ? share : share(usual, usual::isVisit)) >= TELLING;
  }

  /// Share of those with a referer among the requests of clients that do not say that they are
  /// programs; -1 if there are too few.
  private static double share(Block usual, IntPredicate wanted) {
    double all = 0;
    double with = 0;
    int seen = 0;
    for (int row = 0; row < usual.rows.size(); row++) {
      if (usual.crowd(row) != Block.Crowd.DECLARED && wanted.test(row)) {
        seen++;
        all += usual.rows.weight(row);
        with += has(usual.rows, row) ? usual.rows.weight(row) : 0;
      }
    }
    return seen < LEAST_ROWS ? -1 : with / all;
  }
}

package org.gabion.core.detect;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntPredicate;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.RefererClass;
import org.gabion.core.window.Sample;

/// Whether requests say where they come from: who follows the links of a site does, unless the log
/// or the site hides it. Anybody can make a referer up. Stateless.
final class Referers {
  private static final int LEAST_CLIENTS = 5;
  private static final double TELLING = 0.2;

  private Referers() {}

  /// Whether the request came with a referer.
  static boolean has(Sample rows, int row) {
    return rows.value(row, Attribute.REFERER_CLASS) > 1 + RefererClass.NONE.ordinal();
  }

  /// Whether it says something about a client that it sends none: on this site, others do.
  ///
  /// @param alike requests of others like those in question; if too few clients made any, all
  ///   visits tell
  static boolean tell(Block usual, IntPredicate alike) {
    double share = share(usual, alike);
    return (share >= 0 ? share : share(usual, usual::isVisit)) >= TELLING;
  }

  /// Share of those who sent a referer among the clients that do not say that they are programs; -1
  /// if there are too few. Each counts once, or one that asks for much would set what is usual.
  private static double share(Block usual, IntPredicate wanted) {
    Set<Long> all = new HashSet<>();
    Set<Long> with = new HashSet<>();
    for (int row = 0; row < usual.rows.size(); row++) {
      if (usual.crowd(row) != Block.Crowd.DECLARED && wanted.test(row)) {
        all.add(usual.rows.client(row));
        if (has(usual.rows, row)) {
          with.add(usual.rows.client(row));
        }
      }
    }
    return all.size() < LEAST_CLIENTS ? -1 : (double) with.size() / all.size();
  }
}

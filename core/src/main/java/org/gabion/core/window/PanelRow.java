package org.gabion.core.window;

import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.request.PathClass;

/// One client of the panel: the values of one of its requests, drawn by chance, as a row of longs.
/// Stateless.
///
/// ```
///  long | 0 rank | 1 whether it fetched assets | 2.. values, two attributes a long |
/// ```
///
/// The request with the least rank is kept: the keyed hash of the request, with those for parts of
/// pages behind all others. So the draw is uniform, and the same however the traffic was split.
final class PanelRow {
  private static final int RANK = 0;
  private static final int ASSETS = 1;
  private static final int VALUES = 2;
  static final int WIDTH = VALUES + RequestRow.PACKED;
  private static final long BEHIND = 1L << 62;

  private PanelRow() {}

  /// Half of all clients: signatures are mined on the others and tested on these. The lowest bit
  /// says nothing about the place in a bottom-k sketch.
  static boolean isPanel(long client) {
    return (client & 1) == 1;
  }

  static void add(Features features, long key, long[] rows, int at, boolean isNew) {
    boolean asset = features.pathClass() == PathClass.ASSET;
    long rank = key >>> 2 | (asset ? BEHIND : 0);
    if (isNew || rank < rows[at + RANK]) {
      rows[at + RANK] = rank;
      RequestRow.pack(features, rows, at + VALUES);
    }
    rows[at + ASSETS] |= asset && features.status < 400 ? 1 : 0;
  }

  static void merge(long[] into, int at, long[] from, int other) {
    if (from[other + RANK] < into[at + RANK]) {
      into[at + RANK] = from[other + RANK];
      System.arraycopy(from, other + VALUES, into, at + VALUES, RequestRow.PACKED);
    }
    into[at + ASSETS] |= from[other + ASSETS];
  }

  /// The merge of two visits of different times, each with a mark of its own.
  static void keepFirst(long[] into, int at, long[] from, int other) {
    if (from[other + RANK] < into[at + RANK]) {
      System.arraycopy(from, other, into, at, WIDTH);
    }
  }

  /// Tells whether the client fetched parts of pages around the time of its visit.
  static void mark(long[] rows, int at, boolean fetched) {
    rows[at + ASSETS] = fetched ? 1 : 0;
  }

  static boolean fetchedAssets(long[] rows, int at) {
    return rows[at + ASSETS] != 0;
  }

  static int value(long[] rows, int at, Attribute attribute) {
    return RequestRow.unpack(rows, at + VALUES, attribute.ordinal());
  }
}

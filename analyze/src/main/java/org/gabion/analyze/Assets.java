package org.gabion.analyze;

import org.gabion.core.request.Features;
import org.gabion.core.request.PathClass;
import org.gabion.core.sketch.BloomFilter;

/// Remembers which clients fetched assets in which ten minutes, in fixed memory: a later pass asks
/// whether the client of a line did so around its time.
///
/// A client may be taken for one that did by mistake, never the other way round: the mistake spares
/// it. One writer; then read only.
final class Assets {
  /// Values of [org.gabion.core.request.Attribute#ASSETS].
  static final int NOT_FETCHED = 1;

  static final int FETCHED = 2;

  private static final long SLOT_MICROS = 600_000_000L;
  private final BloomFilter filter;

  Assets(BloomFilter filter) {
    this.filter = filter;
  }

  /// Whether the request is for an asset, and was served.
  static boolean isAsset(Features features) {
    return features.pathClass() == PathClass.ASSET
        && (features.status < 400 || features.status >= 499);
  }

  /// What stands for a client and its ten minutes.
  static long key(Features features) {
    return key(features.client, slot(features));
  }

  private static long slot(Features features) {
    return Math.floorDiv(features.startMicros, SLOT_MICROS);
  }

  private static long key(long client, long slot) {
    return client + slot * 0x9e3779b97f4a7c15L;
  }

  void add(long key) {
    filter.add(key);
  }

  /// Whether the client fetched assets in these ten minutes or the ones beside them.
  int value(Features features) {
    long slot = slot(features);
    for (long at = slot - 1; at <= slot + 1; at++) {
      if (filter.mightContain(key(features.client, at))) {
        return FETCHED;
      }
    }
    return NOT_FETCHED;
  }
}

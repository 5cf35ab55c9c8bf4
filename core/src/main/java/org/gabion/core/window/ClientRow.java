package org.gabion.core.window;

import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.request.PathClass;

/// What one sampled client did, as a row of longs that adds up in any order. Stateless.
///
/// The distinct paths are counted by a bitmap of 64 (Whang, Vander-Zanden and Taylor, "A
/// linear-time probabilistic counting algorithm", 1990): within a tenth up to about 60, full at
/// about 250.
final class ClientRow {
  static final int REQUESTS = 0;

  /// Parts of pages that were there.
  static final int ASSETS = 1;

  /// Answers 400 to 498.
  static final int MISSING = 2;

  /// Paths other than assets.
  static final int PATH_BITS = 3;

  /// One bit for each [org.gabion.core.request.UserAgentClass].
  static final int AGENTS = 4;

  static final int WIDTH = 5;

  private ClientRow() {}

  /// Adds a request to a row.
  static void add(Features f, long[] rows, int at) {
    boolean missing = f.status >= 400 && f.status < 499;
    rows[at + REQUESTS]++;
    rows[at + MISSING] += missing ? 1 : 0;
    rows[at + AGENTS] |= 1L << f.agentClass().ordinal();
    if (f.pathClass() == PathClass.ASSET) {
      rows[at + ASSETS] += missing ? 0 : 1;
    } else {
      rows[at + PATH_BITS] |= 1L << (f.value(Attribute.PATH) & 63);
    }
  }

  static void merge(long[] into, int at, long[] from, int other) {
    into[at + REQUESTS] += from[other + REQUESTS];
    into[at + ASSETS] += from[other + ASSETS];
    into[at + MISSING] += from[other + MISSING];
    into[at + PATH_BITS] |= from[other + PATH_BITS];
    into[at + AGENTS] |= from[other + AGENTS];
  }

  /// How many distinct values set these bits.
  static double distinct(long bits) {
    int zero = 64 - Long.bitCount(bits);
    return zero == 0 ? 64 * Math.log(128) : 64 * Math.log(64.0 / zero);
  }
}

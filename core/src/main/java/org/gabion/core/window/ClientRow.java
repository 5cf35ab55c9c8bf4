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
  static final int PAGES = 1;
  static final int ASSETS = 2;
  static final int DOCUMENTS = 3;
  static final int MISSING = 4;
  static final int FAILED = 5;
  static final int POSTS = 6;
  static final int LOGINS = 7;
  static final int PROBES = 8;
  static final int BYTES = 9;

  /// So many columns add up; the next two are the least and the greatest; the rest are bitmaps.
  private static final int SUMS = 10;

  static final int FIRST = 10;
  static final int LAST = 11;
  static final int PATH_BITS = 12;
  static final int MISSING_BITS = 13;
  static final int DOCUMENT_BITS = 14;
  static final int AGENT_BITS = 15;

  /// One bit for each [org.gabion.core.request.UserAgentClass], and the value of `SOURCE` above.
  static final int IDENTITY = 16;

  /// Referers other than none.
  static final int REFERRED = 17;

  static final int WIDTH = 18;

  private ClientRow() {}

  /// Adds a request to a row.
  static void add(Features f, long[] rows, int at) {
    PathClass path = f.pathClass();
    long bit = 1L << (f.value(Attribute.PATH) & 63);
    boolean missing = f.status >= 400 && f.status < 500 && f.status != 499;
    boolean served = f.status < 400;
    rows[at + REQUESTS]++;
    rows[at + BYTES] += f.bytes;
    rows[at + FIRST] = Math.min(rows[at + FIRST], f.startMicros);
    rows[at + LAST] = Math.max(rows[at + LAST], f.startMicros);
    rows[at + AGENT_BITS] |= 1L << (f.value(Attribute.USER_AGENT) & 63);
    rows[at + IDENTITY] |= 1L << f.agentClass().ordinal() | (long) f.value(Attribute.SOURCE) << 32;
    rows[at + PAGES] += path == PathClass.PAGE ? 1 : 0;
    rows[at + ASSETS] += path == PathClass.ASSET && !missing ? 1 : 0;
    rows[at + POSTS] += f.isPost() ? 1 : 0;
    rows[at + LOGINS] += path == PathClass.LOGIN && f.isPost() ? 1 : 0;
    rows[at + PROBES] += f.isProbe() ? 1 : 0;
    rows[at + REFERRED] |= f.value(Attribute.REFERER);
    rows[at + FAILED] += f.status == 0 || f.status == 499 || f.status >= 500 ? 1 : 0;
    if (path != PathClass.ASSET) {
      rows[at + PATH_BITS] |= bit;
    }
    if (missing) {
      rows[at + MISSING]++;
      rows[at + MISSING_BITS] |= bit;
    }
    if (path == PathClass.DOCUMENT && served) {
      rows[at + DOCUMENTS]++;
      rows[at + DOCUMENT_BITS] |= bit;
    }
  }

  static void empty(long[] rows, int at) {
    java.util.Arrays.fill(rows, at, at + WIDTH, 0);
    rows[at + FIRST] = Long.MAX_VALUE;
    rows[at + LAST] = Long.MIN_VALUE;
  }

  static void merge(long[] into, int at, long[] from, int other) {
    for (int i = 0; i < SUMS; i++) {
      into[at + i] += from[other + i];
    }
    into[at + FIRST] = Math.min(into[at + FIRST], from[other + FIRST]);
    into[at + LAST] = Math.max(into[at + LAST], from[other + LAST]);
    for (int i = PATH_BITS; i < WIDTH; i++) {
      into[at + i] |= from[other + i];
    }
  }

  /// How many distinct values set these bits.
  static double distinct(long bits) {
    int zero = 64 - Long.bitCount(bits);
    return zero == 0 ? 64 * Math.log(128) : 64 * Math.log(64.0 / zero);
  }
}

package org.gabion.core.window;

import org.gabion.core.request.Attribute;
import org.gabion.core.request.Features;
import org.gabion.core.request.PathClass;
import org.gabion.core.request.UserAgentClass;

/// One sampled request as a row of longs. Stateless.
///
/// ```
///  long | 0 time | 1 client | 2 bytes | 3 meta | 4 count | 5.. values, two attributes a long |
///  meta | status + 1 (16 bits) | path class (8) | agent class (8) | post (1) | probe (1) |
/// ```
///
/// Rows with equal keys are the same request asked again within the resolution of the log's clock:
/// their counts and bytes add up.
final class RequestRow {
  static final int TIME = 0;
  static final int CLIENT = 1;
  static final int BYTES = 2;
  static final int META = 3;
  static final int COUNT = 4;
  private static final int VALUES = 5;
  static final int WIDTH = VALUES + (Attribute.COUNT + 1) / 2;

  private static final int PATH_SHIFT = 16;
  private static final int AGENT_SHIFT = 24;
  private static final long POST = 1L << 32;
  private static final long PROBE = 1L << 33;
  private static final PathClass[] PATHS = PathClass.values();
  private static final UserAgentClass[] AGENTS = UserAgentClass.values();
  private static final Attribute[] ATTRIBUTES = Attribute.values();
  private static final int ASSETS = Attribute.ASSETS.ordinal();

  private RequestRow() {}

  /// Adds a request to a row, which is zero if it is new.
  static void add(Features features, long[] rows, int at, boolean isNew) {
    if (isNew) {
      write(features, rows, at);
    } else {
      rows[at + COUNT]++;
      rows[at + BYTES] += features.bytes;
    }
  }

  private static void write(Features features, long[] rows, int at) {
    rows[at + TIME] = features.startMicros;
    rows[at + CLIENT] = features.client;
    rows[at + BYTES] = features.bytes;
    rows[at + META] = meta(features);
    rows[at + COUNT] = 1;
    pack(features, rows, at + VALUES);
  }

  /// So many longs hold all values, two attributes a long.
  static final int PACKED = (Attribute.COUNT + 1) / 2;

  static void pack(Features features, long[] rows, int at) {
    for (int a = 0; a < ATTRIBUTES.length; a += 2) {
      long low = features.value(ATTRIBUTES[a]) & 0xffffffffL;
      long high = a + 1 < ATTRIBUTES.length ? features.value(ATTRIBUTES[a + 1]) : 0;
      rows[at + (a >> 1)] = high << 32 | low;
    }
  }

  static int unpack(long[] rows, int at, int attribute) {
    long pair = rows[at + (attribute >> 1)];
    return (int) ((attribute & 1) == 0 ? pair : pair >>> 32);
  }

  private static long meta(Features features) {
    return (features.status + 1) & 0xffff
        | (long) features.pathClass().ordinal() << PATH_SHIFT
        | (long) features.agentClass().ordinal() << AGENT_SHIFT
        | (features.isPost() ? POST : 0)
        | (features.isProbe() ? PROBE : 0);
  }

  /// Two requests share a key if they have the same client, time, status and values.
  static long key(Features f) {
    long values = f.status;
    // A polynomial over keyed values: one multiplication each instead of a hash each.
    for (Attribute attribute : ATTRIBUTES) {
      values = values * 0xd1342543de82ef95L + f.value(attribute);
    }
    return mix(mix(f.client ^ f.startMicros * 0x9e3779b97f4a7c15L) ^ values);
  }

  /// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): what goes in is keyed already.
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /// The merge of two rows with equal keys.
  static void merge(long[] into, int at, long[] from, int other) {
    into[at + COUNT] += from[other + COUNT];
    into[at + BYTES] += from[other + BYTES];
  }

  static int value(long[] rows, int at, int attribute) {
    return unpack(rows, at + VALUES, attribute);
  }

  static long client(long[] rows, int at) {
    return rows[at + CLIENT];
  }

  /// Tells what only the client's other requests tell.
  static void assets(long[] rows, int at, int value) {
    int pair = at + VALUES + (ASSETS >> 1);
    rows[pair] =
        (ASSETS & 1) == 0
            ? rows[pair] & ~0xffffffffL | value
            : rows[pair] & 0xffffffffL | (long) value << 32;
  }

  static int status(long meta) {
    return (int) (meta & 0xffff) - 1;
  }

  static PathClass pathClass(long meta) {
    return PATHS[(int) (meta >>> PATH_SHIFT) & 0xff];
  }

  static UserAgentClass agentClass(long meta) {
    return AGENTS[(int) (meta >>> AGENT_SHIFT) & 0xff];
  }

  static boolean isPost(long meta) {
    return (meta & POST) != 0;
  }

  static boolean isProbe(long meta) {
    return (meta & PROBE) != 0;
  }
}

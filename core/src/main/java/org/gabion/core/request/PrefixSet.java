package org.gabion.core.request;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A set of address blocks that answers `contains` by binary search over merged ranges.
///
/// Immutable, safe for any number of threads, no allocation when asked. IPv4 ranges take 8 bytes,
/// IPv6 ranges 32. Families are kept apart: see [Prefix].
public final class PrefixSet {
  private static final PrefixSet EMPTY = new PrefixSet(new int[0], new long[0], 0);

  /// Pairs of first and last address, ascending unsigned, disjoint.
  private final int[] ipv4;

  /// Quadruples: high and low of the first, high and low of the last address; ascending unsigned,
  /// disjoint.
  private final long[] ipv6;

  private final int size;

  private PrefixSet(int[] ipv4, long[] ipv6, int size) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
    this.size = size;
  }

  /// The set of no address.
  public static PrefixSet empty() {
    return EMPTY;
  }

  /// The union of the blocks; overlapping and adjacent ones are merged.
  public static PrefixSet of(List<Prefix> prefixes) {
    return new PrefixSet(
        mergeIpv4(prefixes), mergeIpv6(prefixes), (int) prefixes.stream().distinct().count());
  }

  private static int[] mergeIpv4(List<Prefix> prefixes) {
    List<Prefix> sorted =
        prefixes.stream()
            .filter(p -> p.address().isIpv4())
            .sorted(
                Comparator.comparingLong((Prefix p) -> p.address().ipv4Bits() & 0xffffffffL)
                    .thenComparingInt(Prefix::bits))
            .toList();
    int[] ranges = new int[2 * sorted.size()];
    int n = 0;
    for (Prefix p : sorted) {
      int first = p.address().ipv4Bits();
      int last = p.bits() == 0 ? -1 : first | (int) (0xffffffffL >>> p.bits());
      // Sorted input: a block either lies inside the last range, touches its end, or starts a new
      // one.
      if (n > 0 && Integer.compareUnsigned(first, ranges[n - 1]) <= 0) {
        continue;
      }
      if (n > 0 && ranges[n - 1] + 1 == first) {
        ranges[n - 1] = last;
      } else {
        ranges[n++] = first;
        ranges[n++] = last;
      }
    }
    return Arrays.copyOf(ranges, n);
  }

  private static long[] mergeIpv6(List<Prefix> prefixes) {
    List<Prefix> sorted =
        prefixes.stream()
            .filter(p -> !p.address().isIpv4())
            .sorted(
                (a, b) -> {
                  ClientKey x = a.address();
                  ClientKey y = b.address();
                  int order = compare(x.high(), x.low(), y.high(), y.low());
                  return order != 0 ? order : Integer.compare(a.bits(), b.bits());
                })
            .toList();
    long[] ranges = new long[4 * sorted.size()];
    int n = 0;
    for (Prefix p : sorted) {
      long high = p.address().high();
      long low = p.address().low();
      long lastHigh = p.bits() >= 64 ? high : high | rest(p.bits());
      long lastLow = p.bits() <= 64 ? -1L : low | rest(p.bits() - 64);
      if (n > 0 && compare(high, low, ranges[n - 2], ranges[n - 1]) <= 0) {
        continue;
      }
      boolean adjacent =
          n > 0 && ranges[n - 1] + 1 == low && ranges[n - 2] + (low == 0 ? 1 : 0) == high;
      if (!adjacent) {
        ranges[n] = high;
        ranges[n + 1] = low;
        n += 4;
      }
      ranges[n - 2] = lastHigh;
      ranges[n - 1] = lastLow;
    }
    return Arrays.copyOf(ranges, n);
  }

  private static long rest(int bits) {
    return bits >= 64 ? 0 : -1L >>> bits;
  }

  private static int compare(long high, long low, long otherHigh, long otherLow) {
    int order = Long.compareUnsigned(high, otherHigh);
    return order != 0 ? order : Long.compareUnsigned(low, otherLow);
  }

  /// Whether one of the blocks holds this address.
  public boolean contains(ClientKey key) {
    return key.isIpv4() ? containsIpv4(key.ipv4Bits()) : containsIpv6(key.high(), key.low());
  }

  private boolean containsIpv4(int address) {
    int from = 0;
    int to = ipv4.length >>> 1;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (Integer.compareUnsigned(ipv4[2 * middle], address) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from > 0 && Integer.compareUnsigned(address, ipv4[2 * from - 1]) <= 0;
  }

  private boolean containsIpv6(long high, long low) {
    int from = 0;
    int to = ipv6.length >>> 2;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (compare(ipv6[4 * middle], ipv6[4 * middle + 1], high, low) <= 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from > 0 && compare(high, low, ipv6[4 * from - 2], ipv6[4 * from - 1]) <= 0;
  }

  /// How many different blocks the set was built from.
  public int size() {
    return size;
  }

  /// Whether no address is in the set.
  public boolean isEmpty() {
    return size == 0;
  }

  /// The memory of the ranges in bytes.
  public long bytes() {
    return 4L * ipv4.length + 8L * ipv6.length;
  }

  /// Whether the same addresses are in both, however they were written.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PrefixSet set
        && Arrays.equals(ipv4, set.ipv4)
        && Arrays.equals(ipv6, set.ipv6);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(ipv4) + Arrays.hashCode(ipv6);
  }

  /// The number of blocks, not the blocks: lists may be long.
  @Override
  public String toString() {
    return "PrefixSet[" + size + " prefixes]";
  }
}

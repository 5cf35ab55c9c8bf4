package org.gabion.core.sketch;

import java.util.Arrays;

/// How often values of each size came: a histogram with fixed buckets, 16 to each power of two (the
/// log-linear layout of Tene's HdrHistogram).
///
/// Values below 32 have a bucket each; above, a bucket is at most 1/16 of its least value wide.
/// Values beyond [#MAX] count as [#MAX], negative ones as 0. Holds no hash, so no epoch. At most
/// 4.7 KB; buckets are added up to the largest value seen. Not thread safe.
///
/// ```
///  value   0 1 2 ... 31 | 32-33 34-35 ... 62-63 | 64-67 ...
///  bucket  0 1 2 ... 31 | 32    33    ... 47    | 48    ...
/// ```
public final class LogHistogram {
  /// The largest value told apart: 2^40, about 12 days in microseconds.
  public static final long MAX = 1L << 40;

  private static final int SUB_BITS = 4;
  private static final int BUCKETS = bucket(MAX) + 1;

  private long[] counts = new long[32];
  private long total;

  /// The bucket of a value from 0 to [#MAX].
  private static int bucket(long value) {
    int shift = Math.max(0, 63 - SUB_BITS - Long.numberOfLeadingZeros(value | 1));
    return (shift << SUB_BITS) + (int) (value >>> shift);
  }

  private static long highest(int bucket) {
    if (bucket < 2 << SUB_BITS) {
      return bucket;
    }
    int shift = (bucket >>> SUB_BITS) - 1;
    long least = (long) (bucket - (shift << SUB_BITS)) << shift;
    return Math.min(MAX, least + (1L << shift) - 1);
  }

  /// Counts a value once.
  public void add(long value) {
    add(value, 1);
  }

  /// Counts a value.
  ///
  /// @throws IllegalArgumentException if `count` is negative
  public void add(long value, long count) {
    if (count < 0) {
      throw new IllegalArgumentException("a count of " + count);
    }
    int bucket = bucket(Math.clamp(value, 0, MAX));
    if (bucket >= counts.length) {
      grow(bucket + 1);
    }
    counts[bucket] += count;
    total += count;
  }

  private void grow(int needed) {
    counts = Arrays.copyOf(counts, Math.min(BUCKETS, Math.max(needed, 2 * counts.length)));
  }

  /// How many values were counted.
  public long total() {
    return total;
  }

  /// The value that a share `q` of all values does not exceed: never below the true one, and at
  /// most 1/16 above it (values up to [#MAX]). 0 if there are no values.
  ///
  /// @param q 0 to 1
  /// @throws IllegalArgumentException for any other share
  public long quantile(double q) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("a quantile of " + q);
    }
    long rank = Math.clamp((long) Math.ceil(q * total), 1, Math.max(1, total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= rank) {
        return highest(i);
      }
    }
    return 0;
  }

  /// How many values were at most `value`, or in its bucket.
  public long atMost(long value) {
    if (value < 0) {
      return 0;
    }
    int last = Math.min(counts.length - 1, bucket(Math.min(value, MAX)));
    long sum = 0;
    for (int i = 0; i <= last; i++) {
      sum += counts[i];
    }
    return sum;
  }

  /// Adds what the other one counted. The other one stays as it is.
  public void mergeFrom(LogHistogram other) {
    if (other.counts.length > counts.length) {
      grow(other.counts.length);
    }
    for (int i = 0; i < other.counts.length; i++) {
      counts[i] += other.counts[i];
    }
    total += other.total;
  }

  /// Forgets all; the memory is kept for reuse.
  public void clear() {
    Arrays.fill(counts, 0);
    total = 0;
  }

  /// Memory held now, in bytes.
  public long bytes() {
    return 8L * counts.length;
  }

  /// Same content, however many empty buckets are held.
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof LogHistogram that) || total != that.total) {
      return false;
    }
    for (int i = 0; i < Math.max(counts.length, that.counts.length); i++) {
      long mine = i < counts.length ? counts[i] : 0;
      long theirs = i < that.counts.length ? that.counts[i] : 0;
      if (mine != theirs) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(total);
  }
}

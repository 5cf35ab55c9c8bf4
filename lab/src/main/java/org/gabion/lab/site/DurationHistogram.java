package org.gabion.lab.site;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;

/// Counts of durations in fixed buckets, eight to every doubling (within 12.5 %), from 1
/// microsecond to two minutes. Safe for many writers. A [Counts] is an immutable reading; two
/// readings of one histogram subtract exactly, which is how a phase is cut out of a running count.
public final class DurationHistogram {
  private static final int SUB_BITS = 3;
  private static final int SUB = 1 << SUB_BITS;
  private static final int BUCKETS = SUB * 25;

  private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

  /// Adds one duration in nanoseconds; longer than the last bucket counts in the last bucket.
  public void record(long nanos) {
    counts.incrementAndGet(bucket(Math.max(0, nanos / 1_000)));
  }

  public Counts read() {
    long[] now = new long[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      now[i] = counts.get(i);
    }
    return new Counts(now);
  }

  static int bucket(long micros) {
    if (micros < SUB) {
      return (int) micros;
    }
    int log = 63 - Long.numberOfLeadingZeros(micros);
    int index = (log - SUB_BITS + 1) * SUB + (int) (micros >>> (log - SUB_BITS)) - SUB;
    return Math.min(index, BUCKETS - 1);
  }

  /// First duration, in microseconds, that is longer than all of the bucket's.
  static long upperMicros(int bucket) {
    if (bucket < SUB) {
      return bucket + 1L;
    }
    int shift = bucket / SUB - 1;
    return (long) (SUB + bucket % SUB + 1) << shift;
  }

  /// One reading. Immutable.
  public static final class Counts {
    private final long[] counts;

    private Counts(long[] counts) {
      this.counts = counts;
    }

    public static Counts none() {
      return new Counts(new long[BUCKETS]);
    }

    public long total() {
      return Arrays.stream(counts).sum();
    }

    /// What was recorded since an earlier reading of the same histogram.
    public Counts minus(Counts earlier) {
      long[] rest = new long[BUCKETS];
      for (int i = 0; i < BUCKETS; i++) {
        rest[i] = counts[i] - earlier.counts[i];
      }
      return new Counts(rest);
    }

    /// Milliseconds that the given share (0 to 1) of durations stays under, read upwards; 0 if
    /// empty.
    public double millisAt(double share) {
      long wanted = (long) Math.ceil(total() * share);
      long seen = 0;
      for (int i = 0; i < BUCKETS; i++) {
        seen += counts[i];
        if (seen >= wanted && seen > 0) {
          return upperMicros(i) / 1_000.0;
        }
      }
      return 0;
    }

    /// Sparse text: `bucket:count` pairs with commas, or `-` when empty.
    String toText() {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < BUCKETS; i++) {
        if (counts[i] != 0) {
          text.append(text.isEmpty() ? "" : ",").append(i).append(':').append(counts[i]);
        }
      }
      return text.isEmpty() ? "-" : text.toString();
    }

    static Counts parse(String text) {
      long[] read = new long[BUCKETS];
      if (!text.equals("-")) {
        for (String pair : text.split(",", -1)) {
          int colon = pair.indexOf(':');
          read[Integer.parseInt(pair.substring(0, colon))] =
              Long.parseLong(pair.substring(colon + 1));
        }
      }
      return new Counts(read);
    }
  }
}

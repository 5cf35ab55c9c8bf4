package org.gabion.core.sketch;

import java.util.Arrays;

/// How many distinct items came: HyperLogLog (Flajolet, Fusy, Gandouet and Meunier, "HyperLogLog:
/// the analysis of a near-optimal cardinality estimation algorithm", 2007) with 64-bit hashes and
/// the improved raw estimator of Ertl ("New cardinality estimation algorithms for HyperLogLog
/// sketches", 2017), which needs no table of corrections and is right for few items too.
///
/// The standard error is `1.04 / sqrt(2^p)` of the truth. `2^p` bytes. Not thread safe.
public final class HyperLogLog {
  private static final String NAME = "HyperLogLog";

  private final int p;
  private final long epoch;
  private final byte[] registers;

  /// @param p logarithm of the number of registers, 4 to 16
  /// @param epoch of the seed that made the hashes
  /// @throws IllegalArgumentException for any other `p`
  public HyperLogLog(int p, long epoch) {
    if (p < 4 || p > 16) {
      throw new IllegalArgumentException("2^" + p + " registers");
    }
    this.p = p;
    this.epoch = epoch;
    this.registers = new byte[1 << p];
  }

  /// Notes an item.
  public void add(long hash) {
    int register = (int) (hash >>> 64 - p);
    // The set bit ends the count when all other bits are zero.
    int rank = Long.numberOfLeadingZeros(hash << p | 1L << p - 1) + 1;
    if (rank > registers[register]) {
      registers[register] = (byte) rank;
    }
  }

  /// About how many distinct items were added. Allocates.
  public double estimate() {
    int q = 64 - p;
    int[] multiplicity = new int[q + 2];
    for (byte rank : registers) {
      multiplicity[rank]++;
    }
    double m = registers.length;
    double z = m * tau(1 - multiplicity[q + 1] / m);
    for (int rank = q; rank >= 1; rank--) {
      z = 0.5 * (z + multiplicity[rank]);
    }
    z += m * sigma(multiplicity[0] / m);
    return m * m / (2 * Math.log(2) * z);
  }

  // Ertl, algorithm 6: the share of registers that are still 0.
  private static double sigma(double share) {
    if (share == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double x = share;
    double y = 1;
    double z = x;
    double before;
    do {
      x *= x;
      before = z;
      z += x * y;
      y += y;
    } while (z != before);
    return z;
  }

  // The same for registers at their highest value.
  private static double tau(double share) {
    if (share == 0 || share == 1) {
      return 0;
    }
    double x = share;
    double y = 1;
    double z = 1 - x;
    double before;
    do {
      x = Math.sqrt(x);
      before = z;
      y *= 0.5;
      z -= (1 - x) * (1 - x) * y;
    } while (z != before);
    return z / 3;
  }

  /// The standard error of [#estimate], as a share of the truth.
  public double standardError() {
    return 1.04 / Math.sqrt(registers.length);
  }

  /// Notes all that the other one noted. The other one stays as it is.
  ///
  /// @throws IllegalArgumentException if epoch or shape differ
  public void mergeFrom(HyperLogLog other) {
    MergeLaw.requireSameEpoch(NAME, epoch, other.epoch);
    MergeLaw.requireSameShape(NAME, "p", p, other.p);
    for (int i = 0; i < registers.length; i++) {
      registers[i] = (byte) Math.max(registers[i], other.registers[i]);
    }
  }

  /// Forgets all.
  public void clear() {
    Arrays.fill(registers, (byte) 0);
  }

  /// Memory held, in bytes.
  public long bytes() {
    return registers.length;
  }

  /// Same shape, epoch and content.
  @Override
  public boolean equals(Object other) {
    return other instanceof HyperLogLog that
        && epoch == that.epoch
        && Arrays.equals(registers, that.registers);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(registers);
  }
}

package org.gabion.lab.scene;

import java.util.List;
import java.util.SplittableRandom;

/// Chance for one purpose of one scene: another purpose draws from another stream, so that the
/// visitors of a site are the same with and without an attack. Not thread safe.
final class Chance {
  private final SplittableRandom random;

  Chance(long seed, String purpose) {
    long mixed = seed * 0x9e3779b97f4a7c15L;
    for (int i = 0; i < purpose.length(); i++) {
      mixed = (mixed ^ purpose.charAt(i)) * 0xbf58476d1ce4e5b9L;
      mixed ^= mixed >>> 29;
    }
    this.random = new SplittableRandom(mixed);
  }

  /// At least 0, less than `bound`.
  int below(int bound) {
    return random.nextInt(bound);
  }

  /// Between the two, both included.
  int between(int least, int most) {
    return random.nextInt(least, most + 1);
  }

  double between(double least, double most) {
    return least + random.nextDouble() * (most - least);
  }

  boolean happens(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T of(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /// A time to wait of this mean.
  double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }

  /// Half of the values are below `median`; about two thirds lie within a factor of `exp(sigma)`.
  double logNormal(double median, double sigma) {
    return median * Math.exp(sigma * gaussian());
  }

  double gaussian() {
    return random.nextGaussian();
  }

  /// 1 with probability `stop`, otherwise one more than another draw; at most `most`.
  int geometric(double stop, int most) {
    int count = 1;
    while (count < most && !happens(stop)) {
      count++;
    }
    return count;
  }

  /// A place in a list that is sorted by popularity: place i has weight 1 / (i + 1).
  int zipf(int size) {
    // The inverse of the continuous law: exact enough for popularity, and needs no table.
    double u = random.nextDouble();
    return (int) Math.min(size - 1, Math.exp(u * Math.log(size + 1.0)) - 1);
  }

  /// So many hexadecimal digits.
  String hex(int digits) {
    StringBuilder text = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      text.append(Character.forDigit(random.nextInt(16), 16));
    }
    return text.toString();
  }

  /// So many small letters and digits.
  String letters(int count) {
    StringBuilder text = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      text.append("abcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(36)));
    }
    return text.toString();
  }
}

package org.gabion.core.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/// A 64-bit hash that nobody can predict without its 128-bit secret: SipHash (Aumasson and
/// Bernstein, "SipHash: a fast short-input PRF", 2012).
///
/// Every table keyed by what a client chose is indexed by this hash, so that a client cannot aim at
/// another client's slot. The default is SipHash-1-3 (one round a word, three at the end), which
/// the authors hold sufficient for hash tables; [#sipHash24] is the full-strength form, used where
/// a value leaves the process.
///
/// Immutable, safe for any number of threads. `hash(a)`, `hash(a, b)` equal `hash` of the
/// little-endian bytes.
public final class KeyedHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /// Length of a secret in bytes.
  public static final int SECRET_BYTES = 16;

  private final long k0;
  private final long k1;
  private final int rounds;
  private final int finalRounds;

  private KeyedHash(long k0, long k1, int rounds, int finalRounds) {
    this.k0 = k0;
    this.k1 = k1;
    this.rounds = rounds;
    this.finalRounds = finalRounds;
  }

  /// SipHash-1-3 with the secret given as two words.
  public KeyedHash(long k0, long k1) {
    this(k0, k1, 1, 3);
  }

  /// SipHash-1-3 with the first 16 bytes of `secret` as little-endian words.
  ///
  /// @throws IllegalArgumentException if the secret is not 16 bytes long
  public static KeyedHash of(byte[] secret) {
    requireSecret(secret);
    return new KeyedHash((long) LONGS.get(secret, 0), (long) LONGS.get(secret, 8));
  }

  /// SipHash-2-4 with a 16-byte secret.
  ///
  /// @throws IllegalArgumentException if the secret is not 16 bytes long
  public static KeyedHash sipHash24(byte[] secret) {
    requireSecret(secret);
    return new KeyedHash((long) LONGS.get(secret, 0), (long) LONGS.get(secret, 8), 2, 4);
  }

  private static void requireSecret(byte[] secret) {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("a secret has 16 bytes, not " + secret.length);
    }
  }

  /// A hash with another secret, derived from this one: two tables with different `purpose` share
  /// no collisions.
  public KeyedHash derive(long purpose) {
    return new KeyedHash(hash(purpose, 0), hash(purpose, 1), rounds, finalRounds);
  }

  /// The hash of one word.
  public long hash(long a) {
    return words(a, 8L << 56, 0, 2);
  }

  /// The hash of two words in this order.
  public long hash(long a, long b) {
    return words(a, b, 16L << 56, 3);
  }

  // With the rounds of the default as constants the loops below become straight code.
  private long words(long first, long second, long third, int count) {
    return rounds == 1 && finalRounds == 3
        ? words(first, second, third, count, 1, 3)
        : words(first, second, third, count, rounds, finalRounds);
  }

  // Loops over registers: nothing is written to memory.
  private long words(
      long first, long second, long third, int count, int eachRounds, int lastRounds) {
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    for (int i = 0; i <= count; i++) {
      boolean last = i == count;
      long m = last ? 0 : i == 0 ? first : i == 1 ? second : third;
      v2 ^= last ? 0xff : 0;
      v3 ^= m;
      int turns = last ? lastRounds : eachRounds;
      for (int r = 0; r < turns; r++) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32) + v3;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= m;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /// The hash of `bytes[from, to)`.
  ///
  /// @throws IndexOutOfBoundsException if the range is not inside the array
  public long hash(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    long v0 = k0 ^ 0x736f6d6570736575L;
    long v1 = k1 ^ 0x646f72616e646f6dL;
    long v2 = k0 ^ 0x6c7967656e657261L;
    long v3 = k1 ^ 0x7465646279746573L;
    int words = (to - from) >>> 3;
    for (int i = 0; i <= words + 1; i++) {
      boolean last = i > words;
      long m;
      if (last) {
        v2 ^= 0xff;
        m = 0;
      } else {
        m =
            i < words
                ? (long) LONGS.get(bytes, from + (i << 3))
                : tail(bytes, from + (words << 3), to) | (long) (to - from) << 56;
      }
      v3 ^= m;
      for (int r = last ? finalRounds : rounds; r > 0; r--) {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32) + v3;
        v2 += v1;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v2 = Long.rotateLeft(v2, 32);
      }
      v0 ^= m;
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }

  /// The last 0 to 7 bytes as a word: read as a whole one from before them, or from behind.
  private static long tail(byte[] bytes, int at, int to) {
    int left = to - at;
    if (left == 0) {
      return 0;
    }
    if (to >= 8) {
      return (long) LONGS.get(bytes, to - 8) >>> (64 - 8 * left);
    }
    if (at + 8 <= bytes.length) {
      return (long) LONGS.get(bytes, at) & -1L >>> (64 - 8 * left);
    }
    long word = 0;
    for (int i = to - 1; i >= at; i--) {
      word = word << 8 | (bytes[i] & 0xff);
    }
    return word;
  }

  /// Never the secret.
  @Override
  public String toString() {
    return "KeyedHash[***]";
  }
}

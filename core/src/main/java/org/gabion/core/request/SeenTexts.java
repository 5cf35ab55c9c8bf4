package org.gabion.core.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The texts that came lately and what was made of them: a comparison of bytes instead of a hash
/// and a parse, for fields that few values fill, such as agents and languages.
///
/// Each text has one place, and the latest one keeps it; a text counts as seen only if all its
/// bytes are the same, so nobody can pass for another. Fixed memory: 64 places of 256 bytes. Not
/// thread safe.
final class SeenTexts {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PLACES = 64;
  private static final int LONGEST = 256;

  private final byte[] texts = new byte[PLACES * LONGEST];
  private final int[] lengths = new int[PLACES];
  private final long[] values = new long[PLACES];

  SeenTexts() {
    Arrays.fill(lengths, -1);
  }

  /// Where this text stands, or would; -1 if it is too long to be kept.
  int place(byte[] b, int from, int to) {
    int length = to - from;
    if (length > LONGEST) {
      return -1;
    }
    long mixed = length;
    if (length >= 8) {
      // Agents differ in the middle and at the end.
      mixed ^= (long) EIGHT.get(b, to - 8);
      mixed += 31 * (long) EIGHT.get(b, from + (length - 8) / 2);
    } else {
      for (int i = from; i < to; i++) {
        mixed = 31 * mixed + b[i];
      }
    }
    return (int) (mixed * 0x9e3779b97f4a7c15L >>> 58);
  }

  /// Whether exactly this text stands there.
  boolean has(int place, byte[] b, int from, int to) {
    int at = place * LONGEST;
    int length = to - from;
    return lengths[place] == length && Arrays.equals(texts, at, at + length, b, from, to);
  }

  long value(int place) {
    return values[place];
  }

  void put(int place, byte[] b, int from, int to, long value) {
    System.arraycopy(b, from, texts, place * LONGEST, to - from);
    lengths[place] = to - from;
    values[place] = value;
  }
}

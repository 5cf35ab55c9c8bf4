package org.gabion.core.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The texts that came lately and what was made of them: a comparison of bytes instead of a hash
/// and a parse, for fields in which values come again, such as agents and languages.
///
/// Each text has one place, and the latest one keeps it; a text counts as seen only if all its
/// bytes are the same, so nobody can pass for another. Fixed memory. Not thread safe.
final class SeenTexts {
  private static final VarHandle EIGHT =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int longest;
  private final int shift;
  private final byte[] texts;
  private final int[] lengths;
  private final long[] values;

  /// @param places a power of two
  /// @param longest bytes that are kept of a text; longer ones are not kept at all
  SeenTexts(int places, int longest) {
    this.longest = longest;
    this.shift = 64 - Integer.numberOfTrailingZeros(places);
    this.texts = new byte[places * longest];
    this.lengths = new int[places];
    this.values = new long[2 * places];
    Arrays.fill(lengths, -1);
  }

  /// Where this text stands, or would; -1 if it is too long to be kept.
  int place(byte[] b, int from, int to) {
    int length = to - from;
    if (length > longest) {
      return -1;
    }
    long mixed = length;
    if (length >= 8) {
      // Agents and paths differ in the middle and at the end.
      mixed ^= (long) EIGHT.get(b, to - 8);
      mixed += 31 * (long) EIGHT.get(b, from + (length - 8) / 2);
    } else {
      for (int i = from; i < to; i++) {
        mixed = 31 * mixed + b[i];
      }
    }
    return (int) (mixed * 0x9e3779b97f4a7c15L >>> shift);
  }

  /// Whether exactly this text stands there.
  boolean has(int place, byte[] b, int from, int to) {
    int at = place * longest;
    int length = to - from;
    return lengths[place] == length && Arrays.equals(texts, at, at + length, b, from, to);
  }

  long value(int place) {
    return values[2 * place];
  }

  long second(int place) {
    return values[2 * place + 1];
  }

  void put(int place, byte[] b, int from, int to, long value, long second) {
    System.arraycopy(b, from, texts, place * longest, to - from);
    lengths[place] = to - from;
    values[2 * place] = value;
    values[2 * place + 1] = second;
  }
}

package org.gabion.analyze.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Looks for bytes in a line, eight at a time: a long is read, and arithmetic tells whether one of
/// its bytes is the one looked for ("SIMD within a register"; the test for a zero byte is that of
/// Mycroft, 1987). Stateless.
///
/// Every method may read up to 7 bytes at and beyond `to`; what stands there changes nothing.
final class ByteScan {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = '"' * ONES;
  private static final long BACKSLASHES = '\\' * ONES;

  private ByteScan() {}

  /// The eight bytes at a place, the first one lowest.
  static long word(byte[] b, int at) {
    return (long) LONGS.get(b, at);
  }

  /// Eight characters as [#word] reads them.
  static long word(String eight) {
    long word = 0;
    for (int i = 0; i < 8; i++) {
      word |= (eight.charAt(i) & 0xffL) << (8 * i);
    }
    return word;
  }

  /// Where the first `c` in `[from, to)` stands; `to` if there is none.
  static int find(byte[] b, int from, int to, char c) {
    long wanted = c * ONES;
    for (int i = from; i < to; i += 8) {
      long hit = zeros(word(b, i) ^ wanted);
      if (hit != 0) {
        return Math.min(to, i + (Long.numberOfTrailingZeros(hit) >>> 3));
      }
    }
    return to;
  }

  /// Where the first double quote or backslash in `[from, to)` stands; `to` if there is none.
  static int findQuote(byte[] b, int from, int to) {
    for (int i = from; i < to; i += 8) {
      long word = word(b, i);
      long hit = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES);
      if (hit != 0) {
        return Math.min(to, i + (Long.numberOfTrailingZeros(hit) >>> 3));
      }
    }
    return to;
  }

  /// The lowest bit set marks the first zero byte; bits above it may lie.
  private static long zeros(long word) {
    return (word - ONES) & ~word & HIGHS;
  }

  /// How many digits the eight bytes begin with.
  static int digits(long word) {
    long values = word ^ ('0' * ONES);
    long others = (values + 0x7676767676767676L | values) & HIGHS;
    // No byte but digits: the number of trailing zeros is 64, and all eight count.
    return Long.numberOfTrailingZeros(others) >>> 3;
  }

  /// The number that the first `count` bytes write, 1 to 8 digits.
  static long decimal(long word, int count) {
    long digits = (word ^ ('0' * ONES)) << (64 - 8 * count);
    digits = (digits & 0x0f0f0f0f0f0f0f0fL) * 2561 >>> 8;
    digits = (digits & 0x00ff00ff00ff00ffL) * 6553601 >>> 16;
    return (digits & 0x0000ffff0000ffffL) * 42949672960001L >>> 32;
  }

  /// Whether the bytes at a place are these; never reads beyond `to`.
  static boolean startsWith(byte[] b, int at, int to, byte[] wanted) {
    if (to - at < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (b[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  static boolean isDigit(byte c) {
    return c >= '0' && c <= '9';
  }

  /// The value of a hexadecimal digit; -1 for any other byte.
  static int hex(byte c) {
    if (isDigit(c)) {
      return c - '0';
    }
    int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}

package org.gabion.guard.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Constant text that is written again and again, kept as whole words: two or three stores instead
/// of a call that copies a short array, of which a line has forty. Immutable.
final class Fragment {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final long[] words;
  private final int length;

  private Fragment(byte[] text) {
    this.length = text.length;
    this.words = new long[(text.length + 7) / 8];
    byte[] padded = Arrays.copyOf(text, 8 * words.length);
    for (int i = 0; i < words.length; i++) {
      words[i] = (long) WORD.get(padded, 8 * i);
    }
  }

  static Fragment of(String ascii) {
    return new Fragment(ascii.getBytes(StandardCharsets.US_ASCII));
  }

  /// Writes it; up to seven bytes behind it are overwritten too.
  ///
  /// @return the offset behind it
  int write(byte[] to, int at) {
    for (int i = 0; i < words.length; i++) {
      WORD.set(to, at + 8 * i, words[i]);
    }
    return at + length;
  }

  int length() {
    return length;
  }
}

package org.gabion.guard.log;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// The text of a refusal's id: 50 bits in ten characters of Crockford's base 32, as a refusal page,
/// the access log and `/api/v1/why/ID` show it.
///
/// Stateless. The letters I, L, O and U are never written; I and L are read as 1, O as 0, in either
/// case, and hyphens and spaces are passed over, so that an id survives being read out over the
/// telephone.
public final class RefusalId {
  /// Characters of the text.
  public static final int LENGTH = 10;

  /// Bits of the number.
  public static final int BITS = 5 * LENGTH;

  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final byte[] DIGITS = ALPHABET.getBytes(StandardCharsets.US_ASCII);

  private RefusalId() {}

  /// Writes the ten characters at `to[at]`; allocates nothing.
  ///
  /// @return the offset behind them
  public static int write(long id, byte[] to, int at) {
    for (int i = 0; i < LENGTH; i++) {
      to[at + i] = DIGITS[(int) (id >>> (BITS - 5 - 5 * i)) & 31];
    }
    return at + LENGTH;
  }

  public static String text(long id) {
    byte[] text = new byte[LENGTH];
    write(id, text, 0);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /// The number of an id as a person typed it; empty if it can not be one.
  public static OptionalLong parse(String text) {
    long id = 0;
    int digits = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '-' || c == ' ') {
        continue;
      }
      int digit = digit(c);
      if (digit < 0 || ++digits > LENGTH) {
        return OptionalLong.empty();
      }
      id = id << 5 | digit;
    }
    return digits == LENGTH && id != 0 ? OptionalLong.of(id) : OptionalLong.empty();
  }

  private static int digit(char c) {
    return switch (c) {
      case 'i', 'I', 'l', 'L' -> 1;
      case 'o', 'O' -> 0;
      default -> ALPHABET.indexOf(c >= 'a' && c <= 'z' ? c - 32 : c);
    };
  }
}

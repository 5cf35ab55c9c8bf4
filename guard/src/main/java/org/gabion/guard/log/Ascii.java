package org.gabion.guard.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.gabion.core.request.ClientKey;

/// Writes numbers, addresses and escaped text as ASCII into a byte array; every method returns the
/// offset behind what it wrote.
///
/// Stateless. The caller has made sure that there is room: [#MAX_ESCAPED] bytes for each byte of
/// text, [#MAX_NUMBER] for a number.
final class Ascii {
  /// A backslash, `u` and four hexadecimal digits.
  static final int MAX_ESCAPED = 6;

  static final int MAX_NUMBER = 20;

  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PAIRS = new byte[200];
  private static final long[] POWERS = new long[19];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private Ascii() {}

  static int raw(byte[] to, int at, byte[] text) {
    System.arraycopy(text, 0, to, at, text.length);
    return at + text.length;
  }

  /// Decimal, with a minus sign below 0.
  static int number(byte[] to, int at, long value) {
    if (value < 0) {
      if (value == Long.MIN_VALUE) {
        return raw(to, at, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
      }
      to[at] = '-';
      return number(to, at + 1, -value);
    }
    int end = at + digits(value);
    long rest = value;
    int i = end;
    // Two digits per division halve the divisions.
    while (rest >= 100) {
      long quotient = rest / 100;
      int pair = 2 * (int) (rest - quotient * 100);
      to[--i] = PAIRS[pair + 1];
      to[--i] = PAIRS[pair];
      rest = quotient;
    }
    to[--i] = PAIRS[2 * (int) rest + 1];
    if (rest >= 10) {
      to[--i] = PAIRS[2 * (int) rest];
    }
    return end;
  }

  /// How many digits a number that is not negative has: an estimate from its bits, mended by one
  /// comparison.
  private static int digits(long value) {
    int estimate = (64 - Long.numberOfLeadingZeros(value | 1)) * 1233 >>> 12;
    return value < POWERS[estimate] ? Math.max(1, estimate) : estimate + 1;
  }

  /// Two decimal digits.
  static int pair(byte[] to, int at, int value) {
    to[at] = PAIRS[2 * value];
    to[at + 1] = PAIRS[2 * value + 1];
    return at + 2;
  }

  /// 16 hexadecimal digits.
  static int hex(byte[] to, int at, long value) {
    WORD.set(to, at, eightDigits(value >>> 32));
    WORD.set(to, at + 8, eightDigits(value & 0xffffffffL));
    return at + 16;
  }

  /// Eight digits at once in a register, instead of a load and a store for each.
  private static long eightDigits(long bits) {
    long spread = (bits | bits << 16) & 0x0000ffff0000ffffL;
    spread = (spread | spread << 8) & 0x00ff00ff00ff00ffL;
    spread = (spread | spread << 4) & 0x0f0f0f0f0f0f0f0fL;
    long letters = (spread + 6 * ONES) >>> 4 & ONES;
    return Long.reverseBytes(spread + '0' * ONES + letters * ('a' - '0' - 10));
  }

  /// Text from `from[start, end)`, escaped for JSON: a byte of visible ASCII stands for itself,
  /// except `"` and `\`; any other byte becomes the character of the same number, as backslash, `u`
  /// and four digits, so that the text read as ISO-8859-1 is the bytes that came.
  static int escaped(byte[] to, int at, byte[] from, int start, int end) {
    int i = start;
    int out = at;
    while (i <= end - 8) {
      long word = (long) WORD.get(from, i);
      if (special(word) == 0) {
        // Eight plain bytes per step: most header values have no other.
        WORD.set(to, out, word);
        out += 8;
      } else {
        for (int k = i; k < i + 8; k++) {
          out = escape(to, out, from[k] & 0xff);
        }
      }
      i += 8;
    }
    return i == end ? out : escapedTail(to, out, from, i, end);
  }

  /// One to seven bytes, as one word where the array reaches far enough and all are plain. What is
  /// then written behind the text is overwritten by what follows it.
  private static int escapedTail(byte[] to, int at, byte[] from, int start, int end) {
    if (start + 8 <= from.length) {
      int bits = 8 * (end - start);
      long word = (long) WORD.get(from, start);
      if (special(word & (1L << bits) - 1 | 'x' * ONES << bits) == 0) {
        WORD.set(to, at, word);
        return at + end - start;
      }
    }
    int out = at;
    for (int i = start; i < end; i++) {
      out = escape(to, out, from[i] & 0xff);
    }
    return out;
  }

  /// Not 0 if one of the eight bytes needs care. May be not 0 without need only where a needy byte
  /// is also there (borrow from below).
  private static long special(long word) {
    long control = word - 0x20 * ONES;
    long quote = (word ^ ('"' * ONES)) - ONES;
    long backslash = (word ^ ('\\' * ONES)) - ONES;
    long delete = (word ^ (0x7f * ONES)) - ONES;
    return (control | quote | backslash | delete | word) & HIGH;
  }

  private static int escape(byte[] to, int at, int c) {
    if (c >= 0x20 && c < 0x7f) {
      if (c == '"' || c == '\\') {
        to[at] = '\\';
        to[at + 1] = (byte) c;
        return at + 2;
      }
      to[at] = (byte) c;
      return at + 1;
    }
    return unicode(to, at, c);
  }

  private static int unicode(byte[] to, int at, int c) {
    to[at] = '\\';
    to[at + 1] = 'u';
    to[at + 2] = HEX[c >>> 12];
    to[at + 3] = HEX[c >>> 8 & 15];
    to[at + 4] = HEX[c >>> 4 & 15];
    to[at + 5] = HEX[c & 15];
    return at + 6;
  }

  /// The same for text of our own or of a library; a character above 0xff is escaped by its own
  /// number.
  static int escaped(byte[] to, int at, String text) {
    int out = at;
    for (int i = 0; i < text.length(); i++) {
      out = escape(to, out, text.charAt(i));
    }
    return out;
  }

  /// The canonical text of an address, as [ClientKey#toString] has it, without allocation.
  static int address(byte[] to, int at, ClientKey key) {
    if (!key.isIpv4()) {
      return ipv6(to, at, key.high(), key.low());
    }
    int bits = key.ipv4Bits();
    int out = octet(to, at, bits >>> 24);
    to[out++] = '.';
    out = octet(to, out, bits >>> 16 & 255);
    to[out++] = '.';
    out = octet(to, out, bits >>> 8 & 255);
    to[out++] = '.';
    return octet(to, out, bits & 255);
  }

  private static int octet(byte[] to, int at, int value) {
    int out = at;
    if (value >= 100) {
      to[out++] = (byte) ('0' + value / 100);
      return pair(to, out, value % 100);
    }
    if (value >= 10) {
      return pair(to, out, value);
    }
    to[out] = (byte) ('0' + value);
    return out + 1;
  }

  /// RFC 5952: lower case, no leading zeros, the first longest run of at least two zero groups
  /// shortened.
  private static int ipv6(byte[] to, int at, long high, long low) {
    int gap = longestGap(high, low);
    int gapStart = gap >>> 8;
    int gapEnd = gapStart + (gap & 255);
    int out = at;
    for (int g = 0; g < 8; g++) {
      if (g == gapStart && gapEnd > gapStart) {
        to[out++] = ':';
        to[out++] = ':';
        g = gapEnd - 1;
      } else {
        if (g > 0 && to[out - 1] != ':') {
          to[out++] = ':';
        }
        out = group(to, out, groupOf(high, low, g));
      }
    }
    return out;
  }

  /// First group and length of the run, in two bytes; 0 if there is none.
  private static int longestGap(long high, long low) {
    int best = 0;
    int bestLength = 1;
    int length = 0;
    for (int g = 0; g < 8; g++) {
      length = groupOf(high, low, g) == 0 ? length + 1 : 0;
      if (length > bestLength) {
        bestLength = length;
        best = (g - length + 1) << 8 | length;
      }
    }
    return best;
  }

  private static int groupOf(long high, long low, int group) {
    return (int)
        ((group < 4 ? high >>> (48 - 16 * group) : low >>> (48 - 16 * (group - 4))) & 0xffff);
  }

  private static int group(byte[] to, int at, int value) {
    int out = at;
    for (int shift = 12; shift >= 0; shift -= 4) {
      if (shift == 0 || value >>> shift != 0) {
        to[out++] = HEX[value >>> shift & 15];
      }
    }
    return out;
  }
}

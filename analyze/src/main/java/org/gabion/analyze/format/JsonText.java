package org.gabion.analyze.format;

/// Undoes the escapes of JSON strings that [JsonFields] found to be sound. Stateless.
final class JsonText {
  /// What `\u0080` to `\u00ff` stand for.
  enum Characters {
    /// A character, to be written in UTF-8.
    UTF_8,
    /// A byte.
    BYTE
  }

  private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

  private JsonText() {}

  /// Writes the string in `b[from, to)` to `out` at `start`; it never gets longer. Half a surrogate
  /// pair becomes U+FFFD.
  ///
  /// @return the offset behind what was written
  static int unescape(byte[] b, int from, int to, byte[] out, int start, Characters characters) {
    int at = start;
    int i = from;
    while (i < to) {
      byte c = b[i++];
      if (c != '\\') {
        out[at++] = c;
        continue;
      }
      byte e = b[i++];
      switch (e) {
        case 'b' -> out[at++] = '\b';
        case 'f' -> out[at++] = '\f';
        case 'n' -> out[at++] = '\n';
        case 'r' -> out[at++] = '\r';
        case 't' -> out[at++] = '\t';
        case 'x' -> {
          out[at++] = (byte) number(b, i, 2);
          i += 2;
        }
        case 'u' -> {
          int unit = number(b, i, 4);
          i += 4;
          int low = lowSurrogate(unit, b, i, to);
          i += low == 0 ? 0 : 6;
          int point = low == 0 ? unit : Character.toCodePoint((char) unit, (char) low);
          if (point < 0x80 || point < 0x100 && characters == Characters.BYTE) {
            out[at++] = (byte) point;
          } else {
            at = utf8(point, out, at);
          }
        }
        default -> out[at++] = e;
      }
    }
    return at;
  }

  /// The second half of a surrogate pair, if one is begun by `unit` and ended at `i`; else 0.
  private static int lowSurrogate(int unit, byte[] b, int i, int to) {
    if (!Character.isHighSurrogate((char) unit) || to - i < 6 || b[i] != '\\' || b[i + 1] != 'u') {
      return 0;
    }
    int low = number(b, i + 2, 4);
    return Character.isLowSurrogate((char) low) ? low : 0;
  }

  private static int utf8(int point, byte[] out, int start) {
    int at = start;
    if (point < 0x800) {
      out[at++] = (byte) (0xc0 | point >> 6);
    } else if (point >= 0xd800 && point < 0xe000) {
      System.arraycopy(REPLACEMENT, 0, out, at, REPLACEMENT.length);
      return at + REPLACEMENT.length;
    } else if (point < 0x10000) {
      out[at++] = (byte) (0xe0 | point >> 12);
      out[at++] = (byte) (0x80 | point >> 6 & 0x3f);
    } else {
      out[at++] = (byte) (0xf0 | point >> 18);
      out[at++] = (byte) (0x80 | point >> 12 & 0x3f);
      out[at++] = (byte) (0x80 | point >> 6 & 0x3f);
    }
    out[at++] = (byte) (0x80 | point & 0x3f);
    return at;
  }

  private static int number(byte[] b, int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      value = value << 4 | hex(b[i]);
    }
    return value;
  }

  /// The value of a hexadecimal digit, or -1.
  static int hex(byte c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    int letter = c | 0x20;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
  }
}

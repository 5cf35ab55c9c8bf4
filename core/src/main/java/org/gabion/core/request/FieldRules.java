package org.gabion.core.request;

/// Character classes of HTTP heads (RFC 9110 section 5, RFC 3986), as tables.
public final class FieldRules {
  private static final byte TOKEN = 1;
  private static final byte VALUE = 2;
  private static final byte TARGET = 4;
  private static final byte HOST = 8;
  private static final byte[] CLASS = new byte[256];

  static {
    for (int c = 0; c < 256; c++) {
      int bits = 0;
      if (isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0 && c != 0) {
        bits |= TOKEN;
      }
      if (c == '\t' || c >= 0x20 && c != 0x7f) {
        bits |= VALUE;
      }
      if (c > 0x20 && c < 0x7f && c != '#') {
        bits |= TARGET;
      }
      if (isAlphanumeric(c) || c == '.' || c == '-' || c == '_') {
        bits |= HOST;
      }
      CLASS[c] = (byte) bits;
    }
  }

  private FieldRules() {}

  private static boolean isAlphanumeric(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  /// `tchar` of RFC 9110 section 5.6.2.
  public static boolean isToken(byte b) {
    return (CLASS[b & 0xff] & TOKEN) != 0;
  }

  /// Field content: HTAB, SP, VCHAR and obs-text; no other control character.
  public static boolean isValue(byte b) {
    return (CLASS[b & 0xff] & VALUE) != 0;
  }

  /// Visible US-ASCII without `#`: what a request target may hold.
  public static boolean isTarget(byte b) {
    return (CLASS[b & 0xff] & TARGET) != 0;
  }

  /// Letters, digits, dot, hyphen, underscore: what a host name may hold here. Percent forms are
  /// refused, since origins differ on them.
  public static boolean isHost(byte b) {
    return (CLASS[b & 0xff] & HOST) != 0;
  }

  /// One step of the hash that names are looked up by; case-insensitive for letters.
  static int step(int hash, byte b) {
    return hash * 31 + (b | 0x20);
  }

  /// The letter in lower case, any other byte as it is.
  public static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
  }

  /// Whether the range equals `lowerCase`, letters compared without case.
  public static boolean equalsLowerCase(byte[] bytes, int from, int to, byte[] lowerCase) {
    if (to - from != lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if (lower(bytes[from + i]) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  /// Whether the two ranges are equal, letters compared without case.
  public static boolean equalsIgnoreCase(
      byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    if (aTo - aFrom != bTo - bFrom) {
      return false;
    }
    for (int i = 0; i < aTo - aFrom; i++) {
      if (lower(a[aFrom + i]) != lower(b[bFrom + i])) {
        return false;
      }
    }
    return true;
  }
}

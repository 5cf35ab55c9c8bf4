package org.gabion.analyze.report;

/// Text that a log holds, made safe to show: whatever could move a cursor, turn the direction of
/// writing, hide itself or break a line becomes a visible escape such as `\x1b`.
///
/// Stateless. A text that is safe already is returned as it is.
public final class Printable {
  private Printable() {}

  /// The text on one line.
  public static String of(String text) {
    return of(text, Integer.MAX_VALUE);
  }

  /// The text on one line, cut after about `limit` characters with a word on what is missing.
  public static String of(String text, int limit) {
    if (text.length() <= limit && text.codePoints().noneMatch(Printable::isUnsafe)) {
      return text;
    }
    StringBuilder out = new StringBuilder(Math.min(text.length(), limit) + 32);
    int i = 0;
    while (i < text.length() && out.length() < limit) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      if (!isUnsafe(c)) {
        out.appendCodePoint(c);
      } else if (c < 0x100) {
        out.append("\\x").append(Character.forDigit(c >> 4, 16));
        out.append(Character.forDigit(c & 15, 16));
      } else {
        out.append("\\u{").append(Integer.toHexString(c)).append('}');
      }
    }
    if (i < text.length()) {
      out.append("... (").append(text.length() - i).append(" more)");
    }
    return out.toString();
  }

  /// Whether a character is no plain, visible one: controls of both sets, DEL, marks of direction,
  /// line separators, lone surrogates, private and unassigned ones.
  static boolean isUnsafe(int codePoint) {
    if (codePoint < 0x7f) {
      return codePoint < 0x20;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}

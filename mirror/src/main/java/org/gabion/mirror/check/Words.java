package org.gabion.mirror.check;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Text from outside, made fit to be shown. Stateless.
final class Words {
  static final Charset ASCII = StandardCharsets.US_ASCII;

  private static final int LONGEST = 300;

  private Words() {}

  /// The text on one line, without characters that could move a cursor or hide themselves, and not
  /// longer than anybody reads.
  static String plain(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return "unknown";
    }
    StringBuilder plain = new StringBuilder();
    text.codePoints().limit(LONGEST).forEach(c -> plain.appendCodePoint(isVisible(c) ? c : '?'));
    return plain.toString();
  }

  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}

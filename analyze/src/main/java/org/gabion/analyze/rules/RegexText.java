package org.gabion.analyze.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Writes byte texts as literals of regular expressions. Stateless.
final class RegexText {
  private static final String HARMLESS = "/_-,:;=@ ";
  private static final String HARMLESS_POSIX = "/_-,:;=@%~!&<>\"";
  private static final String IN_BRACKETS = ".()+*?${}|";

  private RegexText() {}

  /// For PCRE inside a quoted word of a configuration. Whatever means something to the expression,
  /// to quotes, to variables or to comments becomes `\xHH`: the result holds no quote, dollar, hash
  /// or percent sign, no angle bracket, and no backslash that a quoted word would take away.
  static String pcre(String byteText) {
    StringBuilder out = new StringBuilder(byteText.length() + 16);
    for (int i = 0; i < byteText.length(); i++) {
      char c = byteText.charAt(i);
      if (isAlphanumeric(c) || HARMLESS.indexOf(c) >= 0) {
        out.append(c);
      } else if (c == '.' || c == '(' || c == ')' || c == '+') {
        out.append('\\').append(c);
      } else {
        out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
      }
    }
    return out.toString();
  }

  /// An expression of PCRE for the whole of any of these texts.
  static String whole(String... byteTexts) {
    List<String> literals = Arrays.stream(byteTexts).distinct().map(RegexText::pcre).toList();
    return literals.size() == 1
        ? "^" + literals.getFirst() + "$"
        : "^(?:" + String.join("|", literals) + ")$";
  }

  /// Whether [#posix] can write it.
  static boolean isPosix(String byteText) {
    return byteText
        .chars()
        .allMatch(
            c ->
                isAlphanumeric(c) || HARMLESS_POSIX.indexOf(c) >= 0 || IN_BRACKETS.indexOf(c) >= 0);
  }

  /// For any kind of extended regular expression inside single quotes: without a backslash.
  static String posix(String byteText) {
    StringBuilder out = new StringBuilder(byteText.length() + 16);
    for (int i = 0; i < byteText.length(); i++) {
      char c = byteText.charAt(i);
      if (IN_BRACKETS.indexOf(c) >= 0) {
        out.append('[').append(c).append(']');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static boolean isAlphanumeric(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}

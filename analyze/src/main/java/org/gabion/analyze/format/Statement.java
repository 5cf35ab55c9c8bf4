package org.gabion.analyze.format;

import java.util.Locale;

/// Takes the format out of a statement of a server's configuration. Stateless.
final class Statement {
  private Statement() {}

  /// The format: what stands between the quotes, put together if it is in several pieces and
  /// without the backslashes before quotes; what is no statement is the format itself.
  static String format(String pasted) {
    String text = pasted.strip();
    String lower = text.toLowerCase(Locale.ROOT);
    int start = 0;
    if (lower.startsWith("log_format") || lower.startsWith("logformat")) {
      start = quote(text, 0);
    } else if (lower.startsWith("log-format")) {
      start = quote(text, 0);
      if (start == text.length()) {
        // HAProxy also takes a format whose blanks are escaped.
        return text.substring("log-format".length()).strip().replace("\\ ", " ");
      }
    } else if (!isWithinQuotes(text)) {
      return isAllEscaped(text) ? text.replace("\\\"", "\"") : text;
    }
    StringBuilder format = new StringBuilder();
    int at = start;
    while (at < text.length()) {
      char quote = text.charAt(at);
      int i = at + 1;
      while (i < text.length() && text.charAt(i) != quote) {
        if (text.charAt(i) == '\\' && i + 1 < text.length()) {
          i++;
        }
        format.append(text.charAt(i));
        i++;
      }
      at = next(text, i + 1);
    }
    return format.toString();
  }

  /// Whether the quote that begins a text is the statement's own; a format in double quotes may
  /// begin with a column that is.
  private static boolean isWithinQuotes(String text) {
    if (text.isEmpty() || text.charAt(0) == '\'') {
      return !text.isEmpty();
    }
    int i = 1;
    while (i < text.length() && text.charAt(i) != '"') {
      i += text.charAt(i) == '\\' ? 2 : 1;
    }
    return text.charAt(0) == '"' && i == text.length() - 1;
  }

  /// Whether it was taken from within double quotes: each quote has a backslash before it.
  private static boolean isAllEscaped(String text) {
    int quote = text.indexOf('"');
    while (quote > 0 && text.charAt(quote - 1) == '\\') {
      quote = text.indexOf('"', quote + 1);
    }
    return quote < 0;
  }

  /// Where the next piece begins: behind blanks only, for behind a format may stand its name.
  private static int next(String text, int from) {
    int i = from;
    while (i < text.length() && Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i < text.length() && (text.charAt(i) == '\'' || text.charAt(i) == '"')
        ? i
        : text.length();
  }

  private static int quote(String text, int from) {
    int i = from;
    while (i < text.length() && text.charAt(i) != '\'' && text.charAt(i) != '"') {
      i++;
    }
    return i;
  }
}

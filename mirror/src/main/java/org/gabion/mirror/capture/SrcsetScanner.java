package org.gabion.mirror.capture;

/// Finds the addresses in a `srcset` (HTML Living Standard, 4.8.4.3.10). Reads each character once.
/// Stateless.
final class SrcsetScanner {
  private SrcsetScanner() {}

  static void scan(String text, LinkSink links) {
    int at = 0;
    while (true) {
      while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == ',')) {
        at++;
      }
      int from = at;
      while (at < text.length() && !isSpace(text.charAt(at))) {
        at++;
      }
      if (from == at) {
        return;
      }
      int end = at;
      while (end > from && text.charAt(end - 1) == ',') {
        end--;
      }
      links.link(text.substring(from, end));
      if (end == at) {
        at = afterDescriptors(text, at);
      }
    }
  }

  /// Past the comma that ends a candidate; commas in parentheses do not.
  private static int afterDescriptors(String text, int from) {
    int depth = 0;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth = Math.max(0, depth - 1);
      } else if (c == ',' && depth == 0) {
        return i + 1;
      }
    }
    return text.length();
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
  }
}

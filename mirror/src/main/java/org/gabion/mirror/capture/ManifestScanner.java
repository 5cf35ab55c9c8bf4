package org.gabion.mirror.capture;

import java.util.Set;

/// Finds the addresses in a web app manifest (JSON): icons, screenshots, start page. Reads each
/// character once, and does not mind what is no JSON. Stateless.
final class ManifestScanner {
  private static final Set<String> NAMES = Set.of("src", "url", "start_url", "scope");

  private ManifestScanner() {}

  static void scan(String text, LinkSink links) {
    StringBuilder name = new StringBuilder();
    StringBuilder value = new StringBuilder();
    boolean named = false;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        value.setLength(0);
        at = string(text, at + 1, value);
        if (named) {
          named = false;
          if (NAMES.contains(name.toString())) {
            links.link(value.toString());
          }
        } else {
          name.setLength(0);
          name.append(value);
        }
      } else {
        named = c == ':' || named && c <= ' ';
        at++;
      }
    }
  }

  /// Past the closing quote.
  private static int string(String text, int from, StringBuilder out) {
    int at = from;
    while (at < text.length() && text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        c = text.charAt(at++);
        if (c == 'u' && at + 4 <= text.length()) {
          int code = 0;
          for (int i = 0; i < 4; i++) {
            code = code * 16 + Math.max(0, Character.digit(text.charAt(at + i), 16));
          }
          c = (char) code;
          at += 4;
        }
      }
      out.append(c);
    }
    return at + 1;
  }
}

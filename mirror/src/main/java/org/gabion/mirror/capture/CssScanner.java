package org.gabion.mirror.capture;

import java.util.Locale;

/// Finds the addresses in a style sheet or a `style` attribute: `url()`, `@import`, `image-set()`
/// (CSS Syntax Level 3, so far as needed). Reads each character once. Used by one thread, once.
final class CssScanner {
  private final String text;
  private final LinkSink links;
  private int at;

  /// How deep in parentheses the innermost `image-set(` opened; -1 outside.
  private int imageSet = -1;

  /// The same for functions within it whose strings are no addresses, such as `type()`.
  private int other = -1;

  private int depth;
  private boolean afterImport;

  private CssScanner(String text, LinkSink links) {
    this.text = text;
    this.links = links;
  }

  static void scan(String text, LinkSink links) {
    new CssScanner(text, links).run();
  }

  private void run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '/' && at + 1 < text.length() && text.charAt(at + 1) == '*') {
        int end = text.indexOf("*/", at + 2);
        at = end < 0 ? text.length() : end + 2;
      } else if (c == '"' || c == '\'') {
        string(c);
      } else if (c == '@' || isName(c) || c == '\\') {
        word();
      } else {
        mark(c);
      }
    }
  }

  private void mark(char c) {
    at++;
    if (c == '(') {
      depth++;
    } else if (c == ')') {
      depth = Math.max(0, depth - 1);
      imageSet = depth <= imageSet ? -1 : imageSet;
      other = depth <= other ? -1 : other;
    } else if (c == ';' || c == '{' || c == '}') {
      depth = 0;
      imageSet = -1;
      other = -1;
      afterImport = false;
    }
  }

  private void string(char quote) {
    String value = quoted(quote);
    if (afterImport || imageSet >= 0 && other < 0) {
      links.link(value);
      afterImport = false;
    }
  }

  /// A name, and with it what stands in parentheses after `url`.
  private void word() {
    int from = at;
    at++;
    while (at < text.length() && (isName(text.charAt(at)) || text.charAt(at) == '\\')) {
      at++;
    }
    String name = text.substring(from, Math.min(at, from + 24)).toLowerCase(Locale.ROOT);
    if (name.equals("@import")) {
      afterImport = true;
      return;
    }
    if (at >= text.length() || text.charAt(at) != '(') {
      return;
    }
    if (name.equals("url") || name.equals("src")) {
      at++;
      address();
    } else if (name.endsWith("image-set")) {
      imageSet = imageSet < 0 ? depth : imageSet;
    } else if (imageSet >= 0 && other < 0) {
      other = depth;
    }
  }

  /// From after `url(` to after `)`.
  private void address() {
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    if (at >= text.length()) {
      return;
    }
    char c = text.charAt(at);
    String value;
    if (c == '"' || c == '\'') {
      value = quoted(c);
    } else {
      StringBuilder bare = new StringBuilder();
      while (at < text.length() && text.charAt(at) != ')' && text.charAt(at) > ' ') {
        character(bare);
      }
      value = bare.toString();
    }
    while (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == ')') {
      at++;
    }
    afterImport = false;
    links.link(value);
  }

  /// A string, to after its closing quote; an unescaped line end closes it too.
  private String quoted(char quote) {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != quote && text.charAt(at) != '\n') {
      character(value);
    }
    at++;
    return value.toString();
  }

  /// One character, or an escape.
  private void character(StringBuilder out) {
    char c = text.charAt(at++);
    if (c != '\\' || at >= text.length()) {
      out.append(c);
      return;
    }
    int code = 0;
    int digits = 0;
    while (digits < 6 && at < text.length() && Character.digit(text.charAt(at), 16) >= 0) {
      code = code * 16 + Character.digit(text.charAt(at), 16);
      at++;
      digits++;
    }
    if (digits == 0) {
      char escaped = text.charAt(at++);
      if (escaped != '\n') {
        out.append(escaped);
      }
      return;
    }
    out.appendCodePoint(Character.isValidCodePoint(code) ? code : 0xfffd);
    if (at < text.length() && text.charAt(at) <= ' ') {
      at++;
    }
  }

  private static boolean isName(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_'
        || c >= 0x80;
  }
}

package org.gabion.guard.copy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Finds where the body of an HTML page begins, with or without a body tag, as a browser does (HTML
/// Standard, sections 13.2.6.4.1 to 13.2.6.4.6): behind the doctype, the head and all that may
/// stand in it, comments in between. What is put there leaves the page in the mode its doctype
/// wants.
///
/// Used once per page; reads bytes of any charset that holds ASCII.
final class HtmlBody {
  private final byte[] html;
  private int at;

  private HtmlBody(byte[] html) {
    this.html = html;
  }

  /// The offset behind the body's start tag, or where it is left out; -1 if a frameset stands in
  /// its place. In a page that ends, or is cut, within its head: the last offset between two of its
  /// parts.
  static int find(byte[] html) {
    return new HtmlBody(html).find();
  }

  private int find() {
    if (startsWith("\u00ef\u00bb\u00bf")) {
      at = 3;
    }
    while (true) {
      int part = at;
      while (at < html.length && isSpace(html[at])) {
        at++;
      }
      if (startsWith("<!--")) {
        if (!skipTo("-->", at + 2)) {
          return part;
        }
      } else if (startsWith("<!") || startsWith("<?")) {
        if (!skipTo(">", at)) {
          return part;
        }
      } else if (at + 1 < html.length && html[at] == '<' && isLetter(html[at + 1])) {
        switch (name(at + 1)) {
          case "body" -> {
            return skipTag() ? at : part;
          }
          case "frameset" -> {
            return -1;
          }
          case "html", "head", "base", "basefont", "bgsound", "link", "meta" -> {
            if (!skipTag()) {
              return part;
            }
          }
          case "title", "style", "script", "noscript", "noframes", "template" -> {
            if (!skipElement(name(at + 1))) {
              return part;
            }
          }
          default -> {
            return at;
          }
        }
      } else if (startsWith("</") && name(at + 2).equals("head")) {
        if (!skipTag()) {
          return part;
        }
      } else {
        return at;
      }
    }
  }

  /// Goes behind an element whose content is text, or a template.
  private boolean skipElement(String name) {
    byte[] end = ("</" + name).getBytes(StandardCharsets.US_ASCII);
    for (int i = at; i + end.length < html.length; i++) {
      if (isAt(i, end) && !isLetter(html[i + end.length])) {
        return skipTo(">", i);
      }
    }
    return false;
  }

  /// Goes behind the tag that stands here; a `>` within a quoted value does not end it.
  private boolean skipTag() {
    byte quote = 0;
    byte before = 0;
    for (int i = at; i < html.length; i++) {
      byte b = html[i];
      if (quote != 0) {
        quote = b == quote ? 0 : quote;
      } else if (b == '>') {
        at = i + 1;
        return true;
      } else if ((b == '"' || b == '\'') && before == '=') {
        quote = b;
      }
      before = isSpace(b) ? before : b;
    }
    return false;
  }

  private boolean skipTo(String end, int from) {
    byte[] wanted = end.getBytes(StandardCharsets.US_ASCII);
    for (int i = from; i + wanted.length <= html.length; i++) {
      if (isAt(i, wanted)) {
        at = i + wanted.length;
        return true;
      }
    }
    return false;
  }

  private boolean startsWith(String text) {
    return isAt(at, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Whether these bytes stand there, letters in any case.
  private boolean isAt(int from, byte[] lowerCase) {
    if (from + lowerCase.length > html.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      byte b = html[from + i];
      if ((isLetter(b) ? (byte) (b | 0x20) : b) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  /// The name of a tag in lower case; empty if none begins there.
  private String name(int from) {
    int end = from;
    while (end < html.length && end - from < 16 && html[end] != '>' && html[end] != '/') {
      if (isSpace(html[end])) {
        break;
      }
      end++;
    }
    return new String(html, from, end - from, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f';
  }

  private static boolean isLetter(byte b) {
    return (b | 0x20) >= 'a' && (b | 0x20) <= 'z';
  }
}

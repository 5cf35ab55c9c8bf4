package org.gabion.analyze.report;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/// Writes HTML to a sink as it comes. Text and the values of attributes pass [Printable] and are
/// escaped, always: no caller can forget it, and no text can end an element or an attribute. A text
/// is cut where it is too long for anybody to read.
///
/// Names of elements and attributes are the program's own. An element that was opened is closed by
/// the call that belongs to it, so the page is balanced if the calls are. Not thread safe.
final class HtmlWriter {
  /// Elements within a line of text; all others begin a line of their own.
  private static final Set<String> INLINE =
      Set.of("a", "b", "span", "code", "strong", "bdi", "button", "time", "text", "title", "desc");

  private static final int LONGEST = 1000;

  private final Appendable out;
  private final Deque<String> open = new ArrayDeque<>();

  HtmlWriter(Appendable out) throws IOException {
    this.out = out;
    out.append("<!doctype html>");
  }

  /// Opens an element; `attributes` are names and values in turn.
  HtmlWriter open(String element, String... attributes) throws IOException {
    tag(element, attributes);
    out.append('>');
    open.push(element);
    return this;
  }

  /// Closes the element that was opened last.
  HtmlWriter close() throws IOException {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /// An element with nothing in it: a void one of HTML, or any of SVG.
  HtmlWriter leaf(String element, String... attributes) throws IOException {
    tag(element, attributes);
    out.append("/>");
    return this;
  }

  /// An element with text in it.
  HtmlWriter element(String element, String text, String... attributes) throws IOException {
    return open(element, attributes).text(text).close();
  }

  HtmlWriter text(String text) throws IOException {
    escape(Printable.of(text, LONGEST));
    return this;
  }

  /// Text of several lines, for a `pre`: tabs and line ends stay, and nothing is cut.
  HtmlWriter lines(String text) throws IOException {
    String separator = "";
    for (String line : text.split("\r?\n", -1)) {
      out.append(separator);
      String between = "";
      for (String part : line.split("\t", -1)) {
        out.append(between);
        escape(Printable.of(part));
        between = "\t";
      }
      separator = "\n";
    }
    return this;
  }

  /// The program's own style or script, as it is. A text from anywhere else never goes here.
  HtmlWriter own(String element, String source) throws IOException {
    out.append("\n<").append(element).append('>').append(source);
    out.append("</").append(element).append('>');
    return this;
  }

  private void tag(String element, String... attributes) throws IOException {
    if (!INLINE.contains(element)) {
      out.append('\n');
    }
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(Printable.of(attributes[i + 1]));
      out.append('"');
    }
  }

  private void escape(String text) throws IOException {
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      String replacement =
          switch (text.charAt(i)) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            case '`' -> "&#96;";
            default -> "";
          };
      if (!replacement.isEmpty()) {
        out.append(text, from, i).append(replacement);
        from = i + 1;
      }
    }
    out.append(text, from, text.length());
  }
}

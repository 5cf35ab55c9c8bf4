package org.gabion.mirror.check;

/// HTML as it is written: the program's own tags, and texts from anywhere, which are escaped. Not
/// thread safe.
final class Markup {
  private final StringBuilder html = new StringBuilder();

  /// The program's own markup, as it is. A text from anywhere else never goes here.
  Markup raw(String own) {
    html.append(own);
    return this;
  }

  Markup text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> html.append("&amp;");
        case '<' -> html.append("&lt;");
        case '>' -> html.append("&gt;");
        case '"' -> html.append("&quot;");
        case '\'' -> html.append("&#39;");
        default -> html.append(c);
      }
    }
    return this;
  }

  Markup element(String name, String text) {
    return raw("<" + name + ">").text(text).raw("</" + name + ">\n");
  }

  Markup element(String name, String text, String style) {
    return raw("<" + name + " class=\"" + style + "\">").text(text).raw("</" + name + ">\n");
  }

  @Override
  public String toString() {
    return html.toString();
  }
}

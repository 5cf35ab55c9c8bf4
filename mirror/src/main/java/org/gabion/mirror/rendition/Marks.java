package org.gabion.mirror.rendition;

import org.jsoup.nodes.Element;

/// How a rendered page tells what it lacks. Stateless.
final class Marks {
  /// The class of links to other sites.
  static final String ELSEWHERE = "gabion-elsewhere";

  static final String MARK = "gabion-mark";

  private Marks() {}

  /// A link to a page that the copy does not have.
  static void missing(Element anchor) {
    if (anchor.normalName().equals("area")) {
      anchor.attr("alt", (anchor.attr("alt") + " (not in this copy)").strip());
    } else if (anchor.closest("svg") == null) {
      // Inside a drawing there is no room for text.
      note(anchor, " (not in this copy)");
    }
  }

  /// An image that the copy does not have gives way to its text.
  static void image(Element image) {
    String text = image.attr("alt").strip();
    Element note = new Element("span").addClass(MARK).attr("lang", "en");
    note.text(
        text.isEmpty() ? "[image not in this copy]" : "[image not in this copy: " + text + "]");
    image.replaceWith(note);
  }

  /// A form that does nothing.
  static void form(Element form) {
    form.prependElement("p")
        .addClass(MARK)
        .attr("lang", "en")
        .text("This form does not work: this is a copy of the page.");
  }

  private static void note(Element in, String text) {
    in.appendElement("span").addClass(MARK).attr("lang", "en").text(text);
  }
}

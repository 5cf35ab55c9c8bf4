package org.gabion.mirror.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.ProcessingInstruction;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/// Finds the links in XML: feeds (RSS 2.0, RFC 4287), SVG, and the style sheet that an XML page
/// names. Entities and document types are not followed. Used by one thread, once.
final class XmlLinks {
  /// Elements whose text is an address.
  private static final Set<String> TEXTS = Set.of("link", "url", "logo", "icon", "comments");

  private static final Set<String> ATTRIBUTES = Set.of("href", "xlink:href", "src", "url");

  private final SiteUrl page;
  private final PageLinks.LinkTarget target;

  XmlLinks(SiteUrl page, PageLinks.LinkTarget target) {
    this.page = page;
    this.target = target;
  }

  /// @param charset as the header names it; empty to look into the page
  void read(byte[] content, String charset) {
    Document document;
    try {
      document =
          Jsoup.parse(
              new ByteArrayInputStream(content),
              charset.isEmpty() ? null : charset,
              "",
              Parser.xmlParser());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    NodeTraversor.traverse((NodeVisitor) (node, _) -> node(node), document);
  }

  private void node(Node node) {
    if (node instanceof Element element) {
      element(element);
    } else if (node instanceof ProcessingInstruction instruction
        && instruction.target().equals("xml-stylesheet")) {
      // What stands in it has the form of attributes.
      Parser parser = Parser.xmlParser();
      for (Element sheet : Jsoup.parse("<x " + instruction.data() + ">", "", parser).children()) {
        link(sheet.attr("href"));
      }
    }
  }

  private void element(Element element) {
    for (String attribute : ATTRIBUTES) {
      if (element.hasAttr(attribute)) {
        link(element.attr(attribute));
      }
    }
    if (element.hasAttr("style")) {
      CssScanner.scan(element.attr("style"), this::link);
    }
    String name = element.tagName().toLowerCase(Locale.ROOT);
    if (name.equals("style")) {
      CssScanner.scan(element.wholeText(), this::link);
    } else if (TEXTS.contains(name) && element.childrenSize() == 0) {
      String text = element.wholeText().strip();
      if (!text.isEmpty()) {
        link(text);
      }
    }
  }

  private void link(String reference) {
    page.resolve(reference).ifPresent(target::link);
  }
}

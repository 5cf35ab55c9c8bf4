package org.gabion.mirror.rendition;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/// Writes a drawing (SVG) anew with nothing in it that runs or asks another host: only elements of
/// SVG itself, without scripts, foreign content, event handlers, document types and processing
/// instructions. Opened by itself a drawing has no policy that would stop them. One drawing.
final class DrawingCleaner {
  private static final String SVG = "http://www.w3.org/2000/svg";
  private static final String XLINK = "http://www.w3.org/1999/xlink";
  private static final Set<String> GONE =
      Set.of(
          "script",
          "foreignobject",
          "handler",
          "listener",
          "iframe",
          "audio",
          "video",
          "embed",
          "object",
          "discard");
  private static final byte[] UNREADABLE =
      ("<svg xmlns=\""
              + SVG
              + "\" width=\"320\" height=\"40\">"
              + "<text x=\"8\" y=\"25\">This drawing can not be read.</text></svg>\n")
          .getBytes(StandardCharsets.US_ASCII);

  private final LinkWatch links;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  // How deep the reader stands in what is left out.
  private int skipped;
  private int inStyle;

  private DrawingCleaner(LinkWatch links) {
    this.links = links;
  }

  /// The drawing without its dangers; a note in its place if it is no drawing.
  static byte[] clean(byte[] drawing, LinkWatch links) {
    try {
      return new DrawingCleaner(links).run(drawing);
    } catch (XMLStreamException | RuntimeException e) {
      // The JDK's parser lets some faults of its input out as unchecked exceptions.
      return UNREADABLE.clone();
    }
  }

  private byte[] run(byte[] drawing) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XMLStreamReader in = factory.createXMLStreamReader(new ByteArrayInputStream(drawing));
    XMLStreamWriter out = XMLOutputFactory.newFactory().createXMLStreamWriter(bytes, "UTF-8");
    boolean any = false;
    while (in.hasNext()) {
      switch (in.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          start(in, out);
          any |= skipped == 0;
        }
        case XMLStreamConstants.END_ELEMENT -> end(out);
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(in.getText(), out);
        default -> {
          // Comments, instructions and document types are left out.
        }
      }
    }
    out.flush();
    return any ? bytes.toByteArray() : UNREADABLE.clone();
  }

  private void start(XMLStreamReader in, XMLStreamWriter out) throws XMLStreamException {
    if (skipped > 0 || isDangerous(in)) {
      skipped++;
      return;
    }
    String name = in.getLocalName();
    out.writeStartElement("", name, SVG);
    if (name.equals("svg")) {
      out.writeDefaultNamespace(SVG);
      out.writeNamespace("xlink", XLINK);
    }
    inStyle = inStyle > 0 || name.equals("style") ? inStyle + 1 : 0;
    for (int i = 0; i < in.getAttributeCount(); i++) {
      String namespace = Optional.ofNullable(in.getAttributeNamespace(i)).orElse("");
      attribute(name, namespace, in.getAttributeLocalName(i), in.getAttributeValue(i), out);
    }
  }

  private static boolean isDangerous(XMLStreamReader in) {
    String name = in.getLocalName().toLowerCase(Locale.ROOT);
    if (!SVG.equals(in.getNamespaceURI()) || GONE.contains(name)) {
      return true;
    }
    String animated = Optional.ofNullable(in.getAttributeValue(null, "attributeName")).orElse("");
    return animated.toLowerCase(Locale.ROOT).endsWith("href") || animated.startsWith("on");
  }

  private void attribute(
      String element, String namespace, String name, String value, XMLStreamWriter out)
      throws XMLStreamException {
    if (name.toLowerCase(Locale.ROOT).startsWith("on")) {
      return;
    }
    if (name.equals("href") && (namespace.isEmpty() || namespace.equals(XLINK))) {
      Optional<String> href = element.equals("a") ? lead(value) : embedded(value);
      if (href.isPresent() && namespace.isEmpty()) {
        out.writeAttribute(name, href.get());
      } else if (href.isPresent()) {
        out.writeAttribute("xlink", XLINK, name, href.get());
      }
    } else if (namespace.isEmpty() && !name.equals("ping") && !name.equals("src")) {
      boolean css = name.equals("style") || value.indexOf('(') >= 0 && !name.equals("d");
      out.writeAttribute(name, css ? style(value) : value);
    }
  }

  private String style(String css) {
    return CssLinks.rewrite(css, (url, _) -> embedded(url));
  }

  private Optional<String> embedded(String url) {
    return switch (links.target(url)) {
      case Target.Here here -> Optional.of(links.to(here));
      case Target.SamePage same -> Optional.of(same.fragment());
      case Target.Inline inline
          when inline.url().toLowerCase(Locale.ROOT).startsWith("data:image/")
              && !inline.url().toLowerCase(Locale.ROOT).startsWith("data:image/svg") ->
          Optional.of(inline.url());
      case Target.Inline _,
          Target.Missing _,
          Target.Elsewhere _,
          Target.Contact _,
          Target.Unusable _ ->
          Optional.empty();
    };
  }

  private Optional<String> lead(String url) {
    return switch (links.target(url)) {
      case Target.Here here -> Optional.of(links.to(here));
      case Target.SamePage same -> Optional.of(same.fragment());
      case Target.Missing missing -> missing.url();
      case Target.Elsewhere elsewhere -> Optional.of(elsewhere.url());
      case Target.Contact _, Target.Inline _, Target.Unusable _ -> Optional.empty();
    };
  }

  private void end(XMLStreamWriter out) throws XMLStreamException {
    if (skipped > 0) {
      skipped--;
    } else {
      inStyle = Math.max(0, inStyle - 1);
      out.writeEndElement();
    }
  }

  private void text(String text, XMLStreamWriter out) throws XMLStreamException {
    if (skipped == 0) {
      out.writeCharacters(inStyle > 0 ? style(text) : text);
    }
  }
}

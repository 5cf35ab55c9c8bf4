package org.gabion.mirror.target;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// Reads a server's answer to PROPFIND (RFC 4918). It fetches nothing that the answer names, and
/// leaves out what does not lie in the folder that was asked for. Stateless.
final class DavList {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._~%-]+");

  private DavList() {}

  /// One of a folder's entries; the folder itself has an empty name.
  record Entry(String name, boolean isFolder, long size, Instant modified) {}

  /// @param asked the path of the folder, decoded
  /// @throws XMLStreamException if it is no XML, or declares a document type
  static List<Entry> parse(byte[] xml, String asked) throws XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(xml));
    List<Entry> entries = new ArrayList<>();
    String href = "";
    boolean isFolder = false;
    long size = 0;
    Instant modified = Instant.MAX;
    while (reader.hasNext()) {
      int event = reader.next();
      String element =
          event == XMLStreamConstants.START_ELEMENT || event == XMLStreamConstants.END_ELEMENT
              ? reader.getLocalName()
              : "";
      if (event == XMLStreamConstants.START_ELEMENT) {
        switch (element) {
          case "response" -> {
            href = "";
            isFolder = false;
            size = 0;
            modified = Instant.MAX;
          }
          case "href" -> href = reader.getElementText().strip();
          case "collection" -> isFolder = true;
          case "getcontentlength" -> size = number(reader.getElementText());
          case "getlastmodified" -> modified = date(reader.getElementText());
          default -> {
            // Other properties are of no use here.
          }
        }
      } else if (event == XMLStreamConstants.END_ELEMENT && element.equals("response")) {
        Optional<String> name = name(href, asked);
        if (name.isPresent()) {
          entries.add(new Entry(name.get(), isFolder, size, modified));
        }
      }
    }
    reader.close();
    return entries;
  }

  /// The name of an entry; empty if it does not lie in the folder that was asked for, or is no name
  /// at all. The server may be a hostile one: what it names is deleted one day.
  private static Optional<String> name(String href, String asked) {
    String path;
    try {
      path = String.valueOf(new URI(href).getPath());
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
    String bare = withoutSlash(path);
    String folder = withoutSlash(asked);
    if (bare.equals(folder)) {
      return Optional.of("");
    }
    String name = bare.substring(Math.min(bare.length(), folder.length() + 1));
    boolean isIn = bare.startsWith(folder + "/") && NAME.matcher(name).matches();
    return isIn && !name.equals(".") && !name.equals("..") ? Optional.of(name) : Optional.empty();
  }

  private static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  private static long number(String text) {
    String digits = text.strip();
    return digits.matches("[0-9]{1,15}") ? Long.parseLong(digits) : 0;
  }

  private static Instant date(String text) {
    try {
      return Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
    } catch (DateTimeParseException e) {
      return Instant.MAX;
    }
  }
}

package org.gabion.mirror.capture;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/// Finds the links in a page, by its type. Stateless.
final class PageLinks {
  /// Larger texts are not taken apart.
  static final int MAX_TEXT = 8 << 20;

  private static final Set<String> HTML = Set.of("text/html", "application/xhtml+xml");

  private PageLinks() {}

  static boolean isHtml(String type) {
    return HTML.contains(type);
  }

  /// Whether a page of this type may hold links that a reader follows or a browser loads.
  static boolean mayHold(String type, String path) {
    return isHtml(type) || type.equals("text/css") || isXml(type) || isManifest(type, path);
  }

  private static boolean isXml(String type) {
    return type.endsWith("/xml") || type.endsWith("+xml");
  }

  private static boolean isManifest(String type, String path) {
    return type.equals("application/manifest+json")
        || path.endsWith(".webmanifest")
        || path.endsWith("/manifest.json");
  }

  /// @param page where it was found
  /// @param contentType with parameters, as the site gave it
  static void of(SiteUrl page, String type, String contentType, byte[] content, LinkTarget target) {
    if (isHtml(type)) {
      new HtmlLinks(page, target).read(content, charsetName(contentType));
    } else if (type.equals("text/css")) {
      CssScanner.scan(
          new String(content, charset(contentType)),
          reference -> page.resolve(reference).ifPresent(target::link));
    } else if (isXml(type)) {
      new XmlLinks(page, target).read(content, charsetName(contentType));
    } else if (isManifest(type, page.path())) {
      ManifestScanner.scan(
          new String(content, StandardCharsets.UTF_8),
          reference -> page.resolve(reference).ifPresent(target::link));
    }
  }

  /// Takes the links of a page, made absolute.
  @FunctionalInterface
  interface LinkTarget {
    void link(SiteUrl url);
  }

  /// The charset that the header names, if this program knows it; otherwise empty, and the page
  /// itself is looked at.
  static String charsetName(String contentType) {
    int at = contentType.toLowerCase(Locale.ROOT).indexOf("charset=");
    if (at < 0) {
      return "";
    }
    String rest = contentType.substring(at + "charset=".length());
    int semicolon = rest.indexOf(';');
    String name = (semicolon < 0 ? rest : rest.substring(0, semicolon)).strip().replace("\"", "");
    try {
      return Charset.isSupported(name) ? name : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Charset charset(String contentType) {
    String name = charsetName(contentType);
    return name.isEmpty() ? StandardCharsets.UTF_8 : Charset.forName(name);
  }
}

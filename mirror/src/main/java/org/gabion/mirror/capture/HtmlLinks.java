package org.gabion.mirror.capture;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/// Finds the links in an HTML page: what a reader can follow and what a browser loads. Used by one
/// thread, once.
final class HtmlLinks {
  /// Attributes with one address, by element; `*` for all.
  private static final Map<String, List<String>> ADDRESSES =
      Map.ofEntries(
          Map.entry("a", List.of("href", "xlink:href")),
          Map.entry("area", List.of("href")),
          Map.entry("img", List.of("src", "data-src", "longdesc")),
          Map.entry("source", List.of("src", "data-src")),
          Map.entry("script", List.of("src", "href", "xlink:href")),
          Map.entry("iframe", List.of("src", "data-src")),
          Map.entry("frame", List.of("src")),
          Map.entry("embed", List.of("src")),
          Map.entry("object", List.of("data")),
          Map.entry("video", List.of("src", "poster")),
          Map.entry("audio", List.of("src")),
          Map.entry("track", List.of("src")),
          Map.entry("input", List.of("src")),
          Map.entry("image", List.of("href", "xlink:href")),
          Map.entry("use", List.of("href", "xlink:href")),
          Map.entry("feimage", List.of("href", "xlink:href")),
          Map.entry("body", List.of("background")),
          Map.entry("table", List.of("background")),
          Map.entry("td", List.of("background")));

  /// Relations that name no page of the site, or a door for programs.
  private static final Set<String> NO_PAGES =
      Set.of("preconnect", "dns-prefetch", "pingback", "edituri", "wlwmanifest", "profile");

  private static final Set<String> META_IMAGES =
      Set.of("og:image", "og:image:url", "og:video", "og:audio", "twitter:image");

  private final PageLinks.LinkTarget target;
  private SiteUrl base;

  HtmlLinks(SiteUrl page, PageLinks.LinkTarget target) {
    this.base = page;
    this.target = target;
  }

  /// @param charset as the header names it; empty to look into the page
  void read(byte[] content, String charset) {
    Document document;
    try {
      document =
          Jsoup.parse(new ByteArrayInputStream(content), charset.isEmpty() ? null : charset, "");
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
    Element first = document.selectFirst("base[href]");
    if (first != null) {
      base = base.resolve(first.attr("href")).orElse(base);
    }
    NodeTraversor.traverse(
        (NodeVisitor)
            (node, _) -> {
              if (node instanceof Element element) {
                element(element);
              }
            },
        document);
  }

  private void element(Element element) {
    String name = element.normalName();
    for (String attribute : ADDRESSES.getOrDefault(name, List.of())) {
      attribute(element, attribute);
    }
    for (String attribute : List.of("srcset", "data-srcset", "imagesrcset")) {
      if (element.hasAttr(attribute)) {
        SrcsetScanner.scan(element.attr(attribute), this::link);
      }
    }
    if (element.hasAttr("style")) {
      CssScanner.scan(element.attr("style"), this::link);
    }
    switch (name) {
      case "link" -> linkElement(element);
      case "style" -> CssScanner.scan(element.data(), this::link);
      case "meta" -> meta(element);
      case "form" -> form(element);
      default -> {
        // No other element has an address of its own.
      }
    }
  }

  private void attribute(Element element, String attribute) {
    if (element.hasAttr(attribute)) {
      link(element.attr(attribute));
    }
  }

  private void linkElement(Element element) {
    for (String relation : element.attr("rel").toLowerCase(Locale.ROOT).split(" ", -1)) {
      if (NO_PAGES.contains(relation)) {
        return;
      }
    }
    attribute(element, "href");
  }

  private void meta(Element element) {
    String content = element.attr("content");
    if (element.attr("http-equiv").equalsIgnoreCase("refresh")) {
      refresh(content);
    } else if (META_IMAGES.contains(element.attr("property"))
        || META_IMAGES.contains(element.attr("name"))) {
      link(content);
    }
  }

  /// `5; url=/next`, with or without quotes.
  private void refresh(String content) {
    int at = content.toLowerCase(Locale.ROOT).indexOf("url=");
    if (at >= 0) {
      String address = content.substring(at + "url=".length()).strip();
      char quote = address.isEmpty() ? ' ' : address.charAt(0);
      if (quote == '"' || quote == '\'') {
        int end = address.indexOf(quote, 1);
        address = address.substring(1, end < 0 ? address.length() : end);
      }
      link(address);
    }
  }

  /// The page that a search form leads to, but none of its answers; other forms change things.
  private void form(Element element) {
    String method = element.attr("method");
    String action = element.attr("action");
    if (element.hasAttr("action") && (method.isEmpty() || method.equalsIgnoreCase("get"))) {
      int question = action.indexOf('?');
      link(question < 0 ? action : action.substring(0, question));
    }
  }

  private void link(String reference) {
    base.resolve(reference).ifPresent(target::link);
  }
}

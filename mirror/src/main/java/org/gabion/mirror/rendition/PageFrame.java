package org.gabion.mirror.rendition;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.SnapshotHeader;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// What stands around every page of the rendition: a policy that lets no browser ask another host
/// or run a script, and a banner that says what this is. Immutable.
final class PageFrame {
  // Pages opened from a disk load their neighbours by file:, which 'self' does not mean everywhere.
  static final String POLICY =
      "default-src 'none'; img-src 'self' file: data:; style-src 'self' file: 'unsafe-inline';"
          + " font-src 'self' file: data:; media-src 'self' file: data:; frame-src 'self' file:;"
          + " form-action 'none'; base-uri 'none'";

  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);
  private static final String STYLE =
      """
      #gabion-banner, #gabion-banner * { all: revert !important; }
      #gabion-banner { display: block !important; position: relative !important;
        z-index: 2147483647 !important; flex: 0 0 100% !important; grid-column: 1 / -1 !important;
        box-sizing: border-box !important; margin: 0 !important; padding: .6em 1em !important;
        border-bottom: 2px solid #6b4e00 !important; background: #fff6d6 !important;
        color: #1d1c1a !important; font: 16px/1.5 sans-serif !important;
        overflow-wrap: anywhere !important; text-align: left !important; }
      #gabion-banner a { color: #1f4f8b !important; text-decoration: underline !important; }
      .gabion-mark { font-style: italic; }
      .gabion-elsewhere::after { content: " \\2197"; }
      """;

  private final SnapshotHeader header;

  PageFrame(SnapshotHeader header) {
    this.header = header;
  }

  /// A time for readers.
  static String day(Instant instant) {
    return DAY.format(instant);
  }

  /// The page with policy and banner, as it is written.
  ///
  /// @param index the link to the page that says what this is; empty on a page that may be shown at
  ///   any address
  byte[] put(Document page, Route route, Optional<String> index, Optional<String> language) {
    Element root = rootOf(page);
    if (language.isPresent() && !root.hasAttr("lang")) {
      root.attr("lang", language.get());
    }
    Element head = page.head();
    head.prependElement("meta").attr("name", "referrer").attr("content", "no-referrer");
    head.prependElement("meta")
        .attr("http-equiv", "Content-Security-Policy")
        .attr("content", POLICY);
    head.prependElement("meta").attr("charset", "utf-8");
    if (head.selectFirst("link[rel~=(?i)icon]") == null) {
      // Browsers would ask the host for /favicon.ico, which is not the copy's.
      head.appendElement("link").attr("rel", "icon").attr("href", "data:,");
    }
    head.appendElement("style").appendChild(new org.jsoup.nodes.DataNode(STYLE));
    page.body().prependChild(banner(page, route, index));
    page.outputSettings()
        .prettyPrint(false)
        .charset(StandardCharsets.UTF_8)
        .syntax(Document.OutputSettings.Syntax.html)
        .escapeMode(org.jsoup.nodes.Entities.EscapeMode.base);
    return page.outerHtml().getBytes(StandardCharsets.UTF_8);
  }

  private static Element rootOf(Document page) {
    Element root = page.selectFirst("html");
    return root == null ? page.appendElement("html") : root;
  }

  private Element banner(Document page, Route route, Optional<String> index) {
    Element banner = page.createElement("aside").attr("id", "gabion-banner");
    banner.attr("lang", "en").attr("dir", "ltr").attr("aria-label", "About this copy");
    banner.appendText("This is a copy of the site ");
    banner.appendElement("b").text(header.site().fingerprint());
    banner.appendText(
        ". This page was published on "
            + day(header.published())
            + ", in edition "
            + header.sequence()
            + ". ");
    if (route.status() == 410) {
      banner.appendText("The site says that this page is gone for good. ");
    } else if (route.status() == 404) {
      banner.appendText("The site says that there is no such page. ");
    }
    if (index.isPresent()) {
      banner.appendElement("a").attr("href", index.get()).text("What this is, and how to check it");
    } else {
      banner.appendText(
          "To see what this copy has, take \"r/\" and all that follows it away from the address"
              + " above.");
    }
    return banner;
  }
}

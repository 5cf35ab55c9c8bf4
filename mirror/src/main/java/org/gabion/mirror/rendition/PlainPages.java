package org.gabion.mirror.rendition;

import java.util.Locale;
import java.util.Optional;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/// Small pages that the rendition adds: where a redirect leads, where a very large page can be had.
/// Stateless.
final class PlainPages {
  private PlainPages() {}

  /// A redirect. It goes on by itself only inside the copy.
  static Document redirect(Route route, LinkWatch links) {
    String location = route.location().orElseThrow();
    Document page = shell("This page has moved");
    Element main = page.body().appendElement("main");
    main.appendElement("h1").text("This page has moved");
    Element line = main.appendElement("p");
    switch (links.target(location)) {
      case Target.Here here -> {
        String to = links.to(here);
        page.head()
            .appendElement("meta")
            .attr("http-equiv", "refresh")
            .attr("content", "0; url=" + to);
        line.appendText("Go on to ").appendElement("a").attr("href", to).text(location);
      }
      case Target.Missing missing -> {
        line.appendText("It is now at ");
        Element to = line.appendElement(missing.url().isPresent() ? "a" : "b").text(location);
        missing.url().ifPresent(url -> to.attr("href", url).attr("rel", "noreferrer"));
        line.appendText(", which is not in this copy.");
      }
      case Target.Elsewhere elsewhere -> {
        line.appendText("It is now on another site: ");
        line.appendElement("a")
            .attr("href", elsewhere.url())
            .attr("rel", "noreferrer")
            .text(location);
      }
      case Target.SamePage _, Target.Contact _, Target.Inline _, Target.Unusable _ ->
          line.appendText("It is now at ").appendElement("b").text(location);
    }
    return page;
  }

  /// A page that is too large to be worked on.
  ///
  /// @param download the link to its bytes
  static Document tooLarge(Route route, String download) {
    Document page = shell("A very large page");
    Element main = page.body().appendElement("main");
    main.appendElement("h1").text("This page is too large to be shown here");
    String size = String.format(Locale.ROOT, "%.1f MiB", route.size() / (double) (1 << 20));
    main.appendElement("p")
        .appendElement("a")
        .attr("href", download)
        .attr("download", lastName(route.key()))
        .text("Download it as it was published (" + size + ")");
    return page;
  }

  private static String lastName(RouteKey key) {
    String name = key.path().substring(key.path().lastIndexOf('/') + 1);
    return Optional.of(name).filter(n -> n.endsWith(".html")).orElse("page.html");
  }

  private static Document shell(String title) {
    Document page = Document.createShell("");
    page.prependChild(new org.jsoup.nodes.DocumentType("html", "", ""));
    page.title(title);
    page.head()
        .appendElement("meta")
        .attr("name", "viewport")
        .attr("content", "width=device-width");
    page.head()
        .appendElement("style")
        .appendChild(
            new org.jsoup.nodes.DataNode(
                "main{max-width:42rem;margin:2rem auto;padding:0 1rem;"
                    + "font:1.0625rem/1.6 sans-serif;overflow-wrap:anywhere}"));
    java.util.Objects.requireNonNull(page.selectFirst("html")).attr("lang", "en");
    return page;
  }
}

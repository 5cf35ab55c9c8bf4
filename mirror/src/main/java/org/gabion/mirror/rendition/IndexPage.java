package org.gabion.mirror.rendition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.jsoup.Jsoup;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.DocumentType;
import org.jsoup.nodes.Element;

/// The page at the root of a copy: what this is, how old, how to check it, where others are.
final class IndexPage {
  private static final int MOST_MIRRORS = 1000;
  private static final String STYLE =
      """
      :root { color-scheme: light dark; --paper: #fcfbf8; --ink: #1d1c1a; --soft: #57534c;
        --line: #dcd8cf; --link: #1f4f8b; --tint: #f3f0e9; }
      @media (prefers-color-scheme: dark) { :root { --paper: #161719; --ink: #eae7e0;
        --soft: #b3aea4; --line: #3a3c40; --link: #9cc3f5; --tint: #26282c; } }
      * { box-sizing: border-box; }
      body { margin: 0; background: var(--paper); color: var(--ink);
        font: 1.0625rem/1.6 system-ui, sans-serif; overflow-wrap: anywhere; }
      main { max-width: 44rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
      h1, h2 { line-height: 1.25; }
      h2 { margin-top: 2.5rem; border-top: 2px solid var(--line); padding-top: .75rem; }
      a { color: var(--link); }
      a:focus-visible { outline: 3px solid var(--link); outline-offset: 3px; }
      dt { color: var(--soft); }
      dd { margin: 0 0 .75rem; font-weight: 600; }
      code, pre { font-family: ui-monospace, monospace; background: var(--tint); }
      pre { padding: .75rem; white-space: pre-wrap; }
      .read { font-size: 1.25rem; font-weight: 600; }
      """;

  private final OpenedCopy copy;
  private final SiteMap site;
  private final RenditionRules rules;
  private final Extras extras;

  /// What only some copies have.
  ///
  /// @param verifier the path of the page that checks the copy without a network
  record Extras(Optional<String> verifier) {
    static final Extras NONE = new Extras(Optional.empty());
  }

  /// What the site's first page says of itself.
  private record Home(Optional<String> path, String title, String language) {}

  IndexPage(OpenedCopy copy, SiteMap site, RenditionRules rules, Extras extras) {
    this.copy = copy;
    this.site = site;
    this.rules = rules;
    this.extras = extras;
  }

  byte[] bytes() throws IOException {
    Home home = home();
    Document page = Document.createShell("");
    page.prependChild(new DocumentType("html", "", ""));
    Element head = page.head();
    head.appendElement("meta").attr("charset", "utf-8");
    String hash = Base64.getEncoder().encodeToString(Digest.of(utf8(STYLE)).bytes());
    head.appendElement("meta")
        .attr("http-equiv", "Content-Security-Policy")
        .attr(
            "content",
            "default-src 'none'; img-src data:; style-src 'sha256-"
                + hash
                + "'; form-action 'none'; base-uri 'none'");
    head.appendElement("meta").attr("name", "referrer").attr("content", "no-referrer");
    head.appendElement("meta").attr("name", "viewport").attr("content", "width=device-width");
    page.title("A copy of a website: " + copy.header().site().fingerprint());
    head.appendElement("link").attr("rel", "icon").attr("href", "data:,");
    head.appendElement("style").appendChild(new DataNode(STYLE));
    java.util.Objects.requireNonNull(page.selectFirst("html")).attr("lang", "en");
    Element main = page.body().appendElement("main");
    opening(main, home);
    facts(main);
    checking(main);
    mirrors(main);
    page.outputSettings().prettyPrint(false).charset(StandardCharsets.UTF_8);
    return utf8(page.outerHtml() + "\n");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void opening(Element main, Home home) {
    main.appendElement("h1").text("A copy of a website");
    if (!home.title().isEmpty()) {
      Element name = main.appendElement("p").appendText("The site calls itself: ");
      withLanguage(name.appendElement("b"), home).text(home.title());
    }
    rules.note().ifPresent(note -> withLanguage(main.appendElement("p"), home).text(note));
    main.appendElement("p")
        .text(
            "Its publisher signed this copy, and somebody else may keep it here. You can read it"
                + " without scripts and without asking the first server.");
    if (home.path().isPresent()) {
      main.appendElement("p")
          .addClass("read")
          .appendElement("a")
          .attr("href", home.path().get())
          .text("Read the site");
    } else {
      main.appendElement("p").text("This copy has no page to begin with.");
    }
  }

  private static Element withLanguage(Element element, Home home) {
    return home.language().isEmpty() ? element : element.attr("lang", home.language());
  }

  private void facts(Element main) {
    Head head = copy.head().document();
    SnapshotHeader header = copy.header();
    Element list = main.appendElement("dl");
    fact(list, "Fingerprint of the site", header.site().fingerprint());
    fact(list, "Edition", Long.toString(header.sequence()));
    fact(list, "Published on", PageFrame.day(head.published()));
    fact(list, "The publisher promised the next by", PageFrame.day(head.nextBy()));
    SnapshotHeader.Completeness complete = header.completeness();
    String pages = complete.captured() + " of " + (complete.known() - complete.left());
    fact(list, "Pages and files in it", pages + " that the publisher meant to have in it");
    rules.original().ifPresent(origin -> fact(list, "Its first address", origin));
    main.appendElement("p")
        .text(
            "If the promised day is past, this copy is older than it should be. It can still be"
                + " read, but look whether another copy is newer.");
  }

  private static void fact(Element list, String name, String value) {
    list.appendElement("dt").text(name);
    list.appendElement("dd").text(value);
  }

  private void checking(Element main) {
    main.appendElement("h2").text("How to check this copy");
    main.appendElement("p")
        .text(
            "Whoever keeps this copy could change the pages that you read here. What they can not"
                + " change without being found out is the signed part, in the folder .gabion. So"
                + " compare the fingerprint above with one that you have from somewhere else: from"
                + " print, from a friend, from another copy.");
    extras
        .verifier()
        .ifPresent(
            verifier ->
                main.appendElement("p")
                    .appendElement("a")
                    .attr("href", verifier)
                    .text("Check this copy in your browser, without a network"));
    main.appendElement("p").text("With Gabion, a free program, all of it is checked byte by byte:");
    main.appendElement("pre")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", "Command")
        .text(
            "gabion mirror restore --from ADDRESS-OF-THIS-COPY --site "
                + copy.header().site()
                + " --to FOLDER");
    Element more = main.appendElement("p");
    more.appendText(
        "'gabion mirror check' looks at all copies and says which are whole. The signed ");
    more.appendElement("a").attr("href", CopyPaths.HEAD).text("head of this copy");
    more.appendText(" is a small text that people can read too.");
  }

  private void mirrors(Element main) throws IOException {
    List<String> urls = mirrorUrls();
    if (urls.isEmpty()) {
      return;
    }
    main.appendElement("h2").text("Other copies");
    main.appendElement("p").text("The publisher names these. Each is kept by somebody else.");
    Element list = main.appendElement("ul");
    for (String url : urls.subList(0, Math.min(MOST_MIRRORS, urls.size()))) {
      list.appendElement("li")
          .appendElement("a")
          .attr("href", url)
          .attr("rel", "noreferrer")
          .text(url);
    }
    if (urls.size() > MOST_MIRRORS) {
      main.appendElement("p").text("And " + (urls.size() - MOST_MIRRORS) + " more.");
    }
  }

  /// Addresses of the newest roster that counts, if its mirrors signed that they are there.
  private List<String> mirrorUrls() throws IOException {
    List<String> urls = new ArrayList<>();
    Digest id = copy.header().site();
    TrustedSite trusted = TrustedSite.of(RootWalk.begin(copy.source(), id));
    Optional<byte[]> bytes = Optional.empty();
    for (long number = Math.max(1, copy.header().roster()); ; number++) {
      Optional<byte[]> next = copy.source().fetch(CopyPaths.roster(number), Roster.MAX_BYTES);
      if (next.isEmpty()) {
        break;
      }
      bytes = next;
    }
    if (bytes.isPresent()
        && Roster.parse(bytes.get()) instanceof Parsed.Valid<Signed<Roster>>(Signed<Roster> roster)
        && trusted.accepts(roster)) {
      roster.document().mirrors().stream()
          .filter(Consent::isSigned)
          .forEach(mirror -> urls.add(mirror.url()));
    }
    return urls;
  }

  private Home home() throws IOException {
    Optional<Route> root = RouteKey.of("/").flatMap(site::route);
    Optional<Route> first = root.filter(this::isPage);
    if (first.isEmpty()) {
      first = firstPage();
    }
    if (first.isEmpty()) {
      return new Home(Optional.empty(), "", "");
    }
    String path = site.placeOf(first.get().key()).path();
    if (first.get().size() > Form.MOST_WORKED_ON || first.get().status() != 200) {
      return new Home(Optional.of(path), "", "");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    copy.copyTo(first.get(), bytes);
    Document page = Jsoup.parse(Charsets.html(bytes.toByteArray(), Form.charset(first.get())));
    Element html = page.selectFirst("html");
    String language = html == null ? "" : html.attr("lang");
    return new Home(
        Optional.of(path),
        page.title().strip(),
        language.matches("[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}") ? language : "");
  }

  private boolean isPage(Route route) {
    return switch (site.placeOf(route.key()).form().kind()) {
      case PAGE, REDIRECT -> true;
      case STYLE, DRAWING, TEXT, BYTES, LEFT_OUT -> false;
    };
  }

  private Optional<Route> firstPage() {
    for (Route route : site.routes()) {
      if (route.status() == 200 && isPage(route)) {
        return Optional.of(route);
      }
    }
    return Optional.empty();
  }
}

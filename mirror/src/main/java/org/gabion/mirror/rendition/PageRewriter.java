package org.gabion.mirror.rendition;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.XmlDeclaration;

/// Makes a page that needs nobody: links lead into the rendition or are marked, scripts and
/// whatever calls other hosts is gone, forms are still. One page; one thread.
///
/// What it lets through by mistake, the page's own policy stops: see [PageFrame].
final class PageRewriter {
  private static final String GONE =
      "script, applet, bgsound, portal, fencedframe, webview, noembed, object > param,"
          + " template:not([shadowrootmode])";
  private static final String UNWRAPPED = "noscript, template, noframes";
  private static final Set<String> GONE_ATTRIBUTES =
      Set.of(
          "nonce",
          "integrity",
          "crossorigin",
          "ping",
          "formaction",
          "attributionsrc",
          "manifest",
          "longdesc",
          "lowsrc",
          "dynsrc",
          "profile",
          "codebase",
          "classid",
          "archive",
          "icon",
          "autofocus",
          "xml:base",
          "srcdoc",
          "itemid",
          "itemtype",
          "cite",
          "formtarget",
          "target");
  private static final Set<String> KEPT_META =
      Set.of(
          "viewport",
          "description",
          "author",
          "keywords",
          "color-scheme",
          "theme-color",
          "robots",
          "generator");
  // Attributes of SVG whose values may name a drawing by url().
  private static final Set<String> PAINT =
      Set.of(
          "fill",
          "stroke",
          "filter",
          "mask",
          "clip-path",
          "marker",
          "marker-start",
          "marker-mid",
          "marker-end",
          "cursor");

  private static final Pattern TAG = Pattern.compile("<(?=[a-zA-Z/!?])");

  private final Document page;
  private final LinkWatch links;

  PageRewriter(Document page, LinkWatch links) {
    this.page = page;
    this.links = links;
  }

  /// Rewrites the page in place.
  void run() {
    Element base = page.selectFirst("base[href]");
    if (base != null) {
      links.rebase(base.attr("href"));
    }
    page.select("base").remove();
    page.select(GONE).remove();
    page.nodeStream(Comment.class).toList().forEach(Comment::remove);
    page.nodeStream(XmlDeclaration.class).toList().forEach(XmlDeclaration::remove);
    page.select(UNWRAPPED).forEach(Element::unwrap);
    // What these hold is text to a browser, whatever it looks like.
    page.select("iframe").forEach(Element::empty);
    page.select("xmp, plaintext, listing").forEach(element -> element.tagName("pre"));
    new StillForms(page).run();
    framesets();
    List<Element> all = page.getAllElements();
    for (Element element : all) {
      attributes(element);
      content(element);
    }
  }

  /// Frames side by side become links one below the other.
  private void framesets() {
    for (Element frames : page.select("frameset")) {
      Element body = page.createElement("body");
      for (Element frame : frames.select("frame[src]")) {
        String name = frame.attr("name");
        body.appendElement("p")
            .appendElement("a")
            .attr("href", frame.attr("src"))
            .text(name.isEmpty() ? frame.attr("src") : name);
      }
      frames.replaceWith(body);
    }
  }

  private void attributes(Element element) {
    for (Attribute attribute : element.attributes().asList()) {
      String name = attribute.getKey().toLowerCase(Locale.ROOT);
      String value = attribute.getValue();
      if (name.startsWith("on") || GONE_ATTRIBUTES.contains(name) || isToken(name)) {
        element.removeAttr(attribute.getKey());
      } else if (name.equals("style") || PAINT.contains(name) && value.contains("(")) {
        element.attr(attribute.getKey(), style(value));
      } else if (name.equals("background")) {
        set(element, attribute.getKey(), embedded(value));
      }
    }
  }

  private static boolean isToken(String name) {
    return name.startsWith("data-")
        && (name.contains("csrf") || name.contains("token") || name.contains("nonce"));
  }

  private void content(Element element) {
    switch (element.normalName()) {
      case "a", "area" -> anchor(element);
      case "link" -> link(element);
      case "meta" -> meta(element);
      case "style" -> {
        element.dataNodes().forEach(this::styleSheet);
        element.textNodes().forEach(text -> text.text(style(text.getWholeText())));
      }
      case "img", "image", "input" -> image(element);
      case "source", "track" -> source(element);
      case "video", "audio" -> player(element);
      case "iframe", "frame" -> frame(element);
      case "embed", "object" -> object(element);
      case "animate", "set", "animatemotion", "animatetransform" -> animation(element);
      default -> reference(element);
    }
  }

  private void styleSheet(DataNode data) {
    // Where a browser builds another tree than the parser here, a style sheet may be read as
    // markup: no tag may begin in it. A space behind < changes no rule.
    data.setWholeData(withoutTags(style(data.getWholeData())));
  }

  private static String withoutTags(String css) {
    return TAG.matcher(css).replaceAll("< ");
  }

  private String style(String css) {
    return CssLinks.rewrite(css, (url, _) -> embedded(url));
  }

  /// The address of something that the page loads by itself; empty if it must not.
  private Optional<String> embedded(String reference) {
    return switch (links.embedded(reference)) {
      case Target.Here here when here.kind() != Form.Kind.REDIRECT -> Optional.of(links.to(here));
      case Target.Here _ -> Optional.empty();
      case Target.SamePage same -> Optional.of(same.fragment()).filter(f -> !f.isEmpty());
      case Target.Inline inline -> Optional.of(inline.url()).filter(PageRewriter::isStill);
      case Target.Missing _, Target.Elsewhere _, Target.Contact _, Target.Unusable _ ->
          Optional.empty();
    };
  }

  private static boolean isStill(String data) {
    String start = data.substring(0, Math.min(data.length(), 32)).toLowerCase(Locale.ROOT);
    return start.startsWith("data:image/")
        || start.startsWith("data:font/")
        || start.startsWith("data:application/font")
        || start.startsWith("data:application/x-font")
        || start.startsWith("data:audio/")
        || start.startsWith("data:video/");
  }

  private static void set(Element element, String attribute, Optional<String> value) {
    if (value.isPresent()) {
      element.attr(attribute, value.get());
    } else {
      element.removeAttr(attribute);
    }
  }

  private void anchor(Element anchor) {
    for (String name : List.of("href", "xlink:href")) {
      if (anchor.hasAttr(name)) {
        lead(anchor, name);
      }
    }
  }

  private void lead(Element anchor, String name) {
    switch (links.target(anchor.attr(name))) {
      case Target.Here here -> anchor.attr(name, links.to(here));
      case Target.SamePage same -> anchor.attr(name, same.fragment());
      case Target.Contact contact -> anchor.attr(name, contact.url());
      case Target.Elsewhere elsewhere -> {
        anchor.attr(name, elsewhere.url()).attr("rel", "noreferrer");
        anchor.addClass(Marks.ELSEWHERE);
      }
      case Target.Missing missing -> {
        set(anchor, name, missing.url());
        anchor.attr("rel", "noreferrer");
        Marks.missing(anchor);
      }
      case Target.Inline _, Target.Unusable _ -> anchor.removeAttr(name);
    }
  }

  private void link(Element link) {
    String rel = " " + link.attr("rel").toLowerCase(Locale.ROOT) + " ";
    boolean sheet = rel.contains(" stylesheet ");
    boolean icon = rel.contains("icon ");
    if (rel.contains(" canonical ")) {
      canonical(link);
      return;
    }
    if (sheet && links.isCarrying()) {
      carry(link, rel);
      return;
    }
    Optional<String> url = sheet || icon ? embedded(link.attr("href")) : Optional.empty();
    if (url.isEmpty()) {
      link.remove();
      return;
    }
    link.attr("href", url.get());
    link.attr("rel", sheet && !rel.contains(" alternate ") ? "stylesheet" : rel.strip());
    link.removeAttr("imagesrcset").removeAttr("type");
    if (sheet && link.attr("media").equals("print")) {
      // Often a trick to load late, which needs a script to end; paper shows it either way.
      link.removeAttr("disabled");
    }
  }

  /// The style sheet itself takes the place of the link to it.
  private void carry(Element link, String rel) {
    boolean used = !rel.contains(" alternate ") && !link.hasAttr("disabled");
    Optional<String> css = used ? links.style(link.attr("href")) : Optional.empty();
    if (css.isEmpty()) {
      link.remove();
      return;
    }
    DataNode data = new DataNode("");
    Element style = page.createElement("style").appendChild(data);
    if (link.hasAttr("media")) {
      style.attr("media", link.attr("media"));
    }
    data.setWholeData(withoutTags(css.get()));
    link.replaceWith(style);
  }

  /// Where the page belongs stays told; no browser asks for it.
  private void canonical(Element link) {
    if (links.target(link.attr("href")) instanceof Target.Elsewhere elsewhere) {
      link.attr("href", elsewhere.url());
    } else {
      link.remove();
    }
  }

  private void meta(Element meta) {
    if (meta.attr("http-equiv").equalsIgnoreCase("refresh")) {
      refresh(meta);
      return;
    }
    String name = meta.attr("name").toLowerCase(Locale.ROOT);
    boolean language = meta.attr("http-equiv").equalsIgnoreCase("content-language");
    if (!KEPT_META.contains(name) && !name.startsWith("dc.") && !language) {
      meta.remove();
    } else if (!language) {
      meta.removeAttr("http-equiv");
    }
  }

  private void refresh(Element meta) {
    Refresh refresh = Refresh.parse(meta.attr("content"));
    Target target = links.target(refresh.url());
    if (target instanceof Target.Here here) {
      meta.attr("content", refresh.seconds() + "; url=" + links.to(here));
      meta.attr("http-equiv", "refresh");
      return;
    }
    meta.remove();
    if (!refresh.url().isEmpty()) {
      Element onwards = page.body().prependElement("p").appendElement("a");
      onwards.attr("href", refresh.url()).text("This page leads on");
      lead(onwards, "href");
    }
  }

  private void image(Element image) {
    lateImage(image);
    boolean had = image.hasAttr("src") || image.hasAttr("srcset");
    sources(image);
    for (String name : List.of("href", "xlink:href")) {
      if (image.hasAttr(name)) {
        set(image, name, embedded(image.attr(name)));
      }
    }
    if (had && !image.hasAttr("src") && !image.hasAttr("srcset") && isImg(image)) {
      Marks.image(image);
    }
  }

  private static boolean isImg(Element image) {
    return image.normalName().equals("img");
  }

  /// Images that a script would have shown later are shown at once.
  private static void lateImage(Element image) {
    for (String name : List.of("src", "srcset")) {
      String late = image.attr("data-" + name);
      String now = image.attr(name);
      if (isImg(image) && !late.isEmpty() && (now.isEmpty() || now.startsWith("data:"))) {
        image.attr(name, late);
      }
    }
  }

  private void sources(Element element) {
    if (links.isCarrying() && element.hasAttr("src")) {
      // One size is enough to carry.
      element.removeAttr("srcset");
    }
    if (element.hasAttr("srcset")) {
      String srcset = Srcset.rewrite(element.attr("srcset"), this::embedded);
      set(element, "srcset", Optional.of(srcset).filter(s -> !s.isEmpty()));
    }
    if (element.hasAttr("src")) {
      set(element, "src", embedded(element.attr("src")));
    }
  }

  private void source(Element source) {
    sources(source);
    if (!source.hasAttr("src") && !source.hasAttr("srcset")) {
      source.remove();
    }
  }

  private void player(Element player) {
    String first = player.attr("src");
    Element inner = player.selectFirst("source[src]");
    String link = first.isEmpty() && inner != null ? inner.attr("src") : first;
    sources(player);
    if (player.hasAttr("poster")) {
      set(player, "poster", embedded(player.attr("poster")));
    }
    boolean playable =
        player.hasAttr("src")
            || player.select("source[src]").stream()
                .anyMatch(source -> embedded(source.attr("src")).isPresent());
    if (!playable && !link.isEmpty()) {
      replaceByLink(player, link, player.normalName());
    } else {
      player.attr("controls", true).removeAttr("autoplay");
    }
  }

  private void frame(Element frame) {
    String from = frame.attr("src");
    boolean page = links.target(from) instanceof Target.Here here && here.kind() == Form.Kind.PAGE;
    if (page) {
      set(frame, "src", embedded(from));
      frame.attr("sandbox", "").removeAttr("allow");
    } else {
      replaceByLink(frame, from, frame.attr("title"));
    }
  }

  private void object(Element object) {
    String from = object.hasAttr("data") ? object.attr("data") : object.attr("src");
    replaceByLink(object, from, object.attr("title"));
  }

  /// Something that can not be shown in its place becomes a link to it, if it leads anywhere.
  private void replaceByLink(Element element, String url, String name) {
    if (url.isEmpty() || links.target(url) instanceof Target.Unusable) {
      element.remove();
      return;
    }
    Element anchor = page.createElement("a").attr("href", url);
    anchor.text("[" + (name.isEmpty() ? "embedded content" : name) + "]");
    element.replaceWith(anchor);
    lead(anchor, "href");
  }

  private static void animation(Element element) {
    String attribute = element.attr("attributeName").toLowerCase(Locale.ROOT);
    if (attribute.endsWith("href") || attribute.startsWith("on")) {
      element.remove();
    }
  }

  /// Drawings and formulas that name others.
  private void reference(Element element) {
    for (String name : List.of("href", "xlink:href", "src", "srcset", "data")) {
      if (element.hasAttr(name)) {
        set(element, name, name.equals("srcset") ? Optional.empty() : embedded(element.attr(name)));
      }
    }
  }
}

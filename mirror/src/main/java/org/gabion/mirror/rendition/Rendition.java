package org.gabion.mirror.rendition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.OpenedCopy;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;

/// Makes the readable rendition of an edition: every page as a file below `r/`, and `index.html`,
/// which says what it is. Any web server, any folder below one, and a disk will do; no script runs
/// and no other host is asked.
///
/// The page for what is not there is shown by hosts at whatever address was asked for, where no
/// relative link holds: it carries its style and pictures inside itself.
///
/// The same copy and rules give the same bytes. One page is in memory at a time; one thread.
public final class Rendition {
  /// The page that says what this is.
  public static final String INDEX = "index.html";

  private final OpenedCopy copy;
  private final RenditionRules rules;
  private final PageFrame frame;

  /// What was made.
  ///
  /// @param files that were handed to the sink
  /// @param unchanged files that the sink has from the edition before
  /// @param deleted files of the edition before that are no more
  /// @param leftOut pages that have no file: scripts, and what is too large
  public record Rendered(long files, long unchanged, long deleted, long leftOut) {}

  public Rendition(OpenedCopy copy, RenditionRules rules) {
    this.copy = copy;
    this.rules = rules;
    this.frame = new PageFrame(copy.header());
  }

  /// Makes all files.
  ///
  /// @throws CopyFault if a part of the copy is missing or wrong
  /// @throws IOException if the sink can not take a file
  public Rendered render(RenditionSink sink) throws IOException {
    return render(sink, Optional.empty(), IndexPage.Extras.NONE);
  }

  /// Makes what differs from an edition whose rendition the sink has, made with the same rules by
  /// the same program. A page that did not change keeps the date it was made with.
  public Rendered render(RenditionSink sink, OpenedCopy before) throws IOException {
    return render(sink, Optional.of(SiteMap.of(before, rules)), IndexPage.Extras.NONE);
  }

  /// Makes all files for a bundle, whose index also leads to the page that checks it.
  public Rendered renderWithVerifier(RenditionSink sink, String verifier) throws IOException {
    return render(sink, Optional.empty(), new IndexPage.Extras(Optional.of(verifier)));
  }

  private Rendered render(RenditionSink sink, Optional<SiteMap> before, IndexPage.Extras extras)
      throws IOException {
    SiteMap site = SiteMap.of(copy, rules);
    boolean alike = before.isPresent() && site.leadsAlike(before.get());
    long files = 0;
    long unchanged = 0;
    long leftOut = 0;
    for (Route route : site.routes()) {
      SiteMap.Place place = site.placeOf(route.key());
      if (!place.own()) {
        leftOut += place.path().isEmpty() ? 1 : 0;
        continue;
      }
      Optional<CarriedFiles> carried =
          place.path().equals(FileNames.NOT_FOUND)
              ? Optional.of(new CarriedFiles(site, this::whole))
              : Optional.empty();
      // What it carries may have changed.
      boolean same = carried.isEmpty() && before.isPresent() && isSame(route, place, before.get());
      if (same && alike) {
        unchanged++;
        continue;
      }
      LinkWatch links =
          new LinkWatch(
              site, before, place.path(), new PageAddress("", route.key().path()), carried);
      RenditionSink.Content content = content(route, place, links);
      if (carried.isPresent()) {
        carried.get().check();
      }
      if (same && !links.moved()) {
        unchanged++;
        continue;
      }
      sink.put(place.path(), content);
      if (SiteMap.isTooLarge(route, place)) {
        sink.put(place.download(), out -> copy.copyTo(route, out));
      }
      files++;
    }
    byte[] index = new IndexPage(copy, site, rules, extras).bytes();
    sink.put(INDEX, out -> out.write(index));
    long deleted = before.isPresent() ? delete(before.get().paths(), site.paths(), sink) : 0;
    return new Rendered(files + 1, unchanged, deleted, leftOut);
  }

  private static boolean isSame(Route route, SiteMap.Place place, SiteMap before) {
    return before.route(route.key()).equals(Optional.of(route))
        && before.placeOf(route.key()).equals(place);
  }

  private static long delete(Set<String> before, Set<String> now, RenditionSink sink)
      throws IOException {
    Set<String> gone = new TreeSet<>(before);
    gone.removeAll(now);
    for (String path : gone) {
      sink.delete(path);
    }
    return gone.size();
  }

  private RenditionSink.Content content(Route route, SiteMap.Place place, LinkWatch links)
      throws IOException {
    return switch (place.form().kind()) {
      case PAGE -> bytes(page(route, place, links));
      case REDIRECT -> bytes(framed(PlainPages.redirect(route, links), route, links));
      case STYLE -> bytes(style(route, links));
      case DRAWING -> bytes(DrawingCleaner.clean(whole(route), links));
      case TEXT -> text(route);
      case BYTES -> out -> copy.copyTo(route, out);
      case LEFT_OUT -> throw new IllegalStateException(route.key() + " has no file");
    };
  }

  private static RenditionSink.Content bytes(byte[] content) {
    return out -> out.write(content);
  }

  private byte[] page(Route route, SiteMap.Place place, LinkWatch links) throws IOException {
    if (SiteMap.isTooLarge(route, place)) {
      return framed(PlainPages.tooLarge(route, links.to(place.download())), route, links);
    }
    Document page = parsed(route);
    new PageRewriter(page, links).run();
    return framed(page, route, links);
  }

  private Document parsed(Route route) throws CopyFault {
    byte[] bytes = whole(route);
    String type = route.headers().getOrDefault(RouteHeader.CONTENT_TYPE, "");
    if (!type.startsWith("application/xhtml+xml")) {
      return Jsoup.parse(Charsets.html(bytes, Form.charset(route)));
    }
    // Its <div/> is empty, which a parser of HTML would not see.
    Document strict = Jsoup.parse(Charsets.xml(bytes, Form.charset(route)), "", Parser.xmlParser());
    strict.outputSettings().syntax(Document.OutputSettings.Syntax.html).prettyPrint(false);
    strict.select("script").remove();
    return Jsoup.parse(strict.outerHtml());
  }

  private byte[] framed(Document page, Route route, LinkWatch links) {
    Optional<String> language =
        Optional.ofNullable(route.headers().get(RouteHeader.CONTENT_LANGUAGE))
            .filter(tag -> tag.matches("[A-Za-z0-9-]{1,35}"));
    Optional<String> index = links.isCarrying() ? Optional.empty() : Optional.of(links.to(INDEX));
    return frame.put(page, route, index, language);
  }

  private byte[] style(Route route, LinkWatch links) throws CopyFault {
    String css = Charsets.css(whole(route), Form.charset(route));
    String rewritten =
        CssLinks.rewrite(
            css,
            (url, kind) ->
                switch (links.target(url)) {
                  case Target.Here here
                      when kind == CssLinks.Kind.RESOURCE || here.kind() == Form.Kind.STYLE ->
                      Optional.of(links.to(here));
                  case Target.SamePage same -> Optional.of(same.fragment());
                  case Target.Inline inline when kind == CssLinks.Kind.RESOURCE ->
                      Optional.of(inline.url());
                  case Target.Here _,
                      Target.Inline _,
                      Target.Missing _,
                      Target.Elsewhere _,
                      Target.Contact _,
                      Target.Unusable _ ->
                      Optional.empty();
                });
    return ("@charset \"utf-8\";\n" + rewritten).getBytes(StandardCharsets.UTF_8);
  }

  /// Text with a byte order mark, by which every browser knows its charset.
  private RenditionSink.Content text(Route route) throws CopyFault {
    if (route.size() > Form.MOST_WORKED_ON) {
      return out -> copy.copyTo(route, out);
    }
    String text = Charsets.xml(whole(route), Form.charset(route));
    return bytes(("\ufeff" + text).getBytes(StandardCharsets.UTF_8));
  }

  private byte[] whole(Route route) throws CopyFault {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) route.size());
    for (var object : route.objects()) {
      bytes.writeBytes(copy.object(object));
    }
    return bytes.toByteArray();
  }
}

package org.gabion.mirror.rendition;

import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.gabion.core.snapshot.Route;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.web.FileRules;

/// What a page carries inside itself because it may be shown at any address, where no link to a
/// neighbour holds: style sheets, pictures and fonts, up to [#MOST] together in the order of the
/// page. What a style sheet imports stays out. Used for one page, by one thread.
final class CarriedFiles {
  /// Characters that are added to the page at most.
  static final int MOST = 1 << 20;

  private final SiteMap site;
  private final Reader reader;
  private final Map<String, Route> routes = new HashMap<>();
  private int left = MOST;
  private Optional<CopyFault> fault = Optional.empty();

  /// Reads the content of a route.
  interface Reader {
    byte[] whole(Route route) throws CopyFault;
  }

  CarriedFiles(SiteMap site, Reader reader) {
    this.site = site;
    this.reader = reader;
    for (Route route : site.routes()) {
      SiteMap.Place place = site.placeOf(route.key());
      if (place.own()) {
        routes.put(place.path(), route);
      }
    }
  }

  /// @throws CopyFault if something that was to be carried is missing or wrong in the copy
  void check() throws CopyFault {
    if (fault.isPresent()) {
      throw fault.get();
    }
  }

  /// A picture or font as an address that holds it; empty if it is neither, or too large.
  Optional<String> inline(Target.Here here) {
    String type = FileRules.type(here.path());
    boolean fits = type.startsWith("image/") || type.startsWith("font/");
    return (fits ? content(here) : Optional.<byte[]>empty())
        .map(content -> "data:" + type + ";base64," + Base64.getEncoder().encodeToString(content))
        .filter(this::isTaken)
        .map(url -> url + here.fragment());
  }

  /// A style sheet with what it needs; empty if it is none, or too large.
  Optional<String> style(Target.Here here) {
    if (here.kind() != Form.Kind.STYLE) {
      return Optional.empty();
    }
    return content(here).map(content -> style(route(here), content)).filter(this::isTaken);
  }

  private String style(Route route, byte[] content) {
    LinkWatch links = links(route);
    return CssLinks.rewrite(
        Charsets.css(content, Form.charset(route)),
        (url, kind) ->
            kind == CssLinks.Kind.RESOURCE
                ? switch (links.embedded(url)) {
                  case Target.Inline inline -> Optional.of(inline.url());
                  case Target.SamePage same -> Optional.of(same.fragment());
                  case Target.Here _,
                      Target.Missing _,
                      Target.Elsewhere _,
                      Target.Contact _,
                      Target.Unusable _ ->
                      Optional.empty();
                }
                : Optional.empty());
  }

  private Optional<byte[]> content(Target.Here here) {
    Route route = route(here);
    if (route.size() > left) {
      return Optional.empty();
    }
    try {
      byte[] content = reader.whole(route);
      return Optional.of(
          here.kind() == Form.Kind.DRAWING ? DrawingCleaner.clean(content, links(route)) : content);
    } catch (CopyFault e) {
      fault = Optional.of(fault.orElse(e));
      return Optional.empty();
    }
  }

  private Route route(Target.Here here) {
    return java.util.Objects.requireNonNull(routes.get(here.path()));
  }

  /// Links of a file that is carried: they start from where it lies on the site.
  private LinkWatch links(Route route) {
    String file = site.placeOf(route.key()).path();
    return new LinkWatch(
        site, Optional.empty(), file, new PageAddress("", route.key().path()), Optional.of(this));
  }

  private boolean isTaken(String text) {
    if (text.length() > left) {
      return false;
    }
    left -= text.length();
    return true;
  }
}

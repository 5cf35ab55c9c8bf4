package org.gabion.mirror.rendition;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.OpenedCopy;

/// All pages of an edition and the files they become; where links lead. Immutable.
final class SiteMap {
  private static final int MOST_HOPS = 10;

  private final NavigableMap<RouteKey, Route> routes = new TreeMap<>();
  private final Map<RouteKey, Place> places = new HashMap<>();
  private final Set<String> parameters = new HashSet<>();
  private final Optional<RouteKey> notFound;
  private final RenditionRules rules;

  /// The file of a route.
  ///
  /// @param path below the root; empty text if the route has no file
  /// @param own false if another route with the same content has the file
  record Place(Form form, String path, boolean own) {
    /// Where the bytes of a page lie that is too large to be worked on.
    String download() {
      return path + "~~.txt";
    }
  }

  private SiteMap(Optional<RouteKey> notFound, RenditionRules rules) {
    this.notFound = notFound;
    this.rules = rules;
  }

  static SiteMap of(OpenedCopy copy, RenditionRules rules) throws CopyFault {
    SiteMap map = new SiteMap(copy.header().notFound(), rules);
    for (Route route : copy.routes()) {
      map.routes.put(route.key(), route);
      for (String parameter : route.key().query().split("&", -1)) {
        int equals = parameter.indexOf('=');
        map.parameters.add(equals < 0 ? parameter : parameter.substring(0, equals));
      }
    }
    map.routes.values().forEach(route -> map.places.put(route.key(), map.place(route)));
    return map;
  }

  private Place place(Route route) {
    Form form = Form.of(route, rules.mostBytes());
    if (form.kind() == Form.Kind.LEFT_OUT) {
      return new Place(form, "", false);
    }
    Optional<Route> twin = twin(route);
    RouteKey named = twin.map(Route::key).orElse(route.key());
    String path =
        notFound.equals(Optional.of(named)) && form.ending().equals(".html")
            ? FileNames.NOT_FOUND
            : FileNames.of(named, form.ending());
    return new Place(form, path, twin.isEmpty());
  }

  /// The page under which this one is known better: `/news/` for `/news/index.html`, and the page
  /// for what is not there for `/404.html`.
  private Optional<Route> twin(Route route) {
    String path = route.key().path();
    Optional<RouteKey> better = Optional.empty();
    if (route.key().query().isEmpty() && path.endsWith("/index.html")) {
      better = RouteKey.of(path.substring(0, path.length() - "index.html".length()));
    } else if (route.key().query().isEmpty() && path.equals("/404.html")) {
      better = notFound;
    }
    return better
        .map(routes::get)
        .filter(
            other ->
                other.objects().equals(route.objects())
                    && other.location().equals(route.location())
                    && other.headers().equals(route.headers())
                    && (other.status() == route.status() || other.status() == 404));
  }

  /// Routes in the order of their keys.
  Iterable<Route> routes() {
    return routes.values();
  }

  Optional<Route> route(RouteKey key) {
    return Optional.ofNullable(routes.get(key));
  }

  Place placeOf(RouteKey key) {
    return java.util.Objects.requireNonNull(places.get(key));
  }

  /// Every file.
  Set<String> paths() {
    Set<String> paths = new HashSet<>();
    for (Route route : routes.values()) {
      Place place = placeOf(route.key());
      if (place.own()) {
        paths.add(place.path());
        if (isTooLarge(route, place)) {
          paths.add(place.download());
        }
      }
    }
    return paths;
  }

  static boolean isTooLarge(Route route, Place place) {
    return place.form().kind() == Form.Kind.PAGE && route.size() > Form.MOST_WORKED_ON;
  }

  /// Whether all links lead where they lead in another edition.
  boolean leadsAlike(SiteMap other) {
    if (!places.equals(other.places) || !parameters.equals(other.parameters)) {
      return false;
    }
    return routes.values().stream()
        .filter(route -> route.location().isPresent())
        .allMatch(
            route -> other.route(route.key()).flatMap(Route::location).equals(route.location()));
  }

  /// What links are relative to once a `base` element was read.
  PageAddress rebased(PageAddress base, String reference) {
    return base.withBase(reference, rules.hosts());
  }

  /// Where a link leads.
  ///
  /// @param base what it is relative to
  Target target(PageAddress base, String reference) {
    return switch (base.resolve(reference, rules.hosts())) {
      case PageAddress.Named.SamePage same -> new Target.SamePage(same.fragment());
      case PageAddress.Named.Contact contact -> new Target.Contact(contact.url());
      case PageAddress.Named.Data data -> new Target.Inline(data.url());
      case PageAddress.Named.Unusable _ -> new Target.Unusable();
      case PageAddress.Named.Page page ->
          page.origin().isEmpty()
              ? onSite(page)
              : new Target.Elsewhere(page.origin() + page.pathAndQuery() + page.fragment());
    };
  }

  /// Where a link to a file of the rendition leads from a page that may be shown at any address: to
  /// the site itself, if that is known.
  Target fromAnywhere(PageAddress base, String reference) {
    if (rules.original().isPresent()
        && base.resolve(reference, rules.hosts()) instanceof PageAddress.Named.Page page) {
      return new Target.Elsewhere(rules.original().get() + page.pathAndQuery() + page.fragment());
    }
    return new Target.Unusable();
  }

  private Target onSite(PageAddress.Named.Page page) {
    Optional<Route> found =
        RouteKey.of(page.path(), page.query(), parameters)
            .flatMap(this::route)
            .filter(route -> !placeOf(route.key()).path().isEmpty());
    if (found.isEmpty()) {
      return new Target.Missing(
          rules.original().map(origin -> origin + page.pathAndQuery() + page.fragment()));
    }
    Route route = found.get();
    for (int hop = 0; hop < MOST_HOPS && route.location().isPresent(); hop++) {
      Optional<Route> next =
          RouteKey.parse(route.location().get())
              .flatMap(this::route)
              .filter(there -> !placeOf(there.key()).path().isEmpty());
      if (next.isEmpty()) {
        break;
      }
      route = next.get();
    }
    Place place = placeOf(route.location().isPresent() ? found.get().key() : route.key());
    return new Target.Here(place.path(), page.fragment(), place.form().kind());
  }
}

package org.gabion.mirror.copy;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;

/// Finds the page that a reader asks for: the one of the path with its whole query if there is such
/// a page, else the one of the path alone. Stateless.
public final class PageLookup {
  private PageLookup() {}

  /// @param path as the reader sent it, percent-encoded
  /// @param query without `?`; empty if there is none
  public static Optional<Route> find(OpenedCopy copy, String path, String query) throws CopyFault {
    if (!query.isEmpty()) {
      Optional<RouteKey> whole = RouteKey.of(path, query, names(query));
      Optional<Route> route = whole.isPresent() ? copy.route(whole.get()) : Optional.empty();
      if (route.isPresent()) {
        return route;
      }
    }
    Optional<RouteKey> key = RouteKey.of(path);
    return key.isPresent() ? copy.route(key.get()) : Optional.empty();
  }

  private static Set<String> names(String query) {
    Set<String> names = new HashSet<>();
    for (String parameter : query.split("&", -1)) {
      int equals = parameter.indexOf('=');
      names.add(equals < 0 ? parameter : parameter.substring(0, equals));
    }
    return names;
  }
}

package org.gabion.mirror.copy;

import java.util.Optional;
import java.util.Set;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteKey;

/// Finds the page that a reader asks for: by the path and those parameters that choose a page of
/// the edition; if there is none, by the path alone. Stateless.
public final class PageLookup {
  private PageLookup() {}

  /// @param path as the reader sent it, percent-encoded
  /// @param query without `?`; empty if there is none
  public static Optional<Route> find(OpenedCopy copy, String path, String query) throws CopyFault {
    Optional<RouteKey> key = RouteKey.of(path, query, Set.copyOf(copy.header().queryNames()));
    Optional<Route> route = key.isPresent() ? copy.route(key.get()) : Optional.empty();
    Optional<RouteKey> alone = RouteKey.of(path);
    return route.isPresent() || alone.isEmpty() || alone.equals(key)
        ? route
        : copy.route(alone.get());
  }
}

package org.gabion.mirror.capture;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.snapshot.RouteHeader;

/// What a page's answer says of itself.
///
/// @param status 200, a redirect (301, 302, 303, 307, 308), or 404 or 410 for the page that answers
///   whatever is not there
/// @param location of a redirect: a canonical key of this site, or an absolute URL of another
/// @param headers that a copy hands on
public record PageHead(int status, Optional<String> location, Map<RouteHeader, String> headers) {
  public PageHead {
    if (location.isPresent() != (status >= 300 && status < 400)) {
      throw new IllegalArgumentException("a redirect, and nothing else, has a location: " + status);
    }
    headers = Map.copyOf(new TreeMap<>(headers));
  }

  /// A page that was found.
  public static PageHead found(Map<RouteHeader, String> headers) {
    return new PageHead(200, Optional.empty(), headers);
  }
}

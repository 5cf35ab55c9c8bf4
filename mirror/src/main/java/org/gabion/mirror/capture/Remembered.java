package org.gabion.mirror.capture;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.RouteHeader;

/// What a crawl remembers of a page until the next one.
///
/// @param content of what was kept, as a whole
/// @param etag as the site gave it
/// @param modified the site's `Last-Modified`, if it is old enough to tell of changes (RFC 9110,
///   section 8.8.2.2)
/// @param headers that were kept
public record Remembered(
    Digest content,
    Optional<String> etag,
    Optional<String> modified,
    Map<RouteHeader, String> headers) {
  public Remembered {
    headers = Map.copyOf(new TreeMap<>(headers));
  }

  /// The fields that ask whether the page is still the same; empty if there is no way to ask.
  Map<String, String> conditions() {
    return etag.map(tag -> Map.of("If-None-Match", tag))
        .or(() -> modified.map(time -> Map.of("If-Modified-Since", time)))
        .orElseGet(Map::of);
  }
}

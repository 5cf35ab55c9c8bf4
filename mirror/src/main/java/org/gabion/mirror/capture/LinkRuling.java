package org.gabion.mirror.capture;

import org.gabion.core.snapshot.RouteKey;

/// What becomes of a link.
sealed interface LinkRuling {
  /// It leads to a page of the site.
  record Take(RouteKey key) implements LinkRuling {}

  /// It leads to another site, and stays a link.
  record Elsewhere(SiteUrl url) implements LinkRuling {}

  /// It leads to the site, and is not followed.
  record Leave(SiteUrl url, MissReason reason, String detail) implements LinkRuling {}
}

package org.gabion.mirror.capture;

import org.gabion.core.snapshot.RouteKey;

/// The page that a site answers with for whatever is not there.
public final class NotFoundPage {
  /// Its key: no link leads there by itself.
  public static final RouteKey KEY = RouteKey.of("/.gabion-not-found").orElseThrow();

  private NotFoundPage() {}
}

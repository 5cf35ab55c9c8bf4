package org.gabion.mirror.copy;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;

/// Reads what an operator names a copy by. Stateless.
public final class Sources {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofSeconds(60);

  private Sources() {}

  /// A folder, or an `http:` or `https:` address.
  ///
  /// @throws IllegalArgumentException says what is wrong and what would be right
  public static Source parse(String text) {
    if (!text.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      return new FolderSource(Path.of(text));
    }
    try {
      URI uri = new URI(text.endsWith("/") ? text : text + "/");
      if (!("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
          || uri.getHost() == null
          || uri.getRawUserInfo() != null
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null) {
        throw new IllegalArgumentException(
            "'" + text + "' is no address of a copy; write a folder or https://host/path/");
      }
      return new HttpSource(HttpSource.client(CONNECT), uri, WHOLE);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("'" + text + "' is no address: " + e.getMessage(), e);
    }
  }
}

package org.gabion.mirror.copy;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// Reads what an operator names a copy by. Stateless.
public final class Sources {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofSeconds(60);

  private Sources() {}

  /// A folder, a bundle (a file that ends with `.zip`), or an `http:` or `https:` address.
  ///
  /// @throws IllegalArgumentException says what is wrong and what would be right
  public static Source parse(String text) {
    if (!text.matches("[a-zA-Z][a-zA-Z0-9+.-]+:.*")) {
      Path path = Path.of(text);
      return isBundle(path) ? bundle(path) : new FolderSource(path);
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

  private static boolean isBundle(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".zip") && Files.isRegularFile(path);
  }

  private static Source bundle(Path path) {
    try {
      return ZipSource.open(path);
    } catch (IOException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}

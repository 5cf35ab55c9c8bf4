package org.gabion.mirror.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gabion.core.snapshot.CopyPaths;

/// The header fields that the files of a copy are served with, wherever that can be told: by a
/// node, by a bucket, and by the servers that [HostFiles] tells. Stateless.
///
/// What is signed may be read by pages of any site, which check it themselves, and is never shown
/// as a page. The readable pages run no script and ask no other host, also in browsers that open a
/// drawing or a document alone, where no page around it says so.
public final class FileRules {
  /// The folder of the readable pages.
  public static final String PAGES = "r/";

  /// The page that says what a copy is.
  public static final String INDEX = "index.html";

  static final String CACHE = "Cache-Control";
  static final String CORS = "Access-Control-Allow-Origin";
  static final String TYPE = "Content-Type";
  static final String TEXT = "text/plain";
  static final String UTF8 = "; charset=utf-8";
  static final String IMMUTABLE = "public, max-age=31536000, immutable";
  static final String NO_CACHE = "no-cache";
  static final String SHORT = "public, max-age=60";

  /// The fields of what is signed, beside type and cache.
  static final Map<String, String> SIGNED =
      ordered(
          CORS,
          "*",
          "X-Content-Type-Options",
          "nosniff",
          "Content-Security-Policy",
          "sandbox; default-src 'none'");

  /// The fields of what people read, beside type and cache. A PDF is an object to some browsers,
  /// and an image or film that is opened alone has a style of the browser's own.
  static final Map<String, String> READABLE =
      ordered(
          "X-Content-Type-Options",
          "nosniff",
          "Content-Security-Policy",
          "default-src 'none'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; font-src"
              + " 'self' data:; media-src 'self' data:; object-src 'self'; frame-src 'self';"
              + " frame-ancestors 'self'; form-action 'none'; base-uri 'none'",
          "Referrer-Policy",
          "no-referrer");

  /// Where what is named by its digest lies.
  static final List<String> NAMED = List.of(CopyPaths.OBJECTS + "/", CopyPaths.SHARDS + "/");

  private FileRules() {}

  private static Map<String, String> ordered(String... namesAndValues) {
    Map<String, String> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return java.util.Collections.unmodifiableMap(map);
  }

  /// Whether a path is one of the readable pages, or the page that says what a copy is.
  public static boolean isReadable(String path) {
    return path.startsWith(PAGES) || path.equals(INDEX);
  }

  /// The type of a file of a copy.
  public static String type(String path) {
    if (path.startsWith(CopyPaths.OBJECTS + "/")) {
      return FileTypes.UNKNOWN;
    }
    return path.startsWith(CopyPaths.FOLDER + "/") ? TEXT + UTF8 : FileTypes.of(path);
  }

  /// How long a file of a copy may be kept.
  public static String cache(String path) {
    if (NAMED.stream().anyMatch(path::startsWith)) {
      return IMMUTABLE;
    }
    return path.startsWith(CopyPaths.FOLDER + "/") ? NO_CACHE : SHORT;
  }

  /// All fields of a file of a copy.
  public static Map<String, String> of(String path) {
    Map<String, String> fields =
        new LinkedHashMap<>(path.startsWith(CopyPaths.FOLDER + "/") ? SIGNED : READABLE);
    fields.put(TYPE, type(path));
    fields.put(CACHE, cache(path));
    return fields;
  }
}

package org.gabion.mirror.rendition;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;

/// What a route becomes in the rendition, and with which ending, so that any web server tells the
/// right type from the name, and none that a browser would run.
///
/// @param ending of the file, with its dot; empty for what is left out
record Form(Kind kind, String ending) {
  /// Larger pages, style sheets and drawings are not worked on: they would be held in memory.
  static final int MOST_WORKED_ON = 8 << 20;

  private static final Form LEFT_OUT = new Form(Kind.LEFT_OUT, "");
  private static final Form TEXT = new Form(Kind.TEXT, ".txt");

  // Types that no browser runs, and the endings they go by.
  private static final Map<String, String> ENDINGS =
      Map.ofEntries(
          Map.entry("image/png", "png"),
          Map.entry("image/jpeg", "jpg jpeg"),
          Map.entry("image/gif", "gif"),
          Map.entry("image/webp", "webp"),
          Map.entry("image/avif", "avif"),
          Map.entry("image/vnd.microsoft.icon", "ico"),
          Map.entry("image/x-icon", "ico"),
          Map.entry("image/bmp", "bmp"),
          Map.entry("image/tiff", "tiff tif"),
          Map.entry("font/woff", "woff"),
          Map.entry("application/font-woff", "woff"),
          Map.entry("application/x-font-woff", "woff"),
          Map.entry("font/woff2", "woff2"),
          Map.entry("application/font-woff2", "woff2"),
          Map.entry("font/ttf", "ttf"),
          Map.entry("application/x-font-ttf", "ttf"),
          Map.entry("font/otf", "otf"),
          Map.entry("application/vnd.ms-fontobject", "eot"),
          Map.entry("audio/mpeg", "mp3"),
          Map.entry("audio/ogg", "ogg oga opus"),
          Map.entry("audio/wav", "wav"),
          Map.entry("audio/mp4", "m4a"),
          Map.entry("video/mp4", "mp4 m4v"),
          Map.entry("video/webm", "webm"),
          Map.entry("video/ogg", "ogv"),
          Map.entry("video/quicktime", "mov"),
          Map.entry("application/pdf", "pdf"),
          Map.entry("application/epub+zip", "epub"),
          Map.entry("application/zip", "zip"),
          Map.entry("application/gzip", "gz tgz"),
          Map.entry("application/x-tar", "tar"),
          Map.entry("application/x-7z-compressed", "7z"),
          Map.entry("application/msword", "doc"),
          Map.entry(
              "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
          Map.entry("application/vnd.ms-excel", "xls"),
          Map.entry("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"),
          Map.entry("application/vnd.oasis.opendocument.text", "odt"),
          Map.entry("application/vnd.oasis.opendocument.spreadsheet", "ods"),
          Map.entry("text/csv", "csv"),
          Map.entry("text/calendar", "ics"),
          Map.entry("text/vtt", "vtt"));

  /// How a route is handled.
  enum Kind {
    /// HTML, rewritten.
    PAGE,
    /// A page that leads on.
    REDIRECT,
    /// CSS, rewritten.
    STYLE,
    /// SVG, without what it could run.
    DRAWING,
    /// Shown as text: browsers would run something in it.
    TEXT,
    /// Handed on byte for byte.
    BYTES,
    /// Scripts, and what is too large.
    LEFT_OUT
  }

  /// The form of a route.
  ///
  /// @param mostBytes of a file; what is larger is left out
  static Form of(Route route, long mostBytes) {
    if (Route.isRedirect(route.status())) {
      return new Form(Kind.REDIRECT, ".html");
    }
    if (route.size() > mostBytes) {
      return LEFT_OUT;
    }
    boolean small = route.size() <= MOST_WORKED_ON;
    String type = mediaType(route);
    return switch (type) {
      case "text/html", "application/xhtml+xml" -> new Form(Kind.PAGE, ".html");
      case "text/css" -> small ? new Form(Kind.STYLE, ".css") : LEFT_OUT;
      case "image/svg+xml" -> small ? new Form(Kind.DRAWING, ".svg") : LEFT_OUT;
      case "text/javascript",
          "application/javascript",
          "application/x-javascript",
          "application/ecmascript",
          "text/ecmascript",
          "application/wasm",
          "application/manifest+json" ->
          LEFT_OUT;
      default -> plain(route, type);
    };
  }

  private static Form plain(Route route, String type) {
    String endings = ENDINGS.get(type);
    String own = ownEnding(route);
    if (endings != null) {
      String[] all = endings.split(" ", -1);
      for (String ending : all) {
        if (ending.equals(own)) {
          return new Form(Kind.BYTES, "." + ending);
        }
      }
      return new Form(Kind.BYTES, "." + all[0]);
    }
    if (type.startsWith("text/") || type.endsWith("json") || type.endsWith("xml")) {
      return TEXT;
    }
    boolean known =
        ENDINGS.values().stream().anyMatch(v -> (" " + v + " ").contains(" " + own + " "));
    return new Form(Kind.BYTES, known && !own.isEmpty() ? "." + own : ".bin");
  }

  /// The ending of the last name of a route's path, in lower case, without its dot.
  private static String ownEnding(Route route) {
    String path = route.key().path();
    int dot = path.lastIndexOf('.');
    return dot < path.lastIndexOf('/') ? "" : path.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private static String mediaType(Route route) {
    String type = header(route).orElse("");
    int semicolon = type.indexOf(';');
    String media = (semicolon < 0 ? type : type.substring(0, semicolon)).strip();
    if (!media.isEmpty()) {
      return media.toLowerCase(Locale.ROOT);
    }
    return switch (ownEnding(route)) {
      case "html", "htm", "xhtml" -> "text/html";
      case "css" -> "text/css";
      case "svg" -> "image/svg+xml";
      case "js", "mjs" -> "text/javascript";
      default -> "application/octet-stream";
    };
  }

  /// The types that go by an ending of files that are handed on byte for byte.
  static Map<String, Set<String>> endings() {
    Map<String, Set<String>> endings = new TreeMap<>();
    ENDINGS.forEach(
        (type, all) -> {
          for (String ending : all.split(" ", -1)) {
            endings.computeIfAbsent(ending, _ -> new TreeSet<>()).add(type);
          }
        });
    return endings;
  }

  /// The charset that a route's header names; empty if it names none.
  static Optional<String> charset(Route route) {
    String type = header(route).orElse("").toLowerCase(Locale.ROOT);
    int at = type.indexOf("charset=");
    if (at < 0) {
      return Optional.empty();
    }
    String rest = type.substring(at + "charset=".length());
    int semicolon = rest.indexOf(';');
    String name = (semicolon < 0 ? rest : rest.substring(0, semicolon)).replace("\"", "").strip();
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }

  private static Optional<String> header(Route route) {
    return Optional.ofNullable(route.headers().get(RouteHeader.CONTENT_TYPE));
  }
}

package org.gabion.mirror.capture;

import java.util.Map;
import java.util.Optional;

/// The two visitors of a crawl, and the marks by which an echo of the second one is known. Both ask
/// for the same language, so that a site which speaks several gives both the same. Immutable.
///
/// The second one's marks are fit for the fields that they stand in (RFC 9110, RFC 5646), and begin
/// alike in every crawl: what an earlier crawl left behind in some cache is known as well.
final class Visitors {
  /// In no page but by an echo.
  static final String MARK = "gbncnry";

  private static final String PARAMETER = "gabion";

  private final String language;
  private final String salt;

  /// @param salt eight letters and digits, of this crawl only
  Visitors(String language, String salt) {
    this.language = language;
    this.salt = salt;
  }

  static String agent() {
    String version =
        Optional.ofNullable(Visitors.class.getPackage().getImplementationVersion()).orElse("0");
    return "Gabion-Mirror/" + version;
  }

  Map<String, String> first() {
    return Map.of(
        "User-Agent",
        agent(),
        "Accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language",
        language + ",*;q=0.1",
        "Accept-Encoding",
        "gzip");
  }

  Map<String, String> second() {
    return Map.of(
        "User-Agent",
        agent() + " (second visit; " + MARK + "a-" + salt + ")",
        "Accept",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.7",
        "Accept-Language",
        language + ";q=0.9,x-" + MARK + "l-" + salt + ";q=0.1",
        "Accept-Encoding",
        "gzip");
  }

  /// A page's address with a mark in a parameter that no site knows.
  String marked(String target) {
    return target + (target.contains("?") ? "&" : "?") + PARAMETER + "=" + MARK + "q-" + salt;
  }
}

package org.gabion.mirror.capture;

import java.util.List;
import java.util.Locale;

/// Session numbers that servers write into addresses, for visitors without cookies. Stateless.
final class SessionIds {
  private static final List<String> NAMES =
      List.of("jsessionid", "phpsessid", "aspsessionid", "sessionid", "session_id", "sid");

  private static final int LEAST_LENGTH = 12;

  private SessionIds() {}

  /// A path without `;jsessionid=...` and its like.
  static String without(String path) {
    int semicolon = path.indexOf(';');
    if (semicolon < 0) {
      return path;
    }
    StringBuilder kept = new StringBuilder(path.length());
    int at = 0;
    while (at < path.length()) {
      char c = path.charAt(at);
      if (c == ';' && names(path, at + 1)) {
        while (at < path.length() && path.charAt(at) != '/') {
          at++;
        }
      } else {
        kept.append(c);
        at++;
      }
    }
    return kept.toString();
  }

  private static boolean names(String text, int from) {
    for (String name : NAMES) {
      if (text.regionMatches(true, from, name, 0, name.length())
          && from + name.length() < text.length()
          && text.charAt(from + name.length()) == '=') {
        return true;
      }
    }
    return false;
  }

  /// Whether an address carries a visitor's session.
  static boolean isIn(SiteUrl url) {
    if (!without(url.path()).equals(url.path())) {
      return true;
    }
    for (String parameter : url.query().split("[&;]", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0
          && NAMES.contains(parameter.substring(0, equals).toLowerCase(Locale.ROOT))
          && parameter.length() - equals > LEAST_LENGTH
          && parameter.chars().anyMatch(c -> c >= '0' && c <= '9')) {
        return true;
      }
    }
    return false;
  }
}

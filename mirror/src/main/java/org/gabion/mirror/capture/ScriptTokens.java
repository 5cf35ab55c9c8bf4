package org.gabion.mirror.capture;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Finds tokens in a script by the names that they are given: `"csrfToken": "..."`, `csrf = '...'`,
/// and the ray id that Cloudflare writes into pages. Reads each character about once. Stateless.
final class ScriptTokens {
  private static final Set<String> NAMES =
      Set.of("sessionid", "session_id", "sessiontoken", "session_token", "phpsessid", "jsessionid");
  private static final Set<String> NONCES = Set.of("nonce", "_wpnonce", "wpnonce");
  private static final Set<String> RAYS = Set.of("rayid", "cfray", "requestid", "request_id");
  private static final String CHALLENGE = "__CF$cv$params={";
  private static final int MAX_VALUE = 4096;

  private ScriptTokens() {}

  /// @param regions to which they are added, in order
  static void find(String text, int from, int to, List<Region> regions) {
    int at = from;
    while (at < to) {
      if (text.startsWith(CHALLENGE, at)) {
        int start = at + CHALLENGE.length();
        int end = text.indexOf('}', start, Math.min(to, start + MAX_VALUE));
        if (end >= 0) {
          regions.add(new Region(Region.Kind.REQUEST_ID, start, end));
          at = end;
          continue;
        }
      }
      if (!isName(text.charAt(at))) {
        at++;
        continue;
      }
      int start = at;
      while (at < to && isName(text.charAt(at))) {
        at++;
      }
      at = value(text, start, at, to, regions);
    }
  }

  /// Looks for `: "value"` or `= 'value'` after a name.
  ///
  /// @return where to go on
  private static int value(String text, int nameFrom, int nameTo, int to, List<Region> regions) {
    int at = nameTo;
    if (at < to && isQuote(text.charAt(at))) {
      at++;
    }
    at = skipSpaces(text, at, to);
    if (at >= to || text.charAt(at) != ':' && text.charAt(at) != '=') {
      return nameTo;
    }
    at = skipSpaces(text, at + 1, to);
    if (at >= to || !isQuote(text.charAt(at))) {
      return nameTo;
    }
    int end = text.indexOf(text.charAt(at), at + 1, Math.min(to, at + MAX_VALUE));
    if (end < 0) {
      return nameTo;
    }
    String name =
        text.substring(nameFrom, Math.min(nameTo, nameFrom + 100)).toLowerCase(Locale.ROOT);
    String value = text.substring(at + 1, end);
    // A header's or a cookie's name, such as "X-CSRF-Token", is no secret.
    boolean token = value.chars().anyMatch(c -> c >= '0' && c <= '9') && value.length() >= 8;
    if (token && (name.contains("csrf") || name.contains("xsrf") || NAMES.contains(name))) {
      regions.add(new Region(Region.Kind.SCRIPT_TOKEN, at + 1, end));
    } else if (token && NONCES.contains(name)) {
      regions.add(new Region(Region.Kind.NONCE, at + 1, end));
    } else if (token && RAYS.contains(name)) {
      regions.add(new Region(Region.Kind.REQUEST_ID, at + 1, end));
    } else {
      return nameTo;
    }
    return end + 1;
  }

  private static int skipSpaces(String text, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) <= ' ') {
      at++;
    }
    return at;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static boolean isName(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }
}

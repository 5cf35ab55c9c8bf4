package org.gabion.mirror.rendition;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a `meta` element's refresh says: after how many seconds, and where to.
///
/// @param url empty if the page is only to be loaded again
record Refresh(int seconds, String url) {
  private static final int MOST_SECONDS = 3600;
  private static final Pattern SHAPE =
      Pattern.compile(
          "\\s*([0-9]{0,9})[0-9.]*\\s*[;,]?\\s*(?:url\\s*=\\s*)?(.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  static Refresh parse(String content) {
    Matcher matcher = SHAPE.matcher(content);
    if (!matcher.matches()) {
      return new Refresh(0, "");
    }
    String number = matcher.group(1);
    int seconds = number.isEmpty() ? 0 : Math.min(MOST_SECONDS, Integer.parseInt(number));
    return new Refresh(seconds, unquoted(matcher.group(2).strip()));
  }

  private static String unquoted(String url) {
    if (url.isEmpty() || url.charAt(0) != '"' && url.charAt(0) != '\'') {
      return url;
    }
    int end = url.indexOf(url.charAt(0), 1);
    return end < 0 ? url.substring(1) : url.substring(1, end);
  }
}

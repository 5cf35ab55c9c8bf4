package org.gabion.mirror.capture;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// An `http` or `https` address, taken apart as browsers do (WHATWG URL, so far as links between
/// pages need it). Immutable.
///
/// @param host in lower case, as ASCII
/// @param port always set
/// @param path begins with `/`, without dot segments, otherwise as it was written
/// @param query without `?`; empty if there is none
record SiteUrl(String scheme, String host, int port, String path, String query) {
  private static final int MAX_LENGTH = 8192;

  /// Reads an absolute address; empty if it is none, or one with a user name.
  static Optional<SiteUrl> parse(String text) {
    String clean = cleaned(text);
    int colon = schemeEnd(clean);
    return colon < 0 ? Optional.empty() : absolute(clean, colon);
  }

  /// The address that a link on this page leads to; empty if it is no web address, such as
  /// `mailto:`.
  Optional<SiteUrl> resolve(String reference) {
    String clean = cleaned(reference);
    if (clean.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int colon = schemeEnd(clean);
    if (colon >= 0) {
      return absolute(clean, colon);
    }
    int question = clean.indexOf('?');
    String way = (question < 0 ? clean : clean.substring(0, question)).replace('\\', '/');
    String rest = question < 0 ? "" : clean.substring(question + 1);
    if (way.startsWith("//")) {
      return authority(scheme, way.substring(2) + (question < 0 ? "" : "?" + rest));
    }
    if (way.isEmpty()) {
      return Optional.of(new SiteUrl(scheme, host, port, path, question < 0 ? query : rest));
    }
    String whole = way.startsWith("/") ? way : path.substring(0, path.lastIndexOf('/') + 1) + way;
    return Optional.of(new SiteUrl(scheme, host, port, withoutDots(whole), rest));
  }

  /// Without spaces around, line ends within, and fragment.
  private static String cleaned(String text) {
    int from = 0;
    int to = text.length();
    while (from < to && text.charAt(from) <= ' ') {
      from++;
    }
    while (to > from && text.charAt(to - 1) <= ' ') {
      to--;
    }
    StringBuilder clean = new StringBuilder(Math.min(to - from, MAX_LENGTH + 1));
    for (int i = from; i < to && text.charAt(i) != '#' && clean.length() <= MAX_LENGTH; i++) {
      char c = text.charAt(i);
      if (c != '\t' && c != '\n' && c != '\r') {
        clean.append(c);
      }
    }
    return clean.toString();
  }

  /// Where the scheme's colon is; -1 for a relative reference.
  private static int schemeEnd(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ':') {
        return i == 0 ? -1 : i;
      }
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean further = c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !further)) {
        return -1;
      }
    }
    return -1;
  }

  private static Optional<SiteUrl> absolute(String text, int colon) {
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https") || text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int at = colon + 1;
    while (at < text.length() && (text.charAt(at) == '/' || text.charAt(at) == '\\')) {
      at++;
    }
    return at < colon + 3 ? Optional.empty() : authority(scheme, text.substring(at));
  }

  /// Reads `host:port/path?query`.
  private static Optional<SiteUrl> authority(String scheme, String text) {
    int end = 0;
    while (end < text.length() && "/\\?".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String place = text.substring(0, end);
    int question = text.indexOf('?', end);
    String path = text.substring(end, question < 0 ? text.length() : question).replace('\\', '/');
    String query = question < 0 ? "" : text.substring(question + 1);
    int colon = place.lastIndexOf(':');
    String name = colon > place.lastIndexOf(']') ? place.substring(0, colon) : place;
    int port =
        name.length() + 1 >= place.length()
            ? usualPort(scheme)
            : port(place.substring(name.length() + 1));
    String host = host(name);
    if (port < 1 || host.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new SiteUrl(scheme, host, port, path.isEmpty() ? "/" : withoutDots(path), query));
  }

  private static int port(String text) {
    if (text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return -1;
    }
    int port = Integer.parseInt(text);
    return port > 65_535 ? -1 : port;
  }

  /// A host's name as ASCII in lower case; empty if it is none.
  private static String host(String name) {
    if (name.startsWith("[") && name.endsWith("]")) {
      boolean address = name.chars().skip(1).limit(name.length() - 2L).allMatch(SiteUrl::inIpv6);
      return address && name.indexOf(':') > 0 ? name.toLowerCase(Locale.ROOT) : "";
    }
    try {
      String ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
      boolean plain = ascii.chars().allMatch(SiteUrl::inHost);
      return plain ? ascii : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static boolean inHost(int c) {
    return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_';
  }

  private static boolean inIpv6(int c) {
    return Character.digit(c, 16) >= 0 && c < 0x80 || c == ':' || c == '.';
  }

  /// As browsers: a `..` at the root stays there.
  private static String withoutDots(String path) {
    if (!path.contains("/.")) {
      return path;
    }
    List<String> kept = new ArrayList<>();
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean dot = segments[i].equals(".");
      boolean dots = segments[i].equals("..");
      if (dots && !kept.isEmpty()) {
        kept.removeLast();
      }
      if (!dot && !dots) {
        kept.add(segments[i]);
      } else if (i == segments.length - 1) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept);
  }

  static int usualPort(String scheme) {
    return scheme.equals("https") ? 443 : 80;
  }

  /// `scheme://host`, with the port where it is not the usual one.
  String origin() {
    return scheme + "://" + host + (port == usualPort(scheme) ? "" : ":" + port);
  }

  @Override
  public String toString() {
    return origin() + path + (query.isEmpty() ? "" : "?" + query);
  }
}

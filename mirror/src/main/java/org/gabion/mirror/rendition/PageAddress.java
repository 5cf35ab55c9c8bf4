package org.gabion.mirror.rendition;

import java.net.IDN;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The address that a page's relative links start from, and how they are resolved, as forgiving as
/// browsers are (URL Standard): spaces around, line feeds inside, backslashes, too many `..`.
///
/// @param origin `https://host` of another site; empty for the site itself
/// @param path without query, begins with `/`
record PageAddress(String origin, String path) {
  private static final Pattern SCHEME =
      Pattern.compile("([a-zA-Z][a-zA-Z0-9+.-]*):(.*)", Pattern.DOTALL);
  private static final Set<String> CONTACTS =
      Set.of("mailto", "tel", "sms", "xmpp", "irc", "ircs", "magnet", "geo", "news", "sip");

  /// What a reference names.
  sealed interface Named {
    /// @param origin empty for the site itself
    /// @param path with `/` in front and without dot segments
    /// @param query without `?`
    /// @param fragment with `#`, or empty
    record Page(String origin, String path, String query, String fragment) implements Named {
      String pathAndQuery() {
        return path + (query.isEmpty() ? "" : "?" + query);
      }
    }

    /// @param fragment with `#`, or empty
    record SamePage(String fragment) implements Named {}

    record Contact(String url) implements Named {}

    /// A `data:` address.
    record Data(String url) implements Named {}

    record Unusable() implements Named {}
  }

  /// Resolves a reference.
  ///
  /// @param hosts of the site itself
  Named resolve(String reference, Set<String> hosts) {
    String text = cleaned(reference);
    if (text.isEmpty() || text.charAt(0) == '#') {
      return new Named.SamePage(text);
    }
    Matcher scheme = SCHEME.matcher(text);
    if (scheme.matches()) {
      String name = scheme.group(1).toLowerCase(Locale.ROOT);
      return switch (name) {
        case "http", "https" -> absolute(name, scheme.group(2), hosts);
        case "data" -> new Named.Data(text);
        default -> CONTACTS.contains(name) ? new Named.Contact(text) : new Named.Unusable();
      };
    }
    Parts parts = Parts.of(text);
    if (parts.path.startsWith("//")) {
      return absolute("https", text, hosts);
    }
    if (parts.path.isEmpty()) {
      return new Named.Page(origin, path, parts.query, parts.fragment);
    }
    String joined =
        parts.path.startsWith("/")
            ? parts.path
            : path.substring(0, path.lastIndexOf('/') + 1) + parts.path;
    return new Named.Page(origin, withoutDots(joined), parts.query, parts.fragment);
  }

  /// The address that a `base` element sets.
  PageAddress withBase(String reference, Set<String> hosts) {
    return resolve(reference, hosts) instanceof Named.Page page
        ? new PageAddress(page.origin, page.path)
        : this;
  }

  private static String cleaned(String reference) {
    int from = 0;
    int to = reference.length();
    while (from < to && reference.charAt(from) <= 0x20) {
      from++;
    }
    while (to > from && reference.charAt(to - 1) <= 0x20) {
      to--;
    }
    StringBuilder cleaned = new StringBuilder();
    for (int i = from; i < to; i++) {
      char c = reference.charAt(i);
      if (c != '\t' && c != '\n' && c != '\r') {
        cleaned.append(c);
      }
    }
    return cleaned.toString();
  }

  private static Named absolute(String scheme, String rest, Set<String> hosts) {
    Parts parts = Parts.of(rest);
    String text = parts.path.replaceFirst("\\A/*", "");
    int slash = text.indexOf('/');
    String authority = slash < 0 ? text : text.substring(0, slash);
    Optional<String> host = host(scheme, authority);
    if (host.isEmpty()) {
      return new Named.Unusable();
    }
    String path = withoutDots(slash < 0 ? "/" : text.substring(slash));
    String origin = hosts.contains(host.get()) ? "" : scheme + "://" + host.get();
    return new Named.Page(origin, path, parts.query, parts.fragment);
  }

  private static Optional<String> host(String scheme, String authority) {
    String host = authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    String usual = scheme.equals("https") ? ":443" : ":80";
    if (host.endsWith(usual)) {
      host = host.substring(0, host.length() - usual.length());
    }
    try {
      host = host.chars().allMatch(c -> c < 0x80) ? host : IDN.toASCII(host);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    boolean fits =
        !host.isEmpty()
            && host.chars().allMatch(c -> Character.isLetterOrDigit(c) || ".-_:[]".indexOf(c) >= 0);
    return fits ? Optional.of(host) : Optional.empty();
  }

  /// Takes dot segments away; a `..` above the root is forgiven.
  private static String withoutDots(String path) {
    List<String> kept = new ArrayList<>();
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      String segment = segments[i].replaceAll("(?i)%2e", ".");
      boolean last = i == segments.length - 1;
      if (segment.equals("..") && !kept.isEmpty()) {
        kept.removeLast();
      }
      if (!segment.equals(".") && !segment.equals("..")) {
        kept.add(segments[i]);
      } else if (last) {
        kept.add("");
      }
    }
    return "/" + String.join("/", kept);
  }

  /// A reference cut at `?` and `#`; backslashes in its path are slashes.
  private record Parts(String path, String query, String fragment) {
    static Parts of(String text) {
      int hash = text.indexOf('#');
      String fragment = hash < 0 ? "" : text.substring(hash);
      String whole = hash < 0 ? text : text.substring(0, hash);
      int question = whole.indexOf('?');
      String query = question < 0 ? "" : whole.substring(question + 1);
      String path = question < 0 ? whole : whole.substring(0, question);
      return new Parts(path.replace('\\', '/'), query, fragment);
    }
  }
}

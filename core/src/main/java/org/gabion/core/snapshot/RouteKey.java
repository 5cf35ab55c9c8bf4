package org.gabion.core.snapshot;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a copy finds a page by: the canonical path of its URL (RFC 3986 section 6.2.2), and with it
/// those parameters of the query that choose a page. Immutable.
///
/// Canonical means: begins with `/`; percent-encoding in upper case, and only where it is needed;
/// no `.` or `..` segment; not `//` at its begin, which a browser would take for another host; no
/// backslash, control character or `#`; parameters in the order of their names, and those of one
/// name as they came; at most 2,048 bytes. One page has one spelling, so that nobody can hide
/// another behind it.
public final class RouteKey implements Comparable<RouteKey> {
  public static final int MAX_LENGTH = 2048;

  /// Longer names of parameters choose no page.
  public static final int MAX_NAME_LENGTH = 128;

  private static final int MAX_PARAMETERS = 16;
  private static final String SUB_DELIMITERS = "!$&'()*+,;=";
  private static final String PATH_MARKS = SUB_DELIMITERS + ":@/";
  // Without the apostrophe, which browsers send as %27 in a query.
  private static final String NAME_MARKS = "!$()*,;:@/?+";
  private static final String QUERY_MARKS = NAME_MARKS + "=";
  private static final String HEX = "0123456789ABCDEF";

  private final String text;
  private final int pathLength;

  private RouteKey(String text) {
    this.text = text;
    int question = text.indexOf('?');
    this.pathLength = question < 0 ? text.length() : question;
  }

  /// The key of a URL's path and query as a browser sends them.
  ///
  /// @param query without `?`; empty if there is none
  /// @param allowed names of the parameters that choose a page; all others are dropped
  /// @return empty if the path can not be a key: a `..` above the root, a bad escape, a control
  ///   character, too long
  public static Optional<RouteKey> of(String path, String query, Set<String> allowed) {
    return canonicalPath(path)
        .flatMap(
            canonical ->
                canonicalQuery(query, allowed)
                    .map(rest -> rest.isEmpty() ? canonical : canonical + "?" + rest))
        .filter(key -> key.length() <= MAX_LENGTH)
        .map(RouteKey::new);
  }

  /// The key of a path without parameters.
  public static Optional<RouteKey> of(String path) {
    return of(path, "", Set.of());
  }

  /// Reads the one spelling of a key; empty if the text is another spelling, or none.
  public static Optional<RouteKey> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    if (isPlain(text)) {
      return Optional.of(new RouteKey(text));
    }
    int question = text.indexOf('?');
    String path = question < 0 ? text : text.substring(0, question);
    String query = question < 0 ? "" : text.substring(question + 1);
    return of(path, query, names(query)).filter(key -> key.text.equals(text));
  }

  /// Whether a text is a key as it is, seen at a glance: most keys are. Others are looked at
  /// closely.
  private static boolean isPlain(String text) {
    int length = text.length();
    if (length == 0 || text.charAt(0) != '/' || text.startsWith("//")) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      char c = text.charAt(i);
      boolean mayBeDotSegment = c == '.' && text.charAt(i - 1) == '/';
      if (!unreserved(c) && PATH_MARKS.indexOf(c) < 0 || mayBeDotSegment) {
        return false;
      }
    }
    return true;
  }

  /// Whether a text is the name of a parameter as it is spelled in keys.
  public static boolean isQueryName(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_NAME_LENGTH
        && escape(text, NAME_MARKS).filter(text::equals).isPresent();
  }

  /// The names of this key's parameters, as they are spelled in it.
  public Set<String> queryNames() {
    return query().isEmpty() ? Set.of() : names(query());
  }

  private static Set<String> names(String query) {
    List<String> names = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      names.add(name(parameter));
    }
    return Set.copyOf(names);
  }

  /// The name of a parameter, spelled as in a key; empty text if it has none.
  private static String canonicalName(String parameter) {
    return escape(name(parameter), NAME_MARKS).orElse("");
  }

  private static String name(String parameter) {
    int equals = parameter.indexOf('=');
    return equals < 0 ? parameter : parameter.substring(0, equals);
  }

  private static Optional<String> canonicalPath(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return Optional.empty();
    }
    return escape(path, PATH_MARKS).flatMap(RouteKey::withoutDotSegments);
  }

  /// Takes `.` and `..` away (RFC 3986 section 5.2.4); empty if `..` would leave the root, which no
  /// link of a real site wants, or if what is left begins with `//`.
  private static Optional<String> withoutDotSegments(String path) {
    List<String> kept = new ArrayList<>();
    String[] segments = path.split("/", -1);
    for (int i = 1; i < segments.length; i++) {
      boolean last = i == segments.length - 1;
      switch (segments[i]) {
        case "." -> {
          if (last) {
            kept.add("");
          }
        }
        case ".." -> {
          if (kept.isEmpty()) {
            return Optional.empty();
          }
          kept.removeLast();
          if (last) {
            kept.add("");
          }
        }
        default -> kept.add(segments[i]);
      }
    }
    String rest = String.join("/", kept);
    return rest.startsWith("/") ? Optional.empty() : Optional.of("/" + rest);
  }

  private static Optional<String> canonicalQuery(String query, Set<String> allowed) {
    if (query.isEmpty() || allowed.isEmpty()) {
      return Optional.of("");
    }
    Set<String> names =
        allowed.stream().map(RouteKey::canonicalName).collect(Collectors.toUnmodifiableSet());
    List<String> parameters = new ArrayList<>();
    for (String parameter : query.split("&", -1)) {
      String name = canonicalName(parameter);
      if (!name.isEmpty() && names.contains(name)) {
        Optional<String> escaped = escape(parameter, QUERY_MARKS);
        if (escaped.isEmpty() || parameters.size() == MAX_PARAMETERS) {
          return Optional.empty();
        }
        parameters.add(escaped.get());
      }
    }
    parameters.sort(Comparator.comparing(RouteKey::name));
    return Optional.of(String.join("&", parameters));
  }

  /// Writes bytes that need it as `%XX`, and no others. A `%2F` stays, because it is not a `/`.
  private static Optional<String> escape(String text, String marks) {
    if (!isUnicode(text)) {
      return Optional.empty();
    }
    StringBuilder escaped = new StringBuilder(text.length());
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      int b = bytes[i] & 0xff;
      boolean encoded = b == '%';
      if (encoded) {
        int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
        int low = high >= 0 ? Character.digit(bytes[i + 2], 16) : -1;
        if (low < 0) {
          return Optional.empty();
        }
        b = high << 4 | low;
        i += 2;
      }
      if (b < 0x20 || b == 0x7f || b == '\\') {
        return Optional.empty();
      }
      if (unreserved(b) || !encoded && marks.indexOf(b) >= 0) {
        escaped.append((char) b);
      } else {
        escaped.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
      }
    }
    return Optional.of(escaped.toString());
  }

  /// Whether no half of a surrogate pair stands alone: Java would write it as a question mark.
  private static boolean isUnicode(String text) {
    return text.chars().noneMatch(c -> Character.isSurrogate((char) c))
        || StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static boolean unreserved(int b) {
    return b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b >= '0' && b <= '9'
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }

  /// The canonical path, percent-encoded.
  public String path() {
    return text.substring(0, pathLength);
  }

  /// The canonical query without `?`; empty if the key has none.
  public String query() {
    return pathLength == text.length() ? "" : text.substring(pathLength + 1);
  }

  /// The shard that a route of this key stands in, of `1 << bits`.
  public int shard(int bits) {
    return Digest.of(text.getBytes(StandardCharsets.US_ASCII)).firstBits(bits);
  }

  @Override
  public int compareTo(RouteKey other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RouteKey key && text.equals(key.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}

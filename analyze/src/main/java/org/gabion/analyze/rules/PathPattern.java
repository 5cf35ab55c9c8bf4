package org.gabion.analyze.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The template of a path as a pattern that every server's regular expressions can say: a little
/// wider than [org.gabion.core.request.PathTemplate], for example any segment with a digit for
/// `{id}`. Immutable.
record PathPattern(String text, List<Part> parts) {
  /// What one segment may be.
  enum Kind {
    LITERAL("", ""),
    ID("{id}", "[^/?# 0-9]*[0-9][^/?# ]*"),
    DATE("{date}", "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    UUID("{uuid}", "[0-9A-Fa-f-]{36}"),
    HASH("{hash}", "[0-9A-Fa-f]{6,}"),
    SLUG("{slug}", "[^/?# ]+"),
    /// All further segments; only at the end.
    REST("{rest}", "[^?# ]*");

    final String placeholder;
    final String regex;

    Kind(String placeholder, String regex) {
      this.placeholder = placeholder;
      this.regex = regex;
    }
  }

  /// One segment: what its stem may be, and the bytes that follow.
  record Part(Kind kind, String tail) {
    boolean matches(byte[] b, int from, int to) {
      int stem = to - tail.length();
      if (stem < from || !Target.equal(b, stem, to, tail)) {
        return false;
      }
      return switch (kind) {
        case LITERAL -> stem == from;
        case ID -> plain(b, from, stem) && hasDigit(b, from, stem);
        case DATE -> isDate(b, from, stem);
        case UUID -> stem - from == 36 && isHex(b, from, stem, true);
        case HASH -> stem - from >= 6 && isHex(b, from, stem, false);
        case SLUG -> stem > from && plain(b, from, stem);
        case REST -> plain(b, from, stem);
      };
    }

    private static boolean plain(byte[] b, int from, int to) {
      for (int i = from; i < to; i++) {
        if (b[i] == ' ') {
          return false;
        }
      }
      return true;
    }

    private static boolean hasDigit(byte[] b, int from, int to) {
      for (int i = from; i < to; i++) {
        if (isDigit(b[i])) {
          return true;
        }
      }
      return false;
    }

    private static boolean isDate(byte[] b, int from, int to) {
      if (to - from != 10) {
        return false;
      }
      for (int i = 0; i < 10; i++) {
        boolean dash = i == 4 || i == 7;
        if (dash ? b[from + i] != '-' : !isDigit(b[from + i])) {
          return false;
        }
      }
      return true;
    }

    private static boolean isHex(byte[] b, int from, int to, boolean orDash) {
      for (int i = from; i < to; i++) {
        int c = b[i] | 0x20;
        if (!isDigit(b[i]) && !(c >= 'a' && c <= 'f') && !(orDash && b[i] == '-')) {
          return false;
        }
      }
      return true;
    }

    private static boolean isDigit(byte c) {
      return c >= '0' && c <= '9';
    }
  }

  PathPattern {
    parts = List.copyOf(parts);
  }

  /// Reads a template as [org.gabion.core.request.PathTemplate#describe] writes it: beginning with
  /// `/`.
  static PathPattern of(String template) {
    List<Part> parts = new ArrayList<>();
    for (String segment : template.substring(1).split("/", -1)) {
      parts.add(part(segment));
    }
    return new PathPattern(template, parts);
  }

  private static Part part(String segment) {
    for (Kind kind : Kind.values()) {
      if (kind != Kind.LITERAL && segment.startsWith(kind.placeholder)) {
        return new Part(kind, segment.substring(kind.placeholder.length()));
      }
    }
    return new Part(Kind.LITERAL, segment);
  }

  /// Whether it is one path and no pattern.
  boolean isLiteral() {
    return parts.stream().allMatch(part -> part.kind == Kind.LITERAL);
  }

  boolean matches(byte[] b, int from, int to) {
    int at = from;
    for (int i = 0; i < parts.size(); i++) {
      if (at >= to || b[at] != '/') {
        return false;
      }
      Part part = parts.get(i);
      int start = at + 1;
      int end = start;
      while (end < to && (b[end] != '/' || part.kind == Kind.REST)) {
        end++;
      }
      if (!part.matches(b, start, end)) {
        return false;
      }
      at = end;
    }
    return at == to;
  }

  /// As a regular expression without anchors.
  ///
  /// @param escape makes literal text safe
  String regex(UnaryOperator<String> escape) {
    StringBuilder regex = new StringBuilder();
    for (Part part : parts) {
      regex.append('/').append(part.kind.regex).append(escape.apply(part.tail));
    }
    return regex.toString();
  }

  /// With `*` for each placeholder.
  String wildcard() {
    StringBuilder wildcard = new StringBuilder();
    for (Part part : parts) {
      wildcard.append('/').append(part.kind == Kind.LITERAL ? "" : "*").append(part.tail);
    }
    return wildcard.toString();
  }
}

package org.gabion.mirror.capture;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Finds the [Region]s of an HTML page, by the index of their bytes. Reads each byte about once;
/// for pages whose charset writes ASCII as ASCII. Used by one thread, once.
///
/// A page is not built up as a tree, because what is not masked must stay byte for byte.
final class HtmlRegions {
  private static final int MAX_REGIONS = 100_000;
  private static final int MAX_ATTRIBUTES = 200;

  private final String text;
  private final List<Region> regions = new ArrayList<>();
  private int at;

  /// An attribute's value, between its quotes.
  private record Value(int from, int to) {}

  private HtmlRegions(byte[] page) {
    // One character for each byte, so that an index in the one is an index in the other.
    this.text = new String(page, StandardCharsets.ISO_8859_1);
  }

  /// The regions in order, not overlapping; empty if there are too many.
  static Optional<List<Region>> of(byte[] page) {
    HtmlRegions scan = new HtmlRegions(page);
    scan.run();
    return scan.regions.size() > MAX_REGIONS
        ? Optional.empty()
        : Optional.of(List.copyOf(scan.regions));
  }

  private void run() {
    while (at < text.length() && regions.size() <= MAX_REGIONS) {
      int open = text.indexOf('<', at);
      if (open < 0) {
        return;
      }
      at = open + 1;
      if (text.startsWith("!--", at)) {
        comment();
      } else if (at < text.length() && isLetter(text.charAt(at))) {
        tag();
      }
    }
  }

  private void comment() {
    int from = at + "!--".length();
    if (text.startsWith(">", from) || text.startsWith("->", from)) {
      at = from;
      return;
    }
    int end = text.indexOf("-->", from);
    int to = end < 0 ? text.length() : end;
    // Old browsers read these as markup.
    boolean conditional = text.startsWith("[if", from) || text.startsWith("<![endif", from);
    if (!conditional && end >= 0) {
      regions.add(new Region(Region.Kind.COMMENT, from, to));
    }
    at = end < 0 ? text.length() : end + "-->".length();
  }

  private void tag() {
    String name = name();
    Map<String, Value> attributes = new HashMap<>();
    while (at < text.length() && text.charAt(at) != '>') {
      attribute(attributes);
    }
    at++;
    regions(name, attributes);
    if (name.equals("script") || name.equals("style") || name.equals("textarea")) {
      rawText(name);
    }
  }

  /// A name in lower case, at least one character.
  private String name() {
    int from = at;
    at++;
    while (at < text.length() && " \t\n\r\f/>=".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, Math.min(at, from + 100)).toLowerCase(Locale.ROOT);
  }

  private void attribute(Map<String, Value> attributes) {
    if (" \t\n\r\f/".indexOf(text.charAt(at)) >= 0) {
      at++;
      return;
    }
    String name = name();
    skipSpaces();
    if (at >= text.length() || text.charAt(at) != '=') {
      return;
    }
    at++;
    skipSpaces();
    if (at >= text.length()) {
      return;
    }
    char quote = text.charAt(at);
    int from = at;
    int to;
    if (quote == '"' || quote == '\'') {
      from = at + 1;
      int end = text.indexOf(quote, from);
      to = end < 0 ? text.length() : end;
      at = to + 1;
    } else {
      while (at < text.length() && " \t\n\r\f>".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      to = at;
    }
    if (attributes.size() < MAX_ATTRIBUTES) {
      attributes.putIfAbsent(name, new Value(from, to));
    }
  }

  private void skipSpaces() {
    while (at < text.length() && " \t\n\r\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void regions(String name, Map<String, Value> attributes) {
    List<Region> found = new ArrayList<>();
    attributes.forEach((attribute, value) -> attribute(found, attribute, value));
    String named = value(attributes, "name");
    Value content = attributes.get("content");
    if (name.equals("meta") && content != null) {
      if (Tokens.isTokenName(named) && !named.equalsIgnoreCase("csrf-param")) {
        found.add(new Region(Region.Kind.TOKEN, content.from(), content.to()));
      } else if (isRequestId(named)) {
        found.add(new Region(Region.Kind.REQUEST_ID, content.from(), content.to()));
      } else if (value(attributes, "http-equiv").equalsIgnoreCase("content-security-policy")) {
        nonces(found, content);
      }
    }
    Value field = attributes.get("value");
    if (name.equals("input")
        && field != null
        && value(attributes, "type").equalsIgnoreCase("hidden")
        && (Tokens.isTokenName(named)
            || Tokens.looksRandom(text.substring(field.from(), field.to())))) {
      found.add(new Region(Region.Kind.TOKEN, field.from(), field.to()));
    }
    found.sort(Comparator.comparingInt(Region::from));
    regions.addAll(found);
  }

  private static void attribute(List<Region> found, String name, Value value) {
    switch (name) {
      case "nonce", "data-nonce" ->
          found.add(new Region(Region.Kind.NONCE, value.from(), value.to()));
      case "data-cfemail" ->
          found.add(new Region(Region.Kind.HIDDEN_MAIL, value.from(), value.to()));
      case "data-cf-beacon", "data-ray", "data-request-id", "data-trace-id" ->
          found.add(new Region(Region.Kind.REQUEST_ID, value.from(), value.to()));
      case "data-csrf", "data-csrf-token", "data-xsrf-token" ->
          found.add(new Region(Region.Kind.TOKEN, value.from(), value.to()));
      default -> {
        // Only these are known to differ from visit to visit.
      }
    }
  }

  /// The `nonce-...` of a policy in a `meta` element.
  private void nonces(List<Region> found, Value policy) {
    int next = text.indexOf(Nonces.START, policy.from(), policy.to());
    while (next >= 0) {
      int from = next + Nonces.START.length();
      int end = text.indexOf('\'', from, policy.to());
      if (end < 0) {
        return;
      }
      found.add(new Region(Region.Kind.NONCE, from, end));
      next = text.indexOf(Nonces.START, end, policy.to());
    }
  }

  private static boolean isRequestId(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "request-id", "x-request-id", "trace-id", "traceparent", "correlation-id", "cf-ray" ->
          true;
      default -> false;
    };
  }

  private String value(Map<String, Value> attributes, String name) {
    Value value = attributes.get(name);
    return value == null ? "" : text.substring(value.from(), value.to());
  }

  /// What is no markup, to the end tag of its element.
  private void rawText(String name) {
    int end = text.indexOf("</", at);
    while (end >= 0 && !text.regionMatches(true, end + 2, name, 0, name.length())) {
      end = text.indexOf("</", end + 2);
    }
    int to = end < 0 ? text.length() : end;
    if (name.equals("script")) {
      ScriptTokens.find(text, at, to, regions);
    }
    at = to;
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }
}

package org.gabion.analyze.rules;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.gabion.analyze.report.Printable;
import org.gabion.analyze.rules.Condition.AddressIn;
import org.gabion.analyze.rules.Condition.Field;
import org.gabion.analyze.rules.Condition.FieldIs;
import org.gabion.analyze.rules.Condition.FieldMissing;
import org.gabion.analyze.rules.Condition.HostIs;
import org.gabion.analyze.rules.Condition.MethodIs;
import org.gabion.analyze.rules.Condition.PathIs;
import org.gabion.analyze.rules.Condition.PathLike;
import org.gabion.analyze.rules.Condition.ProtocolIs;
import org.gabion.analyze.rules.Condition.QueryIs;
import org.gabion.analyze.rules.Condition.QueryKeys;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.Prefix;

/// Makes conditions from the clauses of signatures. Text that is not plain, printable UTF-8 makes
/// none: nobody can paste it. Stateless.
final class Conditions {
  /// The longest text that fits every server's line, with every byte escaped.
  static final int MOST_BYTES = 400;

  private static final int MOST_KEYS = 6;
  private static final Pattern METHOD = Pattern.compile("[A-Z][A-Z-]{0,19}");
  private static final Pattern HOST = Pattern.compile("[a-z0-9_]([a-z0-9_.-]{0,250})");
  private static final Pattern KEY = Pattern.compile("[!-~&&[^&=#?]]{1,60}");

  private Conditions() {}

  /// The condition that says the same as this clause; empty if no server can know it.
  static Optional<Condition> of(Said said) {
    String text = said.text();
    return switch (said.attribute()) {
      case METHOD -> METHOD.matcher(text).matches() ? some(new MethodIs(text)) : Optional.empty();
      case PATH -> path(text);
      case TEMPLATE -> template(text);
      case QUERY -> some(new QueryIs(text.equals("present")));
      case QUERY_KEYS -> keys(text);
      case PROTOCOL -> protocol(text);
      case USER_AGENT -> field(Field.USER_AGENT, text);
      case USER_AGENT_FAMILY -> AgentFamilies.of(text);
      case REFERER -> field(Field.REFERER, text);
      case REFERER_CLASS ->
          text.equals("none") ? some(new FieldMissing(Field.REFERER)) : Optional.empty();
      case HOST -> host(text);
      case SOURCE, PREFIX -> address(text);
      case ACCEPT -> field(Field.ACCEPT, text);
      case ACCEPT_LANGUAGE -> field(Field.ACCEPT_LANGUAGE, text);
      case ACCEPT_ENCODING -> field(Field.ACCEPT_ENCODING, text);
      case STATUS, HEADER_ORDER, HEADERS, TLS, ASSETS -> Optional.empty();
    };
  }

  /// What a server does not know, for a sentence that begins "without knowing".
  static String unknown(Attribute attribute) {
    return switch (attribute) {
      case ASSETS -> "who fetches the parts of a page";
      case STATUS -> "how a request will be answered";
      case HEADER_ORDER, HEADERS -> "which header fields come in which order";
      case TLS -> "the version of TLS";
      case REFERER_CLASS -> "what kind of site a visitor comes from";
      case USER_AGENT_FAMILY -> "the program behind an unusual User-Agent";
      case METHOD,
          PATH,
          TEMPLATE,
          QUERY,
          QUERY_KEYS,
          PROTOCOL,
          USER_AGENT,
          REFERER,
          HOST,
          SOURCE,
          PREFIX,
          ACCEPT,
          ACCEPT_LANGUAGE,
          ACCEPT_ENCODING ->
          "the " + attribute.word() + ", which can not be written safely";
    };
  }

  private static Optional<Condition> some(Condition condition) {
    return Optional.of(condition);
  }

  /// As one character for each byte; empty if it is not plain text.
  private static Optional<String> plain(String text) {
    if (text.length() > MOST_BYTES
        || text.indexOf('\ufffd') >= 0
        || !text.strip().equals(text)
        || !Printable.of(text).equals(text)) {
      return Optional.empty();
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return bytes.length > MOST_BYTES
        ? Optional.empty()
        : Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static Optional<Condition> field(Field field, String text) {
    return text.isEmpty() || text.equals("-")
        ? some(new FieldMissing(field))
        : plain(text).map(value -> new FieldIs(field, value));
  }

  static Optional<Condition> path(String text) {
    return plain(text)
        .map(Target::path)
        .filter(path -> path.startsWith("/") && path.indexOf(' ') < 0)
        .map(PathIs::new);
  }

  private static Optional<Condition> template(String text) {
    boolean absolute = text.startsWith("/http://") || text.startsWith("/https://");
    return plain(absolute ? text.substring(1) : text)
        .map(Target::path)
        .filter(path -> path.startsWith("/") && path.indexOf(' ') < 0)
        .map(PathPattern::of)
        .map(pattern -> pattern.isLiteral() ? new PathIs(pattern.text()) : new PathLike(pattern));
  }

  /// Keys that occur twice are not told from one: a server would need to count.
  private static Optional<Condition> keys(String text) {
    List<String> keys = Arrays.stream(text.split("&", -1)).filter(key -> !key.isEmpty()).toList();
    boolean sound =
        !keys.isEmpty()
            && keys.size() <= MOST_KEYS
            && keys.stream().distinct().count() == keys.size()
            && keys.stream().allMatch(key -> KEY.matcher(key).matches());
    return sound ? some(new QueryKeys(keys, true)) : Optional.empty();
  }

  private static Optional<Condition> protocol(String text) {
    return Arrays.stream(ProtocolIs.Version.values())
        .filter(version -> text.equals(version.brief) || text.equals(version.full))
        .findFirst()
        .map(ProtocolIs::new);
  }

  private static Optional<Condition> host(String text) {
    String host = text.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]*$", "");
    return HOST.matcher(host).matches() ? some(new HostIs(host)) : Optional.empty();
  }

  private static Optional<Condition> address(String text) {
    return switch (Prefix.parse(text)) {
      case Prefix.Parsed.Valid(Prefix prefix) -> some(new AddressIn(prefix));
      case Prefix.Parsed.Invalid(String problem) -> Optional.empty();
    };
  }
}

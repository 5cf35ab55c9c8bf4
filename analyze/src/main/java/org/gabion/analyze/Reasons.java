package org.gabion.analyze;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.gabion.core.request.Attribute;

/// Why a finding is what it is, as an incident tells it: in plain words, and without figures that
/// are not the incident's own. Stateless.
///
/// A detector speaks of the minutes in which it noticed something; an incident has its own number
/// of requests, and may be one of several waves.
final class Reasons {
  private static final Pattern COUNT =
      Pattern.compile("[:;] \\d+ requests? in \\d+ minutes?(?: by all of them)?$");
  private static final Pattern BITS = Pattern.compile("user agents differ by (\\d+\\.\\d) bits");
  private static final Pattern SEEN = Pattern.compile(" \\(seen in: (\\w+)\\)");
  private static final Pattern EACH = Pattern.compile("(\\d+\\.\\d) requests for each source");
  private static final String SLOW = "few sources, slowly";

  private Reasons() {}

  /// Those of an incident.
  ///
  /// @param isWave whether its finding is told as several incidents
  static List<String> of(List<String> reasons, boolean isWave) {
    return reasons.stream()
        .map(reason -> COUNT.matcher(reason).replaceFirst(""))
        .map(Reasons::plain)
        .map(
            reason ->
                isWave && reason.chars().anyMatch(Character::isDigit)
                    ? "noticed in one of its waves: " + reason
                    : reason)
        .distinct()
        .toList();
  }

  /// In words that need no glossary.
  static String plain(String reason) {
    if (reason.equals(SLOW)) {
      return "they come from few sources, and slowly";
    }
    String words = BITS.matcher(reason).replaceFirst(Reasons::variety);
    words = SEEN.matcher(words).replaceFirst(Reasons::seen);
    return EACH.matcher(words).replaceFirst(Reasons::each);
  }

  /// Entropy as the number of equally common ones that have it.
  private static String variety(MatchResult bits) {
    long many = Math.round(Math.pow(2, Double.parseDouble(bits.group(1))));
    return many <= 1 ? "nearly all with one user agent" : "as varied as " + many + " user agents";
  }

  private static String each(MatchResult each) {
    double number = Double.parseDouble(each.group(1));
    return number == 1
        ? "1 request for each source"
        : String.format(
            Locale.ROOT, number >= 10 ? "%.0f %s" : "%.1f %s", number, "requests for each source");
  }

  private static String seen(MatchResult seen) {
    return Arrays.stream(Attribute.values())
        .filter(attribute -> attribute.word().equals(seen.group(1)))
        .findFirst()
        .map(attribute -> " (seen best in those with the same " + noun(attribute) + ")")
        .orElse("");
  }

  private static String noun(Attribute attribute) {
    return switch (attribute) {
      case METHOD -> "method";
      case PATH -> "path";
      case TEMPLATE -> "kind of path";
      case QUERY -> "use of a query";
      case QUERY_KEYS -> "names in the query";
      case PROTOCOL -> "version of HTTP";
      case USER_AGENT -> "user agent";
      case USER_AGENT_FAMILY -> "program";
      case REFERER -> "referer";
      case REFERER_CLASS -> "kind of referer";
      case HOST -> "host";
      case STATUS -> "answer";
      case SOURCE -> "address";
      case PREFIX -> "network";
      case ACCEPT -> "Accept field";
      case ACCEPT_LANGUAGE -> "Accept-Language field";
      case ACCEPT_ENCODING -> "Accept-Encoding field";
      case HEADER_ORDER -> "order of header fields";
      case HEADERS -> "set of header fields";
      case TLS -> "version of TLS";
      case ASSETS -> "use of styles, scripts and images";
    };
  }
}

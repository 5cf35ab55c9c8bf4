package org.gabion.core.detect;

import java.util.Locale;
import org.gabion.core.request.Attribute;

/// Says in words that need no glossary what a detector counted. Stateless.
final class Wording {
  private Wording() {}

  /// "1 source", "12 sources".
  static String of(double count, String one, String many) {
    String number = String.format(Locale.ROOT, "%.0f", count);
    return number + " " + (number.equals("1") ? one : many);
  }

  /// "12 requests in 60 minutes".
  static String requests(double count, Block block) {
    return of(count, "request", "requests") + " in " + of(block.minutes(), "minute", "minutes");
  }

  /// "1 request for each source", "1.4 requests for each source".
  static String each(double requests) {
    String number = String.format(Locale.ROOT, requests >= 10 ? "%.0f" : "%.1f", requests);
    return number.equals("1.0")
        ? "1 request for each source"
        : number + " requests for each source";
  }

  /// Entropy, as the number of equally common ones that have it.
  static String agents(double bits) {
    long many = Math.round(Math.pow(2, bits));
    return many <= 1 ? "nearly all with one user agent" : "as varied as " + many + " user agents";
  }

  /// Where something showed best: among those with the same value of an attribute.
  static String among(Attribute attribute) {
    String same =
        switch (attribute) {
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
    return " (seen best in those with the same " + same + ")";
  }
}

package org.gabion.core.request;

/// What requests can have in common: each is derived from one request by one small pure function,
/// except [#ASSETS], which is told from what else its client did.
///
/// A value is a 32-bit keyed hash or a code; 0 means that the request, or the log, does not tell.
public enum Attribute {
  METHOD("method"),
  /// The path without its query.
  PATH("path"),
  TEMPLATE("template"),
  /// Whether there is a query.
  QUERY("query"),
  /// The set of the query's keys.
  QUERY_KEYS("queryKeys"),
  PROTOCOL("protocol"),
  USER_AGENT("userAgent"),
  USER_AGENT_FAMILY("userAgentFamily"),
  REFERER("referer"),
  REFERER_CLASS("refererClass"),
  HOST("host"),
  STATUS("status"),
  /// The client's address, or host name where a log has no address.
  SOURCE("source"),
  /// The client's /24, IPv6 /48.
  PREFIX("prefix"),
  ACCEPT("accept"),
  ACCEPT_LANGUAGE("acceptLanguage"),
  ACCEPT_ENCODING("acceptEncoding"),
  HEADER_ORDER("headerOrder"),
  HEADERS("headers"),
  TLS("tls"),
  /// Whether the same client fetched what pages are made of: style, script, image, font.
  ASSETS("assets");

  /// How many there are.
  public static final int COUNT = values().length;

  private static final Attribute[] ALL = values();

  private final String word;

  Attribute(String word) {
    this.word = word;
  }

  /// The word in reports.
  public String word() {
    return word;
  }

  static Attribute at(int ordinal) {
    return ALL[ordinal];
  }

  /// The value of [#ASSETS].
  public static int assets(boolean fetched) {
    return fetched ? 2 : 1;
  }

  /// Whether it tells how a client is built or behaves, and not only what it asks for or where
  /// from.
  public boolean tellsTheClient() {
    return switch (this) {
      case PROTOCOL,
          USER_AGENT,
          USER_AGENT_FAMILY,
          ACCEPT,
          ACCEPT_LANGUAGE,
          ACCEPT_ENCODING,
          HEADER_ORDER,
          HEADERS,
          TLS,
          ASSETS ->
          true;
      case METHOD,
          PATH,
          TEMPLATE,
          QUERY,
          QUERY_KEYS,
          REFERER,
          REFERER_CLASS,
          HOST,
          STATUS,
          SOURCE,
          PREFIX ->
          false;
    };
  }
}

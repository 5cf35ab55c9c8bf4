package org.gabion.lab.bench;

import java.util.Locale;

/// What the targets are asked to do.
enum Scenario {
  /// 1 KB from the origin over keep-alive connections, the whole gate on, nobody over a limit.
  PROXY,
  /// One client far over its budget: every answer is a 429 of equal length.
  DENY,
  /// [#PROXY] over TLS 1.3 keep-alive connections.
  TLS,
  /// A full TLS 1.3 handshake for each request, no resumption.
  HANDSHAKE;

  boolean overTls() {
    return switch (this) {
      case PROXY, DENY -> false;
      case TLS, HANDSHAKE -> true;
    };
  }

  int expectedStatus() {
    return switch (this) {
      case PROXY, TLS, HANDSHAKE -> 200;
      case DENY -> 429;
    };
  }

  /// What one unit of work is called in the tables.
  String unit() {
    return switch (this) {
      case PROXY, DENY, TLS -> "requests";
      case HANDSHAKE -> "handshakes";
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

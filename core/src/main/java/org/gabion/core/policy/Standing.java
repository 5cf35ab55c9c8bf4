package org.gabion.core.policy;

import java.util.Locale;

/// How a visitor stands with this site, best first; decides the order of admission while the origin
/// is short of time.
public enum Standing {
  /// On the operator's allow list.
  VERIFIED,
  /// Holds a valid ticket: was served a page before.
  TICKET,
  /// From a prefix that fetched a page and its assets before.
  KNOWN_PREFIX,
  /// Nothing is known. Most first visits, in a crowd as in an attack.
  UNKNOWN,
  /// Used more of the origin's time than its share: served when nobody else waits.
  OVER_BUDGET;

  private final String id = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /// The word used in logs and metrics, for example `known-prefix`.
  public String id() {
    return id;
  }
}

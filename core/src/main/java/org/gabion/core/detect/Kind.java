package org.gabion.core.detect;

/// What an incident is, in one word that reports use.
public enum Kind {
  /// Many requests that serve no reader.
  FLOOD("flood"),
  /// Passwords or accounts tried.
  LOGIN_FLOOD("login-flood"),
  /// Somebody looks for weak places: many paths that do not exist.
  SCAN("scan"),
  /// Documents carried off in bulk.
  BULK_DOWNLOAD("bulk-download"),
  /// Pages taken systematically by a program that does not say what it is.
  SCRAPER("scraper"),
  /// Pages taken by a program that says what it is.
  CRAWLER("crawler"),
  /// Many real people at once.
  FLASH_CROWD("flash-crowd"),
  /// The operator's own health check.
  OWN_MONITOR("own-monitor"),
  /// Something changed, and the log can not tell what it was.
  UNCLEAR("unclear");

  private final String word;

  Kind(String word) {
    this.word = word;
  }

  /// The word in reports.
  public String word() {
    return word;
  }
}

package org.gabion.core.request;

/// What kind of program a user agent says it is. It may lie.
public enum UserAgentClass {
  BROWSER,
  /// A program that says that it fetches pages for a search engine, an archive, a preview.
  CRAWLER,
  FEED_READER,
  MONITOR,
  /// A library or a command that says what it is, or a browser without a screen.
  TOOL,
  /// No user agent, or `-`.
  EMPTY,
  OTHER
}

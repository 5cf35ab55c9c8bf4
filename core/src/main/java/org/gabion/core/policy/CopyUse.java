package org.gabion.core.policy;

/// Whether a copy of the page may stand for the origin's answer to a request.
public enum CopyUse {
  /// It may not: the site has no copy, or the request changes something, has a body, or shows who
  /// asks by Authorization.
  NEVER,
  /// It carries a site's cookies, so that the page may be meant for one person. The copy is not
  /// that page, but better than an error.
  WHEN_DOWN,
  /// A GET or HEAD that anybody could have sent.
  ALWAYS
}

package org.gabion.core.snapshot;

import java.util.Arrays;
import java.util.Optional;

/// A header field that a copy hands on. All others are the first server's own affair, or could tell
/// of a visitor.
public enum RouteHeader {
  ACCESS_CONTROL_ALLOW_ORIGIN("access-control-allow-origin"),
  CONTENT_DISPOSITION("content-disposition"),
  CONTENT_LANGUAGE("content-language"),
  CONTENT_SECURITY_POLICY("content-security-policy"),
  CONTENT_TYPE("content-type"),
  LAST_MODIFIED("last-modified"),
  LINK("link"),
  REFERRER_POLICY("referrer-policy"),
  X_ROBOTS_TAG("x-robots-tag");

  public static final int MAX_VALUE_LENGTH = 4096;

  private final String fieldName;

  RouteHeader(String fieldName) {
    this.fieldName = fieldName;
  }

  /// The name in lower case.
  public String fieldName() {
    return fieldName;
  }

  /// The field with a name, whatever its case.
  public static Optional<RouteHeader> of(String name) {
    return Arrays.stream(values()).filter(f -> f.fieldName.equalsIgnoreCase(name)).findFirst();
  }

  /// Whether a value can stand in a route: printable ASCII, without spaces at its ends.
  public static boolean fits(String value) {
    return !value.isEmpty()
        && value.length() <= MAX_VALUE_LENGTH
        && value.strip().equals(value)
        && value.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
  }
}

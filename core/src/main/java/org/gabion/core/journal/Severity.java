package org.gabion.core.journal;

import java.util.Locale;

/// How much an event wants a person's eye.
public enum Severity {
  /// The course of things.
  INFO,
  /// Look at it today.
  WARNING,
  /// Look at it now.
  ERROR;

  /// The word used in the journal.
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}

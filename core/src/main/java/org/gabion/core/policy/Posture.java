package org.gabion.core.policy;

/// Whether the guard shows itself.
public enum Posture {
  /// The origin keeps up: cost refuses nobody, no cookie is set.
  CALM("calm"),
  /// Visits wait for the origin or are turned away: standing decides the order.
  UNDER_LOAD("under-load");

  private final String id;

  Posture(String id) {
    this.id = id;
  }

  /// The word used in logs and metrics.
  public String id() {
    return id;
  }
}

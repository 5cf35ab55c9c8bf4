package org.gabion.core.config;

/// One value of a list, with the place where it stands.
public final class Item {
  private final String text;
  private final String path;
  private final Position position;
  private final Findings findings;

  Item(String text, String path, Position position, Findings findings) {
    this.text = text;
    this.path = path;
    this.position = position;
    this.findings = findings;
  }

  public String text() {
    return text;
  }

  /// Reports that this value can not be used.
  public void problem(String what, String hint) {
    findings.add(new Problem(position, path, what, hint));
  }
}

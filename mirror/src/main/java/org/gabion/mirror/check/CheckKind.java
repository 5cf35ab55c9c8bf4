package org.gabion.mirror.check;

/// How closely mirrors are looked at.
public enum CheckKind {
  /// Their heads and roots.
  LIGHT("light"),
  /// And some of their files, drawn by chance.
  AUDIT("audit");

  private final String word;

  CheckKind(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}

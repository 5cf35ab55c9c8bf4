package org.gabion.mirror.target;

import java.io.IOException;

/// A target that did not do what was asked.
public final class TargetFault extends IOException {
  private static final long serialVersionUID = 1L;

  /// What trying again can do.
  public enum Kind {
    /// The connection broke, the server is busy: another try may work.
    PASSING,
    /// Wrong credentials, no permission, wrong address: only the operator can mend it.
    REFUSED,
    /// No space left.
    FULL
  }

  private final Kind kind;

  /// @param message names the target, the path and the remedy, without secrets
  public TargetFault(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public TargetFault(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

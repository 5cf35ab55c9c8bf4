package org.gabion.mirror.copy;

import java.io.IOException;

/// A copy that can not be used, or a part of it.
public final class CopyFault extends IOException {
  private static final long serialVersionUID = 1L;

  /// What is wrong with it.
  public enum Kind {
    /// Nobody answered, or not in time.
    UNREACHABLE,
    /// A part is not there.
    MISSING,
    /// Bytes that are not what was signed.
    CORRUPT,
    /// A head or root that does not count.
    UNTRUSTED
  }

  private final Kind kind;

  /// @param message names the copy and the file
  public CopyFault(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public CopyFault(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}

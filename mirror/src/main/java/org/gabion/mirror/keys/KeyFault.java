package org.gabion.mirror.keys;

import java.io.IOException;

/// Keys that can not be read or used.
public final class KeyFault extends IOException {
  private static final long serialVersionUID = 1L;

  /// @param message names the file and the remedy
  public KeyFault(String message) {
    super(message);
  }

  public KeyFault(String message, Throwable cause) {
    super(message, cause);
  }
}

package org.gabion.analyze.input;

import java.io.IOException;

/// An input that can not be read, in words for an operator.
public final class InputException extends IOException {
  private static final long serialVersionUID = 1;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, Throwable cause) {
    super(message, cause);
  }
}

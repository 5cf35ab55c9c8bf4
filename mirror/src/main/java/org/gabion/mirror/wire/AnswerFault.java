package org.gabion.mirror.wire;

import java.io.IOException;

/// An answer of a mirror that is no file and no word that there is none.
public final class AnswerFault extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean tooLarge;

  AnswerFault(String message) {
    this(message, false);
  }

  private AnswerFault(String message, boolean tooLarge) {
    super(message);
    this.tooLarge = tooLarge;
  }

  /// A file with more bytes than it can have.
  static AnswerFault tooLarge(int limit) {
    return new AnswerFault("more than " + limit + " bytes", true);
  }

  public boolean isTooLarge() {
    return tooLarge;
  }
}

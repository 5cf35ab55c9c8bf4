package org.gabion.mirror.archive;

import java.io.IOException;

/// What a record holds can not be read as a page. The message says why, for the operator.
public final class CodingFault extends IOException {
  private static final long serialVersionUID = 1;

  public CodingFault(String why) {
    super(why);
  }
}

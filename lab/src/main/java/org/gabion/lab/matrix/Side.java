package org.gabion.lab.matrix;

import java.util.Locale;

/// Which way a request goes.
enum Side {
  DIRECT,
  GUARD;

  /// The part of a path that keeps what one side writes apart from the other's.
  String folder() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package org.gabion.mirror.wire;

import java.time.Duration;

/// How long a mirror is waited for.
///
/// @param connect to one address
/// @param whole one request, connecting included
public record Waits(Duration connect, Duration whole) {
  public Waits {
    if (connect.isNegative() || connect.isZero() || whole.compareTo(connect) < 0) {
      throw new IllegalArgumentException("a file takes at least as long as connecting");
    }
  }
}

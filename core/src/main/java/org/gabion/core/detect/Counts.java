package org.gabion.core.detect;

import java.util.Locale;

/// Says in words how many there are of something. Stateless.
final class Counts {
  private Counts() {}

  /// "1 source", "12 sources".
  static String of(double count, String one, String many) {
    String number = String.format(Locale.ROOT, "%.0f", count);
    return number + " " + (number.equals("1") ? one : many);
  }

  /// "12 requests in 60 minutes".
  static String requests(double count, Block block) {
    return of(count, "request", "requests") + " in " + of(block.minutes(), "minute", "minutes");
  }
}

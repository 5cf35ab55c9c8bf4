package org.gabion.core.snapshot;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;

/// What a document may hold, checked where one is made: whatever can be made can be read back.
/// Stateless.
final class Bounds {
  private Bounds() {}

  /// A number that a document can hold, and not less than `min`.
  static void number(String name, long value, long min) {
    if (value < min || value > Lines.MAX_NUMBER) {
      throw new IllegalArgumentException(
          name + " is a number from " + min + " to " + Lines.MAX_NUMBER + ", not " + value);
    }
  }

  /// A whole second that a document can hold.
  static void second(String name, Instant value) {
    if (!isSecond(value)) {
      throw new IllegalArgumentException(
          name + " is a whole second from 1970 to 9999, not " + value);
    }
  }

  static boolean isSecond(Instant value) {
    return value.equals(value.truncatedTo(ChronoUnit.SECONDS))
        && !value.isBefore(Instant.EPOCH)
        && !value.isAfter(Lines.LAST_INSTANT);
  }

  /// Values in order, each once.
  static <T> void ascending(String name, List<T> values, Comparator<? super T> order) {
    for (int i = 1; i < values.size(); i++) {
      if (order.compare(values.get(i - 1), values.get(i)) >= 0) {
        throw new IllegalArgumentException(name + " stand in order, each once");
      }
    }
  }

  /// The bytes of a document that a reader will take.
  static byte[] size(String name, byte[] bytes, int limit) {
    if (bytes.length > limit) {
      throw new IllegalStateException(
          name + " of " + bytes.length + " bytes, at most " + limit + " are allowed");
    }
    return bytes;
  }
}

package org.gabion.core.request;

import org.jspecify.annotations.Nullable;

/// Finds the end of an HTTP/1.1 head and cuts its field lines, strictly: CRLF only, no folding, no
/// space before the colon (RFC 9112 section 5).
///
/// Not thread safe. The search for the end goes on where it stopped, so that a head that trickles
/// in is read once.
final class FieldScanner {
  private int scanned;
  private int lineStart;
  private boolean lineSeen;

  void reset(int from) {
    scanned = from;
    lineStart = from;
    lineSeen = false;
  }

  /// As [#reset], but the first line may be the empty one.
  void resetForTrailers() {
    reset(0);
    lineSeen = true;
  }

  /// Looks for the empty line. Bare LF is refused as soon as it is seen.
  ///
  /// @return the offset behind the empty line, or -1 for not yet, or -2 - offset for a bare LF at
  ///   that offset
  int findEnd(byte[] bytes, int length) {
    int i = scanned;
    while (i < length) {
      if (bytes[i] != '\n') {
        i++;
        continue;
      }
      if (i == lineStart || bytes[i - 1] != '\r') {
        return -2 - i;
      }
      boolean empty = i == lineStart + 1;
      i++;
      lineStart = i;
      if (empty && lineSeen) {
        scanned = i;
        return i;
      }
      lineSeen |= !empty;
    }
    scanned = i;
    return -1;
  }

  /// Cuts the field lines between `from` and the empty line that ends at `end`.
  static @Nullable Malformed cut(Head head, int from, int end, HeadLimits limits, int status) {
    byte[] bytes = head.bytes;
    int at = from;
    int fields = 0;
    while (at < end - 2) {
      if (++fields > limits.maxFields()) {
        return new Malformed(
            at, "at most " + limits.maxFields() + " fields", status == 400 ? 431 : status);
      }
      int nameStart = at;
      int hash = 0;
      boolean underscore = false;
      byte b = bytes[at];
      while (FieldRules.isToken(b)) {
        hash = FieldRules.step(hash, b);
        underscore |= b == '_';
        b = bytes[++at];
      }
      if (b != ':' || at == nameStart) {
        return new Malformed(
            at, at == nameStart ? "a field name" : "a colon right behind the field name", status);
      }
      int nameEnd = at;
      int valueEnd = endOfValue(bytes, at + 1);
      if (bytes[valueEnd] != '\r' || bytes[valueEnd + 1] != '\n') {
        return new Malformed(valueEnd, "no control character in a field value", status);
      }
      at = valueEnd + 2;
      if (underscore && limits.underscores() != HeadLimits.Underscores.PASS) {
        if (limits.underscores() == HeadLimits.Underscores.REFUSE) {
          return new Malformed(nameStart, "no underscore in a field name", status);
        }
        continue;
      }
      trimAndAdd(head, nameStart, nameEnd, nameEnd + 1, valueEnd, hash);
    }
    return null;
  }

  /// The offset of the first byte that can not be part of a value. The empty line behind the head
  /// always stops it.
  private static int endOfValue(byte[] bytes, int from) {
    int at = from;
    while (FieldRules.isValue(bytes[at])) {
      at++;
    }
    return at;
  }

  private static void trimAndAdd(
      Head head, int nameStart, int nameEnd, int from, int to, int hash) {
    byte[] bytes = head.bytes;
    int start = from;
    int end = to;
    while (start < end && (bytes[start] == ' ' || bytes[start] == '\t')) {
      start++;
    }
    while (end > start && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
      end--;
    }
    head.add(nameStart, nameEnd, start, end, hash);
  }
}

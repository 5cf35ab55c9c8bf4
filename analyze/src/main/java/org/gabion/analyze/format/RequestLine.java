package org.gabion.analyze.format;

import org.gabion.core.request.Slice;

/// Splits a request line as logs have it, `GET /path HTTP/1.1`. Stateless.
///
/// What does not begin with the name of a method (the first bytes of a TLS handshake, say) is a
/// target without a method; `-` and nothing are no request at all.
final class RequestLine {
  private static final int LONGEST_METHOD = 24;
  private static final int PROTOCOL = 8; // HTTP/1.1
  private static final long FIVE = 0xff_ffff_ffffL;
  private static final long HTTP = ByteScan.word("HTTP/\0\0\0");

  private RequestLine() {}

  /// Reads `[from, to)` of the cursor's line, whose escapes the cursor has noted.
  static void read(LogRecord record, LineCursor line, int from, int to) {
    byte[] b = line.bytes;
    int space = methodEnd(b, from, to);
    if (space < 0) {
      line.text(record.target, from, to);
      if (record.target.present && to == from) {
        record.target.clear();
      }
      return;
    }
    record.method.set(b, from, space);
    int start = space + 1;
    int stop = to;
    int word = stop - PROTOCOL;
    if (word > start && b[word - 1] == ' ' && (ByteScan.word(b, word) & FIVE) == HTTP) {
      record.protocol.set(b, word, to);
      stop = word - 1;
    } else {
      stop = otherProtocol(record.protocol, b, start, to);
    }
    while (start < stop && b[start] == ' ') {
      start++;
    }
    if (start < stop) {
      line.text(record.target, start, stop);
    }
  }

  /// Where the space after the method stands; -1 if no method begins here.
  private static int methodEnd(byte[] b, int from, int to) {
    int most = Math.min(to, from + LONGEST_METHOD + 1);
    int i = from;
    while (i < most && isMethodByte(b[i])) {
      i++;
    }
    return i > from && i < most && b[i] == ' ' ? i : -1;
  }

  private static boolean isMethodByte(byte c) {
    int letter = c | 0x20;
    return (letter >= 'a' && letter <= 'z') || c == '-' || c == '_';
  }

  /// A protocol of another length, `HTTP/2`; returns where the target ends.
  private static int otherProtocol(Slice protocol, byte[] b, int start, int to) {
    int end = to;
    while (end > start && b[end - 1] == ' ') {
      end--;
    }
    int least = Math.max(start, end - 16);
    for (int i = end - 1; i >= least; i--) {
      if (b[i] == ' ') {
        if (end - i > 5 && (ByteScan.word(b, i + 1) & FIVE) == HTTP) {
          protocol.set(b, i + 1, end);
          return i;
        }
        return end;
      }
    }
    return end;
  }
}

package org.gabion.analyze.format;

import java.nio.charset.StandardCharsets;

/// Finds where the message begins in a line that went through syslog: RFC 3164 with or without a
/// priority and a host name, its cousin with an ISO time (rsyslog, journalctl), RFC 5424, and the
/// prefix of container runtimes (`TIME stdout F `). Stateless.
final class SyslogHeader {
  private static final byte[] STDOUT = "stdout ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] STDERR = "stderr ".getBytes(StandardCharsets.US_ASCII);
  private static final int SHORTEST = 20;
  private static final int BYTE_ORDER_MARK = 0xefbbbf;

  private SyslogHeader() {}

  /// Where the message of the line `[from, to)` begins; `from` if no header stands before it.
  static int skip(byte[] b, int from, int to) {
    if (to - from < SHORTEST) {
      return from;
    }
    if (b[from] == '<') {
      int after = priority(b, from, to);
      return after == from ? from : header(b, after, to, from, true);
    }
    return header(b, from, to, from, false);
  }

  private static int header(byte[] b, int at, int to, int none, boolean priority) {
    if (to - at < SHORTEST) {
      return none;
    }
    if (priority && ByteScan.isDigit(b[at]) && b[at + 1] == ' ') {
      return structured(b, at, to, none);
    }
    if (b[at + 3] == ' ' && b[at + 6] == ' ' && b[at + 9] == ':' && b[at + 12] == ':') {
      return b[at + 15] == ' ' ? tag(b, at + 16, to, none) : none;
    }
    if (b[at + 4] == '-' && b[at + 7] == '-' && b[at + 10] == 'T') {
      int word = after(b, at, to);
      if (ByteScan.startsWith(b, word, to, STDOUT) || ByteScan.startsWith(b, word, to, STDERR)) {
        return after(b, word + STDOUT.length, to);
      }
      return tag(b, word, to, none);
    }
    return none;
  }

  /// Past `<134>`; `from` if it is none.
  private static int priority(byte[] b, int from, int to) {
    int i = from + 1;
    while (i < to && i < from + 4 && ByteScan.isDigit(b[i])) {
      i++;
    }
    return i > from + 1 && i < to && b[i] == '>' ? i + 1 : from;
  }

  /// The message stands after the first word that ends with a colon: the first, or the second where
  /// the first is the host.
  private static int tag(byte[] b, int at, int to, int none) {
    int word = at;
    for (int i = 0; i < 2 && word < to; i++) {
      int next = after(b, word, to);
      if (next - 2 >= word && b[next - 2] == ':' && b[next - 1] == ' ') {
        return spaces(b, next, to);
      }
      word = next;
    }
    return none;
  }

  /// RFC 5424: `1 TIME HOST APP PROCID MSGID SD MSG`.
  private static int structured(byte[] b, int from, int to, int none) {
    int at = from;
    for (int i = 0; i < 6; i++) {
      at = after(b, at, to);
    }
    while (at < to && b[at] == '[') {
      at = element(b, at, to);
    }
    if (at < to && b[at] == '-') {
      at++;
    }
    if (at >= to) {
      return none;
    }
    at = spaces(b, at, to);
    boolean marked =
        to - at >= 3
            && ((b[at] & 0xff) << 16 | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff))
                == BYTE_ORDER_MARK;
    return marked ? at + 3 : at;
  }

  /// Past `[id name="value" ...]`, in whose values a bracket is escaped.
  private static int element(byte[] b, int from, int to) {
    int i = from + 1;
    while (i < to && b[i] != ']') {
      i += b[i] == '\\' ? 2 : 1;
    }
    return Math.min(to, i + 1);
  }

  /// Past the next space.
  private static int after(byte[] b, int from, int to) {
    return Math.min(to, ByteScan.find(b, from, to, ' ') + 1);
  }

  private static int spaces(byte[] b, int from, int to) {
    int i = from;
    while (i < to && b[i] == ' ') {
      i++;
    }
    return i;
  }
}

package org.gabion.analyze.format;

/// Knows lines of a server's error log, which stand among those of requests where both go to one
/// file or one container's output. A request that one tells of has its own line. Stateless.
///
/// ```
/// 2026/11/21 10:00:05 [error] 12#12: *7 ...                          nginx
/// [Sat Nov 21 10:00:05.123456 2026] [core:error] [pid 99] ...        Apache
/// ```
final class ErrorLine {
  /// `9` stands for a digit, `A` for a letter.
  private static final String NGINX = "9999/99/99 99:99:99 [AA";

  private static final String APACHE = "[AAA AAA 99 99:99:99";
  private static final int LONGEST_REST = 16;

  private ErrorLine() {}

  /// Whether `b[from, to)` is one, behind a syslog header or without it.
  static boolean is(byte[] b, int from, int to) {
    int at = SyslogHeader.skip(b, from, to);
    return begins(b, at, to, NGINX) || begins(b, at, to, APACHE) && isClosed(b, at, to);
  }

  private static boolean begins(byte[] b, int from, int to, String form) {
    if (to - from < form.length()) {
      return false;
    }
    for (int i = 0; i < form.length(); i++) {
      byte c = b[from + i];
      boolean fits =
          switch (form.charAt(i)) {
            case '9' -> ByteScan.isDigit(c);
            case 'A' -> (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            default -> c == form.charAt(i);
          };
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  /// Whether the time's bracket closes before the next one.
  private static boolean isClosed(byte[] b, int from, int to) {
    int start = from + APACHE.length();
    for (int i = start; i + 2 < to && i < start + LONGEST_REST; i++) {
      if (b[i] == ']') {
        return b[i + 1] == ' ' && b[i + 2] == '[';
      }
    }
    return false;
  }
}

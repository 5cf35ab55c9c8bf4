package org.gabion.guard.gate;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;

/// The cookie that carries a ticket: its two names, and where its value stands in a request (RFC
/// 6265). Stateless.
public final class TicketCookie {
  private static final byte[] SECURE = "__Host-gabion=".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PLAIN = "gabion=".getBytes(StandardCharsets.US_ASCII);

  private TicketCookie() {}

  /// Where the ticket's value begins in the request's bytes, or -1; it ends at [#end].
  static int find(Request request, boolean secure) {
    for (int field = request.find(KnownHeader.COOKIE); field >= 0; field = request.next(field)) {
      int end = request.valueEnd(field);
      byte[] bytes = request.bytes();
      for (int at = request.valueStart(field); at < end; at = pairEnd(bytes, at, end) + 1) {
        int pair = skipSpace(bytes, at, end);
        byte[] name = secure ? SECURE : PLAIN;
        if (startsWith(bytes, pair, end, name)) {
          return pair + name.length;
        }
      }
    }
    return -1;
  }

  /// Where a value that begins at `from` ends.
  static int end(Request request, int from) {
    byte[] bytes = request.bytes();
    int at = from;
    while (at < request.length() && bytes[at] != ';' && bytes[at] > ' ') {
      at++;
    }
    return at;
  }

  /// Whether the cookie pair that begins at `from` is a ticket, over TLS or not.
  public static boolean isTicket(byte[] bytes, int from, int end) {
    return startsWith(bytes, from, end, SECURE) || startsWith(bytes, from, end, PLAIN);
  }

  /// Where a pair ends: at its semicolon, or at `end`.
  public static int pairEnd(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != ';') {
      at++;
    }
    return at;
  }

  /// The first byte from `from` on that is no space.
  public static int skipSpace(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  /// The Set-Cookie value. Over TLS the `__Host-` prefix keeps other hosts from setting it (RFC
  /// 6265bis, 4.1.3.2).
  static String toSet(String ticket, boolean secure, long seconds) {
    return new String(secure ? SECURE : PLAIN, StandardCharsets.US_ASCII)
        + ticket
        + "; Path=/; Max-Age="
        + seconds
        + "; HttpOnly; SameSite=Lax"
        + (secure ? "; Secure" : "");
  }

  private static boolean startsWith(byte[] bytes, int from, int end, byte[] name) {
    if (end - from < name.length) {
      return false;
    }
    for (int i = 0; i < name.length; i++) {
      if (bytes[from + i] != name[i]) {
        return false;
      }
    }
    return true;
  }
}

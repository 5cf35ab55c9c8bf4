package org.gabion.guard.wire;

import org.gabion.core.request.Request;
import org.gabion.guard.gate.TicketCookie;

/// Writes what the origin sees of the reader's cookies: all but the guard's own. Stateless.
final class Cookies {
  private Cookies() {}

  /// Writes the Cookie field `field` without the ticket; `join` joins all Cookie fields of the
  /// request into one (RFC 9113 section 8.2.3).
  static void write(HeadWriter out, Request request, int field, boolean join) {
    boolean any = false;
    for (int i = field; i >= 0; i = join ? request.next(i) : -1) {
      any = pairs(out, request, i, any);
    }
    if (any) {
      out.crlf();
    }
  }

  private static boolean pairs(HeadWriter out, Request request, int field, boolean already) {
    boolean any = already;
    byte[] bytes = request.bytes();
    int end = request.valueEnd(field);
    int at = request.valueStart(field);
    while (at < end) {
      int pair = TicketCookie.skipSpace(bytes, at, end);
      int pairEnd = TicketCookie.pairEnd(bytes, at, end);
      if (pair < pairEnd && !TicketCookie.isTicket(bytes, pair, end)) {
        out.put(any ? "; " : "Cookie: ").put(bytes, pair, pairEnd);
        any = true;
      }
      at = pairEnd + 1;
    }
    return any;
  }
}

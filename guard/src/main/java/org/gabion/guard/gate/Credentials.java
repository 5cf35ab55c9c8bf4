package org.gabion.guard.gate;

import org.gabion.core.policy.CopyUse;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;

/// Whether a request shows who sends it to the site. Stateless.
public final class Credentials {
  private Credentials() {}

  /// Whether a copy may stand for the answer. The guard's own ticket says nothing of a person.
  public static CopyUse copyUse(Request request) {
    boolean reads =
        request.method() == Request.Method.GET || request.method() == Request.Method.HEAD;
    if (!reads
        || request.hasBody()
        || request.webSocket()
        || request.has(KnownHeader.AUTHORIZATION)) {
      return CopyUse.NEVER;
    }
    return hasForeignCookie(request) ? CopyUse.WHEN_DOWN : CopyUse.ALWAYS;
  }

  private static boolean hasForeignCookie(Request request) {
    byte[] bytes = request.bytes();
    for (int field = request.find(KnownHeader.COOKIE); field >= 0; field = request.next(field)) {
      int end = request.valueEnd(field);
      for (int at = request.valueStart(field); at < end; ) {
        int pair = TicketCookie.skipSpace(bytes, at, end);
        int pairEnd = TicketCookie.pairEnd(bytes, at, end);
        if (pair < pairEnd && !TicketCookie.isTicket(bytes, pair, end)) {
          return true;
        }
        at = pairEnd + 1;
      }
    }
    return false;
  }
}

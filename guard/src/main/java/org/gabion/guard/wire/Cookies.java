package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;

/// Takes the guard's own cookie out of what the origin sees, and finds it for the gate. Stateless.
public final class Cookies {
  /// The ticket's cookie over TLS; the prefix keeps other hosts from setting it (RFC 6265bis).
  public static final String SECURE_NAME = "__Host-gabion";

  /// The ticket's cookie without TLS.
  public static final String PLAIN_NAME = "gabion";

  private static final byte[] SECURE = (SECURE_NAME + "=").getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PLAIN = (PLAIN_NAME + "=").getBytes(StandardCharsets.US_ASCII);

  private Cookies() {}

  /// The start of the ticket's value in the request's bytes, or -1; its end is [#end].
  public static int ticket(Request request, boolean secure) {
    byte[] name = secure ? SECURE : PLAIN;
    for (int field = request.find(KnownHeader.COOKIE); field >= 0; field = request.next(field)) {
      int end = request.valueEnd(field);
      for (int at = request.valueStart(field); at < end; at = pairEnd(request.bytes(), at, end) + 1) {
        int pair = skipSpace(request.bytes(), at, end);
        if (starts(request.bytes(), pair, end, name)) {
          return pair + name.length;
        }
      }
    }
    return -1;
  }

  /// Where the cookie value that begins at `from` ends.
  public static int end(Request request, int from) {
    int at = from;
    byte[] bytes = request.bytes();
    while (at < request.length() && bytes[at] != ';' && bytes[at] > ' ') {
      at++;
    }
    return at;
  }

  /// Writes the Cookie field `field` without the ticket; `join` joins all Cookie fields of the request into one (RFC 9113 section 8.2.3).
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
      int pair = skipSpace(bytes, at, end);
      int pairEnd = pairEnd(bytes, at, end);
      if (pair < pairEnd && !starts(bytes, pair, end, SECURE) && !starts(bytes, pair, end, PLAIN)) {
        out.put(any ? "; " : "Cookie: ").put(bytes, pair, pairEnd);
        any = true;
      }
      at = pairEnd + 1;
    }
    return any;
  }

  private static int pairEnd(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] != ';') {
      at++;
    }
    return at;
  }

  private static int skipSpace(byte[] bytes, int from, int end) {
    int at = from;
    while (at < end && bytes[at] == ' ') {
      at++;
    }
    return at;
  }

  private static boolean starts(byte[] bytes, int from, int end, byte[] name) {
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

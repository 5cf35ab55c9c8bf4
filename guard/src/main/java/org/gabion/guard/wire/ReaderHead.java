package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Response;

/// Writes the heads that an HTTP/1.1 reader gets: the origin's fields without those of one hop,
/// with our own framing.
final class ReaderHead {
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] UPGRADE = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");
  private static final byte[] SET_COOKIE = ascii("Set-Cookie: ");
  private static final byte[] PRIVATE = ascii("Cache-Control: private\r\n");
  private static final byte[] LENGTH = ascii("Content-Length: ");
  private static final byte[] DATE = ascii("Date: ");

  private ReaderHead() {}

  static void write(HeadWriter out, Response head, boolean chunked, boolean close, String cookie) {
    line(out, head);
    fields(out, head);
    if (chunked) {
      out.put(CHUNKED);
    }
    if (close) {
      out.put(CLOSE);
    }
    if (!cookie.isEmpty()) {
      out.put(SET_COOKIE).put(cookie).crlf();
      if (!head.has(KnownHeader.CACHE_CONTROL)) {
        out.put(PRIVATE);
      }
    }
    out.crlf();
  }

  static void writeInterim(HeadWriter out, Response head) {
    line(out, head);
    fields(out, head);
    out.crlf();
  }

  static void writeUpgrade(HeadWriter out, Response head) {
    line(out, head);
    fields(out, head);
    out.put(UPGRADE).crlf();
  }

  /// @param length of the body
  static void writeAnswer(HeadWriter out, Answer answer, long length, boolean close, byte[] date) {
    out.put(VERSION)
        .put(answer.status())
        .put((byte) ' ')
        .put(Reasons.phrase(answer.status()))
        .crlf();
    out.put(answer.fields());
    out.put(LENGTH).put(length).crlf();
    out.put(DATE).put(date).crlf();
    if (close) {
      out.put(CLOSE);
    }
    out.crlf();
  }

  private static void line(HeadWriter out, Response head) {
    out.put(VERSION).put(head.status()).put((byte) ' ');
    out.put(head.bytes(), head.reasonStart(), head.reasonEnd()).crlf();
  }

  private static void fields(HeadWriter out, Response head) {
    byte[] bytes = head.bytes();
    for (int i = 0; i < head.count(); i++) {
      if (passes(head, i)) {
        out.put(bytes, head.nameStart(i), head.nameEnd(i)).put((byte) ':').put((byte) ' ');
        out.put(bytes, head.valueStart(i), head.valueEnd(i)).crlf();
      }
    }
  }

  /// Whether this field of the origin's answer goes to the reader.
  static boolean passes(Response head, int field) {
    KnownHeader known = head.known(field);
    return switch (known) {
      case CONNECTION,
          KEEP_ALIVE,
          PROXY_CONNECTION,
          PROXY_AUTHENTICATE,
          PROXY_AUTHORIZATION,
          TE,
          TRANSFER_ENCODING,
          UPGRADE,
          HTTP2_SETTINGS ->
          false;
      case CONTENT_LENGTH -> head.status() >= 200 && head.status() != 204;
      case null -> !head.isNominated(field);
      default -> true;
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

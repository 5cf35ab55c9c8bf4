package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;

/// Writes the fields that say where a request came from: X-Forwarded-*, Forwarded (RFC 7239), Via
/// (RFC 9110 section 7.6.3).
///
/// What a trusted proxy wrote is kept and added to; what anybody else wrote is replaced.
final class Forwarding {
  private static final byte[] FOR = ascii("X-Forwarded-For: ");
  private static final byte[] PROTO_HTTP = ascii("\r\nX-Forwarded-Proto: http\r\n");
  private static final byte[] PROTO_HTTPS = ascii("\r\nX-Forwarded-Proto: https\r\n");
  private static final byte[] HOST = ascii("X-Forwarded-Host: ");
  private static final byte[] FORWARDED = ascii("Forwarded: ");
  private static final byte[] NODE = ascii("for=");
  private static final byte[] NODE_HOST = ascii(";host=\"");
  private static final byte[] NODE_PROTO = ascii(";proto=");
  private static final byte[] VIA = ascii("Via: ");
  private static final byte[] COMMA = ascii(", ");

  private Forwarding() {}

  static void write(HeadWriter out, Exchange exchange) {
    Request request = exchange.request();
    boolean trusted = exchange.visit().peerTrusted();
    boolean secure = exchange.visit().secure();
    byte[] peer = exchange.reader().peerText();
    boolean host = request.authorityStart() >= 0;
    out.put(FOR);
    chain(out, request, KnownHeader.X_FORWARDED_FOR, trusted);
    out.put(peer).put(secure ? PROTO_HTTPS : PROTO_HTTP);
    if (host) {
      out.put(HOST).put(request.bytes(), request.authorityStart(), request.authorityEnd()).crlf();
    }
    out.put(FORWARDED);
    chain(out, request, KnownHeader.FORWARDED, trusted);
    out.put(NODE);
    node(out, peer);
    if (host) {
      out.put(NODE_HOST)
          .put(request.bytes(), request.authorityStart(), request.authorityEnd())
          .put((byte) '"');
    }
    out.put(NODE_PROTO).put(secure ? "https" : "http").crlf();
    out.put(VIA);
    chain(out, request, KnownHeader.VIA, true);
    out.put(
            request.version() == 20
                ? "2.0 gabion"
                : request.version() == 10 ? "1.0 gabion" : "1.1 gabion")
        .crlf();
  }

  /// What earlier hops wrote.
  private static void chain(HeadWriter out, Request request, KnownHeader header, boolean kept) {
    if (!kept) {
      return;
    }
    for (int field = request.find(header); field >= 0; field = request.next(field)) {
      if (request.valueStart(field) < request.valueEnd(field)) {
        out.put(request.bytes(), request.valueStart(field), request.valueEnd(field)).put(COMMA);
      }
    }
  }

  /// An IPv6 address is bracketed and quoted (RFC 7239 section 6).
  private static void node(HeadWriter out, byte[] address) {
    for (byte b : address) {
      if (b == ':') {
        out.put("\"[").put(address).put("]\"");
        return;
      }
    }
    out.put(address);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

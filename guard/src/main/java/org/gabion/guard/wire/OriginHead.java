package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Request;
import org.gabion.guard.gate.Site;
import org.jspecify.annotations.Nullable;

/// Writes the request head that the origin gets: the reader's fields without those of one hop (RFC
/// 9110 section 7.6.1), with our own about where it came from (RFC 7239, RFC 9110 section 7.6.3).
final class OriginHead {
  private static final byte[] HTTP_1_1 = ascii(" HTTP/1.1\r\n");
  private static final byte[] HOST = ascii("Host: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] TE = ascii("TE: trailers\r\nConnection: TE\r\n");
  private static final byte[] WEBSOCKET = ascii("Connection: Upgrade\r\nUpgrade: websocket\r\n");

  private OriginHead() {}

  static HeadWriter write(HeadWriter out, Exchange exchange) {
    Request request = exchange.request();
    Site site = exchange.visit().site();
    line(out, request);
    host(out, exchange, site);
    fields(out, request);
    Forwarding.write(out, exchange);
    if (request.webSocket()) {
      out.put(WEBSOCKET);
    } else if (request.acceptsTrailers()) {
      out.put(TE);
    }
    if (exchange.sendsBody() && exchange.sendsChunked()) {
      out.put(CHUNKED);
    }
    return out.crlf();
  }

  private static void line(HeadWriter out, Request request) {
    byte[] bytes = request.bytes();
    out.put(bytes, request.methodStart(), request.methodEnd()).put((byte) ' ');
    if (request.targetStart() == request.targetEnd()) {
      // RFC 9112 section 3.2.4: OPTIONS without a path asks about the whole server.
      out.put((byte) (request.method() == Request.Method.OPTIONS ? '*' : '/'));
    } else {
      out.put(bytes, request.targetStart(), request.targetEnd());
    }
    out.put(HTTP_1_1);
  }

  private static void host(HeadWriter out, Exchange exchange, Site site) {
    Request request = exchange.request();
    out.put(HOST);
    if (site.preservesHost() && request.authorityStart() >= 0) {
      out.put(request.bytes(), request.authorityStart(), request.authorityEnd());
    } else {
      out.put(
          exchange.originState().map(origin -> origin.address().authority()).orElse("localhost"));
    }
    out.crlf();
  }

  private static void fields(HeadWriter out, Request request) {
    byte[] bytes = request.bytes();
    boolean cookies = request.version() == 20 && request.has(KnownHeader.COOKIE);
    for (int i = 0; i < request.count(); i++) {
      KnownHeader known = request.known(i);
      if (known != null && dropped(known)) {
        continue;
      }
      if (known == KnownHeader.COOKIE) {
        if (!cookies || request.find(KnownHeader.COOKIE) == i) {
          Cookies.write(out, request, i, cookies);
        }
        continue;
      }
      if (known == null && request.isNominated(i)) {
        continue;
      }
      out.put(bytes, request.nameStart(i), request.nameEnd(i)).put((byte) ':').put((byte) ' ');
      out.put(bytes, request.valueStart(i), request.valueEnd(i)).crlf();
    }
  }

  /// Fields of one hop, those written anew, and `Proxy`, which CGI would read as a setting
  /// (httpoxy, CVE-2016-5385).
  private static boolean dropped(@Nullable KnownHeader known) {
    return switch (known) {
      case HOST,
          CONNECTION,
          TRANSFER_ENCODING,
          UPGRADE,
          TE,
          KEEP_ALIVE,
          PROXY_CONNECTION,
          PROXY_AUTHORIZATION,
          PROXY_AUTHENTICATE,
          HTTP2_SETTINGS,
          PROXY,
          VIA,
          FORWARDED,
          X_FORWARDED_FOR,
          X_FORWARDED_PROTO,
          X_FORWARDED_HOST,
          X_FORWARDED_PORT,
          X_REAL_IP ->
          true;
      case null, default -> false;
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

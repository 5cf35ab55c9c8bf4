package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A request head as parsed: the same facts from HTTP/1.1 ([RequestParser]) and HTTP/2
/// ([RequestBuilder]).
///
/// Not thread safe: one writer, reused for the next request. Framing is unambiguous once [#settle]
/// has let it pass (RFC 9110, RFC 9112 section 6).
public final class Request extends Head {
  /// The methods that something here depends on.
  public enum Method {
    GET,
    HEAD,
    POST,
    PUT,
    DELETE,
    OPTIONS,
    PATCH,
    OTHER
  }

  private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTINUE = "100-continue".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] UPGRADE = "upgrade".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WEBSOCKET = "websocket".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRAILERS = "trailers".getBytes(StandardCharsets.US_ASCII);

  private Method method = Method.OTHER;
  int methodStart;
  int methodEnd;
  int targetStart;
  int targetEnd;
  int pathEnd;
  int targetLineEnd;
  int version;
  int authorityStart;
  int authorityEnd;
  boolean namesHttps;
  private int hostEnd;
  private long contentLength;
  private boolean chunked;
  private boolean keepAlive;
  private boolean webSocket;
  private boolean expectsContinue;
  private boolean acceptsTrailers;

  public Request(int initialBytes) {
    super(initialBytes);
    clear();
  }

  /// Makes it empty, for the next head.
  public void clear() {
    length = 0;
    clearFields();
    method = Method.OTHER;
    methodStart = 0;
    methodEnd = 0;
    targetStart = 0;
    targetEnd = 0;
    pathEnd = 0;
    version = 11;
    authorityStart = -1;
    authorityEnd = -1;
    namesHttps = false;
    hostEnd = -1;
    contentLength = -1;
    chunked = false;
    keepAlive = false;
    webSocket = false;
    expectsContinue = false;
    acceptsTrailers = false;
  }

  /// Works out what the fields say about framing and the connection, and refuses what two parsers
  /// could read differently.
  ///
  /// @return why it must not be served, or null
  @Nullable Malformed settle() {
    method = methodOf();
    Malformed problem = settleHost();
    if (problem == null) {
      problem = settleLength();
    }
    if (problem == null) {
      problem = settleConnection();
    }
    return problem;
  }

  private @Nullable Malformed settleHost() {
    int host = find(KnownHeader.HOST);
    if (host >= 0 && next(host) >= 0) {
      return Malformed.badRequest(nameStart(next(host)), "one Host");
    }
    if (host < 0 && version == 11) {
      return Malformed.badRequest(targetEnd, "a Host");
    }
    if (host >= 0) {
      if (authorityStart < 0) {
        authorityStart = valueStart(host);
        authorityEnd = valueEnd(host);
      } else if (!FieldRules.equalsIgnoreCase(
          bytes, authorityStart, authorityEnd, bytes, valueStart(host), valueEnd(host))) {
        return Malformed.badRequest(valueStart(host), "a Host equal to the target's authority");
      }
    }
    if (authorityStart < 0) {
      return null;
    }
    hostEnd = endOfHost();
    return hostEnd < 0 ? Malformed.badRequest(authorityStart, "a valid host name and port") : null;
  }

  /// The offset behind the host name of a valid `uri-host [ ":" port ]`, else -1.
  private int endOfHost() {
    int at = authorityStart;
    if (at < authorityEnd && bytes[at] == '[') {
      boolean colon = false;
      while (at < authorityEnd && bytes[at] != ']') {
        colon |= bytes[at++] == ':';
      }
      if (at == authorityEnd
          || !colon
          || ClientKey.parse(bytes, authorityStart + 1, at).isEmpty()) {
        return -1;
      }
      at++;
    } else {
      while (at < authorityEnd && FieldRules.isHost(bytes[at])) {
        at++;
      }
      if (at == authorityStart || at - authorityStart > 255) {
        return -1;
      }
    }
    return at == authorityEnd || isPort(at) ? at : -1;
  }

  private boolean isPort(int colon) {
    if (bytes[colon] != ':' || authorityEnd - colon > 6) {
      return false;
    }
    int port = 0;
    for (int i = colon + 1; i < authorityEnd; i++) {
      if (bytes[i] < '0' || bytes[i] > '9') {
        return false;
      }
      port = port * 10 + bytes[i] - '0';
    }
    return port <= 65535;
  }

  private @Nullable Malformed settleLength() {
    int length = find(KnownHeader.CONTENT_LENGTH);
    int coding = find(KnownHeader.TRANSFER_ENCODING);
    if (length >= 0) {
      if (next(length) >= 0) {
        return Malformed.badRequest(nameStart(next(length)), "one Content-Length");
      }
      contentLength = decimal(valueStart(length), valueEnd(length));
      if (contentLength < 0) {
        return Malformed.badRequest(valueStart(length), "Content-Length in decimal digits");
      }
    }
    if (coding < 0) {
      return null;
    }
    if (version != 11) {
      return Malformed.badRequest(nameStart(coding), "no Transfer-Encoding in HTTP/1.0 or HTTP/2");
    }
    if (length >= 0) {
      return Malformed.badRequest(
          nameStart(coding), "Content-Length or Transfer-Encoding, not both");
    }
    if (next(coding) >= 0) {
      return Malformed.badRequest(nameStart(next(coding)), "one Transfer-Encoding");
    }
    if (!valueIs(coding, CHUNKED)) {
      return new Malformed(
          valueStart(coding), "Transfer-Encoding: chunked and no other coding", 501);
    }
    chunked = true;
    return null;
  }

  private @Nullable Malformed settleConnection() {
    keepAlive = version >= 11 && !lists(KnownHeader.CONNECTION, CLOSE);
    int te = find(KnownHeader.TE);
    acceptsTrailers = te >= 0 && valueIs(te, TRAILERS);
    int token = find(KnownHeader.UPGRADE);
    webSocket =
        token >= 0
            && version == 11
            && method == Method.GET
            && next(token) < 0
            && !hasBody()
            && valueIs(token, WEBSOCKET)
            && lists(KnownHeader.CONNECTION, UPGRADE);
    return settleExpect();
  }

  private @Nullable Malformed settleExpect() {
    int expect = find(KnownHeader.EXPECT);
    if (expect < 0) {
      return null;
    }
    if (next(expect) >= 0 || !valueIs(expect, CONTINUE)) {
      return new Malformed(valueStart(expect), "Expect: 100-continue", 417);
    }
    // RFC 9110 section 10.1.1: an HTTP/1.0 client's expectation is ignored; without a body there is
    // nothing to wait for.
    expectsContinue = version >= 11 && hasBody();
    return null;
  }

  private Method methodOf() {
    return switch (methodEnd - methodStart) {
      case 3 -> methodIs("GET") ? Method.GET : methodIs("PUT") ? Method.PUT : Method.OTHER;
      case 4 -> methodIs("HEAD") ? Method.HEAD : methodIs("POST") ? Method.POST : Method.OTHER;
      case 5 -> methodIs("PATCH") ? Method.PATCH : Method.OTHER;
      case 6 -> methodIs("DELETE") ? Method.DELETE : Method.OTHER;
      case 7 -> methodIs("OPTIONS") ? Method.OPTIONS : Method.OTHER;
      default -> Method.OTHER;
    };
  }

  /// Whether the method is this one; case matters (RFC 9110 section 9.1).
  boolean methodIs(String name) {
    if (methodEnd - methodStart != name.length()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (bytes[methodStart + i] != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  public Method method() {
    return method;
  }

  public int methodStart() {
    return methodStart;
  }

  public int methodEnd() {
    return methodEnd;
  }

  /// Where the target in origin form begins; `*` for the whole server.
  public int targetStart() {
    return targetStart;
  }

  /// Equal to [#targetStart] when an absolute target had no path: then the path is `/`.
  public int targetEnd() {
    return targetEnd;
  }

  /// Where the path ends: at `?` or at the end of the target.
  public int pathEnd() {
    return pathEnd;
  }

  /// 10, 11 or 20.
  public int version() {
    return version;
  }

  /// Host and port as sent; -1 if there is none (HTTP/1.0).
  public int authorityStart() {
    return authorityStart;
  }

  public int authorityEnd() {
    return authorityEnd;
  }

  /// Where the host name within the authority ends; -1 if there is none.
  public int hostEnd() {
    return hostEnd;
  }

  /// Whether the target was absolute and its scheme https: to be refused on a connection without
  /// TLS (RFC 9110 section 7.4).
  public boolean namesHttps() {
    return namesHttps;
  }

  /// The announced body size in bytes; -1 if none is announced.
  public long contentLength() {
    return contentLength;
  }

  public boolean chunked() {
    return chunked;
  }

  /// Whether a body follows.
  public boolean hasBody() {
    return chunked || contentLength > 0;
  }

  /// Whether the client will use the connection again; HTTP/1.0 clients are closed.
  public boolean keepAlive() {
    return keepAlive;
  }

  /// A WebSocket handshake (RFC 6455 section 4.1): the only upgrade that is passed on.
  public boolean webSocket() {
    return webSocket;
  }

  public boolean expectsContinue() {
    return expectsContinue;
  }

  /// Whether the client said `TE: trailers`.
  public boolean acceptsTrailers() {
    return acceptsTrailers;
  }

  /// GET, HEAD, OPTIONS: may be sent again without harm (RFC 9110 section 9.2.1).
  public boolean safe() {
    return method == Method.GET || method == Method.HEAD || method == Method.OPTIONS;
  }
}

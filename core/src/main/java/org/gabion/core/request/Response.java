package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A response head of an origin as parsed (RFC 9112 section 4 and 6.3).
///
/// Not thread safe: one writer, reused for the next response.
public final class Response extends Head {
  /// How the end of the body is known.
  public enum Body {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  private static final byte[] CHUNKED = "chunked".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSE = "close".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] WEBSOCKET = "websocket".getBytes(StandardCharsets.US_ASCII);

  int version;
  int status;
  int reasonStart;
  int reasonEnd;
  private long contentLength;
  private boolean keepAlive;
  private Body body = Body.NONE;

  public Response(int initialBytes) {
    super(initialBytes);
    clear();
  }

  public void clear() {
    length = 0;
    clearFields();
    version = 11;
    status = 0;
    reasonStart = 0;
    reasonEnd = 0;
    contentLength = -1;
    keepAlive = false;
    body = Body.NONE;
  }

  /// Works out the framing. `toHead` tells that the request was HEAD.
  @Nullable Malformed settle(boolean toHead) {
    keepAlive = version == 11 && !lists(KnownHeader.CONNECTION, CLOSE);
    int length = find(KnownHeader.CONTENT_LENGTH);
    int coding = find(KnownHeader.TRANSFER_ENCODING);
    if (length >= 0) {
      contentLength = decimal(valueStart(length), valueEnd(length));
      if (contentLength < 0 || next(length) >= 0) {
        return new Malformed(valueStart(length), "one Content-Length in decimal digits", 502);
      }
    }
    if (coding >= 0) {
      if (length >= 0 || version != 11 || next(coding) >= 0 || !valueIs(coding, CHUNKED)) {
        return new Malformed(
            valueStart(coding),
            "one Transfer-Encoding: chunked, without Content-Length, in HTTP/1.1",
            502);
      }
    }
    body = framing(toHead, coding >= 0);
    return null;
  }

  private Body framing(boolean toHead, boolean chunked) {
    if (toHead || status < 200 || status == 204 || status == 304) {
      return Body.NONE;
    }
    if (chunked) {
      return Body.CHUNKED;
    }
    if (contentLength >= 0) {
      return contentLength == 0 ? Body.NONE : Body.LENGTH;
    }
    keepAlive = false;
    return Body.UNTIL_CLOSE;
  }

  public int status() {
    return status;
  }

  /// The reason phrase; an empty range if there is none.
  public int reasonStart() {
    return reasonStart;
  }

  public int reasonEnd() {
    return reasonEnd;
  }

  public Body body() {
    return body;
  }

  /// The announced size; -1 if none. It may be there without a body (HEAD, 304).
  public long contentLength() {
    return contentLength;
  }

  /// Whether the connection may carry another request.
  public boolean keepAlive() {
    return keepAlive;
  }

  /// Whether a 101 answers with the protocol that was asked for.
  public boolean upgradesToWebSocket() {
    int field = find(KnownHeader.UPGRADE);
    return status == 101 && field >= 0 && valueIs(field, WEBSOCKET);
  }
}

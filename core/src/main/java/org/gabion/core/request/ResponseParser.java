package org.gabion.core.request;

import org.jspecify.annotations.Nullable;

/// Parses an HTTP/1.1 response head of an origin, strictly: what is ambiguous or broken becomes a
/// 502.
///
/// Not thread safe. Used like [RequestParser].
public final class ResponseParser {
  private final FieldScanner scanner = new FieldScanner();

  public void reset() {
    scanner.reset(0);
  }

  /// Looks at the bytes that have come so far. `toHead` tells that the request was HEAD.
  public Parsed parse(Response response, HeadLimits limits, boolean toHead) {
    int end = scanner.findEnd(response.bytes, response.length);
    if (end < -1) {
      return Parsed.refused(-2 - end, "CRLF at the end of a line", 502);
    }
    if (end > limits.maxBytes() || end < 0 && response.length >= limits.maxBytes()) {
      return Parsed.refused(
          limits.maxBytes(), "a head of at most " + limits.maxBytes() + " bytes", 502);
    }
    if (end < 0) {
      return Parsed.INCOMPLETE;
    }
    Malformed problem = parseLine(response);
    if (problem == null) {
      problem = FieldScanner.cut(response, response.reasonEnd + 2, end, limits, 502);
    }
    if (problem == null) {
      problem = response.settle(toHead);
    }
    return problem == null ? new Parsed.Complete(end) : new Parsed.Refused(problem);
  }

  /// `HTTP-version SP status-code SP [ reason-phrase ]` (RFC 9112 section 4); the space before an
  /// absent phrase may be missing.
  private static @Nullable Malformed parseLine(Response response) {
    byte[] b = response.bytes;
    boolean version =
        b[0] == 'H'
            && b[1] == 'T'
            && b[2] == 'T'
            && b[3] == 'P'
            && b[4] == '/'
            && b[5] == '1'
            && b[6] == '.';
    if (!version || b[7] < '0' || b[7] > '1' || b[8] != ' ') {
      return new Malformed(0, "HTTP/1.1 or HTTP/1.0 and a space", 502);
    }
    int status = 0;
    for (int i = 9; i < 12; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return new Malformed(i, "three digits of status", 502);
      }
      status = status * 10 + b[i] - '0';
    }
    if (status < 100 || status > 599) {
      return new Malformed(9, "a status from 100 to 599", 502);
    }
    response.version = 10 + b[7] - '0';
    response.status = status;
    int at = 12;
    if (b[at] == ' ') {
      at++;
    } else if (b[at] != '\r') {
      return new Malformed(at, "a space behind the status", 502);
    }
    response.reasonStart = at;
    while (FieldRules.isValue(b[at])) {
      at++;
    }
    if (b[at] != '\r' || b[at + 1] != '\n') {
      return new Malformed(at, "no control character in the reason phrase", 502);
    }
    response.reasonEnd = at;
    return null;
  }
}

package org.gabion.core.request;

import org.jspecify.annotations.Nullable;

/// Parses an HTTP/1.1 or HTTP/1.0 request head (RFC 9112), strictly: what two servers could read
/// differently is refused.
///
/// Not thread safe. Put bytes behind [Request#length] of the request (see [Head#ensure],
/// [Head#grow]), then call [#parse]; bytes behind the head are left alone.
public final class RequestParser {
  private final FieldScanner scanner = new FieldScanner();

  /// Begins a new head at the start of the request's bytes.
  public void reset() {
    scanner.reset(0);
  }

  /// Looks at the bytes that have come so far.
  public Parsed parse(Request request, HeadLimits limits) {
    int end = scanner.findEnd(request.bytes, request.length);
    if (end < -1) {
      return Parsed.refused(-2 - end, "CRLF at the end of a line", 400);
    }
    if (end < 0) {
      return request.length >= limits.maxBytes() ? tooLong(request, limits) : Parsed.INCOMPLETE;
    }
    if (end > limits.maxBytes()) {
      return tooLong(request, limits);
    }
    Malformed problem = parseWhole(request, end, limits);
    return problem == null ? new Parsed.Complete(end) : new Parsed.Refused(problem);
  }

  private static Parsed tooLong(Request request, HeadLimits limits) {
    for (int i = 0; i < limits.maxTarget() && i < request.length; i++) {
      if (request.bytes[i] == '\n') {
        return Parsed.refused(
            limits.maxBytes(), "a head of at most " + limits.maxBytes() + " bytes", 431);
      }
    }
    return Parsed.refused(
        limits.maxTarget(), "a target of at most " + limits.maxTarget() + " bytes", 414);
  }

  private static @Nullable Malformed parseWhole(Request request, int end, HeadLimits limits) {
    int line = request.bytes[0] == '\r' && request.bytes[1] == '\n' ? 2 : 0;
    if (request.bytes[line] == '\r') {
      return Malformed.badRequest(line, "at most one empty line before a request");
    }
    Malformed problem = parseLine(request, line, limits);
    if (problem != null) {
      return problem;
    }
    int fields = request.targetLineEnd;
    problem = FieldScanner.cut(request, fields, end, limits, 400);
    return problem == null ? request.settle() : problem;
  }

  /// `method SP request-target SP HTTP-version CRLF` (RFC 9112 section 3).
  private static @Nullable Malformed parseLine(Request request, int from, HeadLimits limits) {
    byte[] bytes = request.bytes;
    int at = from;
    while (FieldRules.isToken(bytes[at])) {
      at++;
    }
    if (at == from || bytes[at] != ' ') {
      return Malformed.badRequest(at, "a method and one space");
    }
    request.methodStart = from;
    request.methodEnd = at;
    int target = ++at;
    int query = -1;
    while (FieldRules.isTarget(bytes[at])) {
      if (bytes[at] == '?' && query < 0) {
        query = at;
      }
      at++;
    }
    if (at == target || bytes[at] != ' ') {
      return Malformed.badRequest(at, "a target of visible ASCII and one space");
    }
    if (at - target > limits.maxTarget()) {
      return new Malformed(target, "a target of at most " + limits.maxTarget() + " bytes", 414);
    }
    request.targetStart = target;
    request.targetEnd = at;
    request.pathEnd = query < 0 ? at : query;
    Malformed problem = parseVersion(request, at + 1);
    return problem == null ? TargetForm.settle(request) : problem;
  }

  private static @Nullable Malformed parseVersion(Request request, int at) {
    byte[] bytes = request.bytes;
    boolean named =
        bytes[at] == 'H'
            && bytes[at + 1] == 'T'
            && bytes[at + 2] == 'T'
            && bytes[at + 3] == 'P'
            && bytes[at + 4] == '/'
            && isDigit(bytes[at + 5])
            && bytes[at + 6] == '.'
            && isDigit(bytes[at + 7])
            && bytes[at + 8] == '\r'
            && bytes[at + 9] == '\n';
    if (!named) {
      return Malformed.badRequest(at, "HTTP/1.1 and CRLF");
    }
    if (bytes[at + 5] != '1' || bytes[at + 7] > '1') {
      return new Malformed(at, "HTTP/1.1 or HTTP/1.0", 505);
    }
    request.version = 10 + bytes[at + 7] - '0';
    request.targetLineEnd = at + 10;
    return null;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }
}

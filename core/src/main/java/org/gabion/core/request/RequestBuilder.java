package org.gabion.core.request;

import org.jspecify.annotations.Nullable;

/// Lays out an HTTP/2 request (RFC 9113 section 8.3) as a [Request], so that everything behind it
/// sees one shape, checked by the same rules.
///
/// Not thread safe. Order of calls: [#start], [#field] for each, [#finish].
public final class RequestBuilder {
  private final Request request;
  private final HeadLimits limits;
  private @Nullable Malformed problem;
  private int fields;

  public RequestBuilder(Request request, HeadLimits limits) {
    this.request = request;
    this.limits = limits;
  }

  /// The pseudo-header fields. An empty `authority` means it was not sent.
  public void start(CharSequence method, CharSequence path, CharSequence authority) {
    problem = null;
    fields = 0;
    request.clear();
    request.version = 20;
    request.methodStart = 0;
    request.methodEnd = put(method);
    request.targetStart = request.methodEnd;
    request.targetEnd = put(path);
    int query = indexOf((byte) '?', request.targetStart, request.targetEnd);
    request.pathEnd = query < 0 ? request.targetEnd : query;
    if (!authority.isEmpty()) {
      request.authorityStart = request.targetEnd;
      request.authorityEnd = put(authority);
    }
    checkLine();
  }

  private void checkLine() {
    if (request.methodEnd == 0 || !all(0, request.methodEnd, true)) {
      refuse(0, "a method", 400);
    } else if (request.targetEnd - request.targetStart > limits.maxTarget()) {
      refuse(request.targetStart, "a target of at most " + limits.maxTarget() + " bytes", 414);
    } else if (request.targetEnd == request.targetStart
        || !all(request.targetStart, request.targetEnd, false)) {
      refuse(request.targetStart, "a path of visible ASCII", 400);
    } else if (request.bytes[request.targetStart] != '/'
        && request.bytes[request.targetStart] != '*') {
      refuse(request.targetStart, "a path that begins with /", 400);
    } else {
      Malformed form = TargetForm.settle(request);
      if (form != null && problem == null) {
        problem = form;
      }
    }
  }

  private boolean all(int from, int to, boolean token) {
    for (int i = from; i < to; i++) {
      if (!(token ? FieldRules.isToken(request.bytes[i]) : FieldRules.isTarget(request.bytes[i]))) {
        return false;
      }
    }
    return true;
  }

  /// One regular field; names must be lower case (RFC 9113 section 8.2.1), values must have no
  /// control character and no space at either end.
  public void field(CharSequence name, CharSequence value) {
    if (problem != null) {
      return;
    }
    if (++fields > limits.maxFields()) {
      refuse(request.length, "at most " + limits.maxFields() + " fields", 431);
      return;
    }
    if (request.length + name.length() + value.length() > limits.maxBytes()) {
      refuse(request.length, "a head of at most " + limits.maxBytes() + " bytes", 431);
      return;
    }
    int nameStart = request.length;
    int nameEnd = put(name);
    int hash = 0;
    boolean underscore = false;
    for (int i = nameStart; i < nameEnd; i++) {
      byte b = request.bytes[i];
      if (!FieldRules.isToken(b) || b >= 'A' && b <= 'Z') {
        refuse(i, "a field name in lower case", 400);
        return;
      }
      underscore |= b == '_';
      hash = FieldRules.step(hash, b);
    }
    int valueEnd = put(value);
    if (nameEnd == nameStart || !isValue(nameEnd, valueEnd)) {
      refuse(nameStart, "a field name and a value without control characters", 400);
      return;
    }
    if (underscore && limits.underscores() != HeadLimits.Underscores.PASS) {
      if (limits.underscores() == HeadLimits.Underscores.REFUSE) {
        refuse(nameStart, "no underscore in a field name", 400);
      }
      return;
    }
    request.add(nameStart, nameEnd, nameEnd, valueEnd, hash);
    checkConnectionSpecific();
  }

  private boolean isValue(int from, int to) {
    if (from < to && (isSpace(request.bytes[from]) || isSpace(request.bytes[to - 1]))) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (!FieldRules.isValue(request.bytes[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t';
  }

  /// RFC 9113 section 8.2.2.
  private void checkConnectionSpecific() {
    int field = request.count() - 1;
    KnownHeader known = request.known(field);
    if (known == null) {
      return;
    }
    boolean specific =
        known == KnownHeader.CONNECTION
            || known == KnownHeader.TRANSFER_ENCODING
            || known == KnownHeader.UPGRADE
            || known == KnownHeader.KEEP_ALIVE
            || known == KnownHeader.PROXY_CONNECTION
            || known == KnownHeader.TE
                && !request
                    .text(request.valueStart(field), request.valueEnd(field))
                    .equals("trailers");
    if (specific) {
      refuse(request.nameStart(field), "no connection-specific field in HTTP/2", 400);
    }
  }

  /// Settles framing. `endStream` tells that no DATA follows.
  ///
  /// @return why it must not be served, or null
  public @Nullable Malformed finish(boolean endStream) {
    if (problem == null) {
      problem = request.settle();
    }
    if (problem == null && request.authorityStart() < 0) {
      refuse(0, "an authority", 400);
    }
    if (problem == null && endStream && request.contentLength() > 0) {
      refuse(0, "as much data as content-length says", 400);
    }
    return problem;
  }

  private void refuse(int offset, String expected, int status) {
    if (problem == null) {
      problem = new Malformed(offset, expected, status);
    }
  }

  private int put(CharSequence text) {
    int count = text.length();
    request.ensure(count);
    byte[] bytes = request.bytes;
    int at = request.length;
    for (int i = 0; i < count; i++) {
      char c = text.charAt(i);
      bytes[at + i] = c > 0xff ? 0 : (byte) c;
    }
    request.grow(count);
    return at + count;
  }

  private int indexOf(byte wanted, int from, int to) {
    for (int i = from; i < to; i++) {
      if (request.bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}

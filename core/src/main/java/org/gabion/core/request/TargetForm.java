package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The four forms of a request target (RFC 9112 section 3.2), brought to origin form.
final class TargetForm {
  private static final byte[] HTTP = "http://".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] HTTPS = "https://".getBytes(StandardCharsets.US_ASCII);

  private TargetForm() {}

  static @Nullable Malformed settle(Request request) {
    if (request.methodIs("CONNECT") || request.methodIs("TRACE")) {
      return new Malformed(request.methodStart, "a method other than CONNECT and TRACE", 405);
    }
    byte first = request.bytes[request.targetStart];
    if (first == '/') {
      return null;
    }
    if (first == '*'
        && request.targetEnd - request.targetStart == 1
        && request.methodIs("OPTIONS")) {
      return null;
    }
    return absolute(request);
  }

  private static @Nullable Malformed absolute(Request request) {
    int from = request.targetStart;
    int authority = behindScheme(request, from, HTTP);
    if (authority < 0) {
      authority = behindScheme(request, from, HTTPS);
      request.namesHttps = authority >= 0;
    }
    if (authority < 0) {
      return Malformed.badRequest(from, "a target that begins with /");
    }
    int at = authority;
    while (at < request.targetEnd && request.bytes[at] != '/' && request.bytes[at] != '?') {
      at++;
    }
    if (at < request.targetEnd && request.bytes[at] == '?') {
      return Malformed.badRequest(at, "a path before the query");
    }
    request.authorityStart = authority;
    request.authorityEnd = at;
    request.targetStart = at;
    request.pathEnd = Math.max(request.pathEnd, at);
    return null;
  }

  private static int behindScheme(Request request, int from, byte[] scheme) {
    int end = from + scheme.length;
    return end < request.targetEnd && FieldRules.equalsLowerCase(request.bytes, from, end, scheme)
        ? end
        : -1;
  }
}

package org.gabion.guard.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Request;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.guard.admin.Refusals;
import org.gabion.guard.copy.CopyStart;
import org.gabion.guard.copy.SiteCopy;

/// Acts on verdicts: the only place that writes answers of the guard's own. Thread safe.
///
/// Pages are at most 2 KB, in plain words, load nothing else, and carry an id that the operator can
/// look up.
final class Enforcer {
  private static final byte[] PAGE_FIELDS =
      ascii(
          "Content-Type: text/html; charset=utf-8\r\n"
              + "Cache-Control: no-store\r\n"
              + "Referrer-Policy: no-referrer\r\n"
              + "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n");

  /// The same with Retry-After, by its seconds: a refusal under a flood puts nothing together.
  private static final byte[][] RETRY_FIELDS = new byte[64][];

  private static final byte[] NO_BODY = {};

  private static final String ACME = "/.well-known/acme-challenge/";

  static {
    Arrays.setAll(RETRY_FIELDS, Enforcer::retryFields);
  }

  private final Refusals refusals;

  Enforcer(Refusals refusals) {
    this.refusals = refusals;
  }

  /// Refuses a visit, as the policy decided.
  void refuse(Exchange exchange, Verdict verdict) {
    int status = verdict.reason().status();
    int seconds =
        switch (verdict) {
          case Verdict.Throttle throttle -> throttle.retryAfterSeconds();
          case Verdict.Pass pass -> 0;
          case Verdict.Queue queue -> 0;
          case Verdict.ServeCopy copy -> 0;
          case Verdict.Deny deny -> 0;
        };
    long id =
        refusals.remember(
            exchange.loop().epochMicros(System.nanoTime()),
            verdict,
            exchange.visit().client(),
            exchange.visit().site().index(),
            1_000_000_000L * seconds);
    exchange.downstream().answer(page(status, seconds, id, false));
    exchange.answeredByGuard(status, verdict.id(), verdict.reason().id(), id);
  }

  /// Begins to give a copy of the page in place of the origin's answer; its payload follows.
  void copy(Exchange exchange, CopyStart start, Verdict.ServeCopy verdict) {
    int status = start.page().route().status();
    Answer head = new Answer(status, copyFields(start), NO_BODY, false);
    exchange.copying(status, verdict);
    exchange.downstream().answer(head, start.length());
  }

  private static byte[] copyFields(CopyStart start) {
    Route route = start.page().route();
    StringBuilder fields = new StringBuilder(512);
    for (RouteHeader header : RouteHeader.values()) {
      String value = route.headers().getOrDefault(header, "");
      if (!value.isEmpty()) {
        fields.append(header.fieldName()).append(": ").append(value).append("\r\n");
      }
    }
    route.location().ifPresent(to -> fields.append("Location: ").append(to).append("\r\n"));
    fields
        .append("Gabion-Copy: ")
        .append(SiteCopy.shown(start.page().edition().published()))
        .append("\r\nCache-Control: no-store\r\n");
    return ascii(fields.toString());
  }

  /// Refuses a request whose head or body must not be served; the connection ends.
  void malformed(Exchange exchange, Malformed malformed) {
    exchange.downstream().answer(page(malformed.status(), 0, 0, malformed.status() != 421));
    exchange.answeredByGuard(malformed.status(), "malformed", malformed.expected(), 0);
  }

  /// Tells the reader that the site's server did not do its part.
  void failed(Exchange exchange, int status, String why) {
    int seconds = status == 503 || status == 502 || status == 504 ? 5 : 0;
    exchange.downstream().answer(page(status, seconds, 0, status == 408));
    exchange.answeredByGuard(status, "fail", why, 0);
  }

  /// Sends the reader to the same address over HTTPS.
  ///
  /// @return false if there is no host to send to, or the request is a certificate authority's
  ///   proof, which comes without TLS
  boolean redirect(Exchange exchange) {
    Request request = exchange.request();
    boolean proof = request.text(request.targetStart(), request.pathEnd()).startsWith(ACME);
    if (request.hostEnd() < 0 || proof || request.bytes()[request.targetStart()] == '*') {
      return false;
    }
    String host = request.text(request.authorityStart(), request.hostEnd());
    String target =
        request.targetStart() == request.targetEnd()
            ? "/"
            : request.text(request.targetStart(), request.targetEnd());
    int status =
        request.method() == Request.Method.GET || request.method() == Request.Method.HEAD
            ? 301
            : 308;
    byte[] fields =
        ("Location: https://" + host + target + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    exchange.downstream().answer(new Answer(status, fields, new byte[0], false));
    exchange.answeredByGuard(status, "redirect", "", 0);
    return true;
  }

  private static Answer page(int status, int retrySeconds, long id, boolean close) {
    byte[] fields =
        retrySeconds == 0
            ? PAGE_FIELDS
            : retrySeconds < RETRY_FIELDS.length
                ? RETRY_FIELDS[retrySeconds]
                : retryFields(retrySeconds);
    return new Answer(status, fields, Pages.of(status).body(id, retrySeconds), close);
  }

  private static byte[] retryFields(int seconds) {
    byte[] retry = ascii("Retry-After: " + seconds + "\r\n");
    byte[] joined = Arrays.copyOf(PAGE_FIELDS, PAGE_FIELDS.length + retry.length);
    System.arraycopy(retry, 0, joined, PAGE_FIELDS.length, retry.length);
    return joined;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}

package org.gabion.guard.wire;

import java.util.Optional;
import org.gabion.core.policy.CopyUse;
import org.gabion.core.policy.Policy;
import org.gabion.core.policy.Reason;
import org.gabion.core.policy.Standing;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.ClientAddress;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.Malformed;
import org.gabion.core.request.Request;
import org.gabion.core.request.Response;
import org.gabion.core.window.Observation;
import org.gabion.guard.gate.Credentials;
import org.gabion.guard.gate.Gate;
import org.gabion.guard.gate.Site;
import org.jspecify.annotations.Nullable;

/// Who asks for what on which site, and how the gate sees it: the part of an exchange that is
/// settled before an origin hears of it. One event loop.
final class Visit {
  private final EdgeLoop loop;
  private final Request request;
  private ClientKey client;
  private boolean peerTrusted;
  private boolean secure;
  private @Nullable Site site;
  private Gate.@Nullable Asked asked;
  private Standing standing = Standing.UNKNOWN;
  private CopyUse copyUse = CopyUse.NEVER;
  private long template;

  Visit(EdgeLoop loop, ReaderFacts reader, Request request) {
    this.loop = loop;
    this.request = request;
    this.client = reader.peer();
    this.secure = reader.secure();
  }

  /// Finds the client behind a trusted proxy, and the site.
  ///
  /// @return why the request can not be for any site of ours, if so
  Optional<Malformed> settle() {
    findClient();
    Optional<Site> found = loop.view().site(request);
    if (found.isEmpty()) {
      return Optional.of(new Malformed(0, "a Host that this server answers", 421));
    }
    if (request.namesHttps() && !secure) {
      return Optional.of(new Malformed(0, "an https target over TLS", 421));
    }
    site = found.get();
    return Optional.empty();
  }

  private void findClient() {
    ClientAddress addresses = loop.view().clientAddress();
    if (addresses.trusts(client)) {
      peerTrusted = true;
      client = addresses.find(client, request);
      int proto = request.find(KnownHeader.X_FORWARDED_PROTO);
      if (proto >= 0) {
        secure = request.text(request.valueStart(proto), request.valueEnd(proto)).equals("https");
      }
    }
  }

  // ---- the gate

  /// What is to be done with it.
  ///
  /// @param bodyFollows whether the reader sends payload, announced or not
  Verdict decide(long begun, boolean bodyFollows) {
    Site to = site();
    if (to.copy().isPresent() && !bodyFollows) {
      copyUse = Credentials.copyUse(request);
    }
    Gate.Asked question =
        new Gate.Asked(
            request, client, to, secure, copyUse, begun, loop.epochMicros(begun) / 1_000_000);
    asked = question;
    template = loop.gate().template(request, to);
    Verdict decided = loop.gate().decide(question, template, loop.scratch());
    standing = decided.standing();
    return decided;
  }

  /// The copy that it gets in place of a refusal or failure for this reason, if it may have one.
  Optional<Verdict.ServeCopy> copy(Reason reason) {
    return Policy.copy(copyUse, standing, reason);
  }

  /// It is let through to the origin.
  void letThrough(long now) {
    if (asked != null) {
      loop.gate().admitted(asked, template, standing == Standing.OVER_BUDGET, now);
    }
  }

  /// The Set-Cookie value that the reader gets with the origin's answer; may be empty.
  String cookie(Response head) {
    return asked == null
        ? ""
        : loop.gate().answered(asked, head, standing == Standing.TICKET, loop.scratch());
  }

  // ---- facts

  ClientKey client() {
    return client;
  }

  /// Whether the peer is one of the operator's trusted proxies.
  boolean peerTrusted() {
    return peerTrusted;
  }

  /// Whether the reader uses TLS, to us or to a trusted proxy before us.
  boolean secure() {
    return secure;
  }

  boolean hasSite() {
    return site != null;
  }

  Site site() {
    Site known = site;
    if (known == null) {
      throw new IllegalStateException("no site yet");
    }
    return known;
  }

  Standing standing() {
    return standing;
  }

  long template() {
    return template;
  }

  void describe(Observation into) {
    into.client = client;
    into.site = site == null ? -1 : site.index();
    into.standing = standing.id();
    into.template = template;
  }
}

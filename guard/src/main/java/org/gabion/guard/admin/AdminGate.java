package org.gabion.guard.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gabion.core.request.ClientKey;

/// Who may ask the admin port: names it answers to, the token, and that a POST does not come from a
/// web page of others. Immutable.
///
/// The Host check stands against DNS rebinding: a page of others reaches this port only under a
/// name of its own, never under `localhost`, an address or a name the operator configured.
final class AdminGate {
  private static final String BEARER = "bearer ";

  private final List<String> hosts;
  private final Optional<byte[]> token;

  /// @param hosts further names it answers to
  /// @param token without one, everybody who reaches the port may ask
  AdminGate(List<String> hosts, Optional<String> token) {
    this.hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    this.token = token.map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /// The refusal, or empty if the request may go on.
  Optional<AdminAnswer> refuse(AdminRequest request) {
    if (request.hosts().size() != 1) {
      return Optional.of(AdminAnswer.error(400, "A request needs one Host."));
    }
    String host = request.hosts().getFirst();
    if (!answersTo(host)) {
      return Optional.of(
          AdminAnswer.error(
              403,
              "This port does not answer to that Host. Add the name to guard.admin.hosts, or use an"
                  + " address."));
    }
    boolean open = request.path().equals("/healthz");
    if (!open && !authorised(request)) {
      AdminAnswer answer =
          AdminAnswer.error(
              401,
              "Send the field Authorization: Bearer TOKEN with the token of guard.admin.token.");
      return Optional.of(answer.with("WWW-Authenticate", "Bearer"));
    }
    return request.method().equals("POST") ? refusePost(request, host) : Optional.empty();
  }

  private static Optional<AdminAnswer> refusePost(AdminRequest request, String host) {
    boolean foreign =
        request.origin().isPresent()
            && !request.origin().get().equalsIgnoreCase("http://" + host)
            && !request.origin().get().equalsIgnoreCase("https://" + host);
    if (foreign) {
      return Optional.of(AdminAnswer.error(403, "A page of another origin must not do this."));
    }
    return request.marked()
        ? Optional.empty()
        : Optional.of(AdminAnswer.error(403, "A POST needs the field X-Gabion: 1."));
  }

  private boolean answersTo(String hostAndPort) {
    String host = withoutPort(hostAndPort.toLowerCase(Locale.ROOT));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String address = bracketed ? host.substring(1, host.length() - 1) : host;
    return host.equals("localhost")
        || hosts.contains(host)
        || ClientKey.parse(address).filter(key -> bracketed || key.isIpv4()).isPresent();
  }

  /// The host; what is not a well-formed `host[:port]` comes back in a form that nothing answers
  /// to.
  private static String withoutPort(String host) {
    int colon = host.indexOf(':', Math.max(0, host.lastIndexOf(']')));
    if (colon < 0) {
      return host;
    }
    boolean port =
        host.substring(colon + 1).chars().allMatch(c -> c >= '0' && c <= '9')
            && host.length() - colon <= 6;
    return port ? host.substring(0, colon) : "";
  }

  private boolean authorised(AdminRequest request) {
    if (token.isEmpty()) {
      return true;
    }
    String sent = request.authorization().orElse("");
    boolean bearer = sent.regionMatches(true, 0, BEARER, 0, BEARER.length());
    byte[] shown =
        (bearer ? sent.substring(BEARER.length()).strip() : "").getBytes(StandardCharsets.UTF_8);
    // Takes the same time wherever the first wrong byte is.
    return MessageDigest.isEqual(token.get(), shown);
  }
}

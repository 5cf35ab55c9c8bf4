package org.gabion.guard.wire;

import java.util.Optional;
import org.gabion.core.policy.Reason;

/// Reason phrases of the statuses that the guard itself answers with (RFC 9110 section 15), and
/// what failures of an exchange mean in the words of the policy.
final class Reasons {
  private Reasons() {}

  /// The reason behind a failure that is the origin's, or its lack of room; empty for all others.
  static Optional<Reason> ofFailure(String why) {
    return switch (why) {
      case "origin.unreachable" -> Optional.of(Reason.ORIGIN_DOWN);
      case "origin.connections" -> Optional.of(Reason.UNDER_LOAD);
      case "origin.broken" -> Optional.of(Reason.ORIGIN_BROKEN);
      case "origin.timeout" -> Optional.of(Reason.ORIGIN_TIMEOUT);
      default -> Optional.empty();
    };
  }

  static String phrase(int status) {
    return switch (status) {
      case 200 -> "OK";
      case 301 -> "Moved Permanently";
      case 302 -> "Found";
      case 303 -> "See Other";
      case 307 -> "Temporary Redirect";
      case 308 -> "Permanent Redirect";
      case 400 -> "Bad Request";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 408 -> "Request Timeout";
      case 410 -> "Gone";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 417 -> "Expectation Failed";
      case 421 -> "Misdirected Request";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 501 -> "Not Implemented";
      case 502 -> "Bad Gateway";
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      case 505 -> "HTTP Version Not Supported";
      default -> "Refused";
    };
  }
}

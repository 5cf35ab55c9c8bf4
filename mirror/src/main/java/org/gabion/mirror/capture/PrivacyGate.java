package org.gabion.mirror.capture;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Tells by an answer's header whether it is meant for one visitor. Stateless.
///
/// What a site itself calls private (RFC 9111), or sets a cookie with, is never kept.
final class PrivacyGate {
  private static final List<String> COOKIES = List.of("set-cookie", "set-cookie2");
  private static final Set<String> PRIVATE = Set.of("private", "no-store");
  private static final Set<String> VISITOR = Set.of("*", "cookie", "authorization");

  private PrivacyGate() {}

  /// Why the answer must not be kept; empty if it may be.
  static Optional<String> objection(Answer.Got answer) {
    if (answer.status() == 401 || answer.status() == 403 || answer.status() == 407) {
      return Optional.of("it is not for everybody: it answers " + answer.status());
    }
    for (String name : COOKIES) {
      if (answer.header(name).isPresent()) {
        return Optional.of("it sets a cookie");
      }
    }
    for (String each : List.of("www-authenticate", "authentication-info")) {
      if (answer.header(each).isPresent()) {
        return Optional.of("it asks for credentials");
      }
    }
    return named(answer, "cache-control", PRIVATE).or(() -> named(answer, "vary", VISITOR));
  }

  private static Optional<String> named(Answer.Got answer, String field, Set<String> words) {
    for (String value : answer.headers().allValues(field)) {
      for (String part : value.split(",", -1)) {
        int equals = part.indexOf('=');
        String word = (equals < 0 ? part : part.substring(0, equals)).strip();
        if (words.contains(word.toLowerCase(Locale.ROOT))) {
          return Optional.of("its " + field + " says " + word);
        }
      }
    }
    return Optional.empty();
  }
}

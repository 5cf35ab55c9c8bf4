package org.gabion.mirror.capture;

import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Optional;

/// What came of one request.
sealed interface Answer {
  /// A whole answer.
  ///
  /// @param body after decompression
  record Got(int status, HttpHeaders headers, Body body) implements Answer {
    Optional<String> header(String name) {
      return headers.firstValue(name);
    }

    /// The media type in lower case, without parameters; empty if none is given.
    String type() {
      String value = header("content-type").orElse("");
      int semicolon = value.indexOf(';');
      return (semicolon < 0 ? value : value.substring(0, semicolon))
          .strip()
          .toLowerCase(Locale.ROOT);
    }
  }

  /// No whole answer, also after further tries.
  ///
  /// @param detail why, for the operator
  record Failed(String detail) implements Answer {}

  /// More than the limit.
  record TooLarge(String detail) implements Answer {}
}

package org.gabion.guard.conformance;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One answer as a [WireClient] read it.
///
/// @param head status line and fields, each with CRLF
/// @param body without transfer coding; at most the bytes that the client keeps
/// @param payload how many bytes the body had
/// @param whole whether it came to its end by its own framing
record WireAnswer(String head, byte[] body, long payload, List<String> trailers, boolean whole) {
  int status() {
    return Integer.parseInt(head.substring(9, 12));
  }

  List<String> headLines() {
    return List.of(head.substring(0, head.length() - 2).split("\r\n", -1));
  }

  List<String> values(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return headLines().stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .toList();
  }

  Optional<String> value(String name) {
    return values(name).stream().findFirst();
  }

  String text() {
    return new String(body, java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return Escapes.shown(head) + " | " + payload + " B" + (whole ? "" : " (broken off)");
  }
}

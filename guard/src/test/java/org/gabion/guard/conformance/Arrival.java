package org.gabion.guard.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One request as it reached a [RecordingOrigin]: its head to the byte, its payload without
/// transfer coding, and whether it ever became whole.
///
/// One writer (the connection's thread); any thread may read.
final class Arrival {
  private final String head;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final List<String> trailers = new ArrayList<>();
  private final MessageDigest digest = sha256();
  private boolean whole;
  private long payload;

  /// `head` is the request line and the fields, each with its CRLF, without the empty line.
  Arrival(String head) {
    this.head = head;
  }

  /// Bodies above this many bytes are counted but not kept.
  static final int KEPT = 1 << 20;

  synchronized void addBody(byte[] bytes, int from, int count) {
    payload += count;
    digest.update(bytes, from, count);
    if (body.size() + count <= KEPT) {
      body.write(bytes, from, count);
    }
  }

  synchronized void addTrailer(String line) {
    trailers.add(line);
  }

  synchronized void finish() {
    whole = true;
  }

  String head() {
    return head;
  }

  List<String> headLines() {
    return head.isEmpty()
        ? List.of()
        : List.of(head.substring(0, head.length() - 2).split("\r\n", -1));
  }

  String line() {
    return headLines().getFirst();
  }

  String method() {
    return line().substring(0, line().indexOf(' '));
  }

  /// The values of all fields of this name.
  List<String> values(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    List<String> values = new ArrayList<>();
    for (String line : headLines()) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(wanted)) {
        values.add(line.substring(colon + 1).strip());
      }
    }
    return values;
  }

  Optional<String> value(String name) {
    return values(name).stream().findFirst();
  }

  synchronized byte[] body() {
    return body.toByteArray();
  }

  synchronized String bodyText() {
    return body.toString(StandardCharsets.ISO_8859_1);
  }

  synchronized long payload() {
    return payload;
  }

  /// SHA-256 of the payload, once.
  synchronized String digest() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException(absent);
    }
  }

  synchronized List<String> trailers() {
    return List.copyOf(trailers);
  }

  synchronized boolean whole() {
    return whole;
  }

  /// As the case files write it.
  List<String> shown() {
    List<String> lines = new ArrayList<>();
    headLines().forEach(line -> lines.add("| " + Escapes.shown(line)));
    lines.add("|");
    if (payload() > 0) {
      lines.add("| " + Escapes.shown(body()));
    }
    trailers().forEach(line -> lines.add("~ " + Escapes.shown(line)));
    if (!whole()) {
      lines.add("(unfinished)");
    }
    return lines;
  }

  @Override
  public String toString() {
    return String.join("\n", shown());
  }
}

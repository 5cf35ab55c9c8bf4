package org.gabion.lab.site;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// One representation the newsroom can send: type, bytes and entity tag. Immutable; whether it
/// occupies a worker while it is made is its [Kind].
final class Content {
  /// What it costs the site to make a representation.
  enum Kind {
    /// Made by the application: occupies one worker for the page time.
    PAGE,
    /// Read from memory, as a web server in front of an application does: costs next to nothing.
    ASSET
  }

  private final Kind kind;
  private final String type;
  private final byte[] body;
  private final String etag;

  private Content(Kind kind, String type, byte[] body) {
    this.kind = kind;
    this.type = type;
    this.body = body;
    CRC32C sum = new CRC32C();
    sum.update(body);
    this.etag = "\"" + Long.toHexString(sum.getValue()) + "-" + body.length + "\"";
  }

  static Content page(String html) {
    return new Content(Kind.PAGE, "text/html; charset=utf-8", bytes(html));
  }

  static Content asset(String type, String text) {
    return new Content(Kind.ASSET, type, bytes(text));
  }

  Kind kind() {
    return kind;
  }

  String type() {
    return type;
  }

  String etag() {
    return etag;
  }

  int length() {
    return body.length;
  }

  /// The bytes themselves, not a copy: only the connection that writes them may see them.
  byte[] bytes() {
    return body;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}

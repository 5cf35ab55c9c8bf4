package org.gabion.core.proof;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// Base64 (RFC 4648 section 4) that has exactly one text for each value. Stateless.
public final class Base64Text {
  private Base64Text() {}

  public static String of(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// The bytes; empty if the text is not the one that [#of] gives, padding and spare bits included.
  public static Optional<byte[]> parse(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return of(bytes).equals(text) ? Optional.of(bytes) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// The same for bytes of a known length.
  public static Optional<byte[]> parse(String text, int length) {
    return parse(text).filter(bytes -> bytes.length == length);
  }

  /// A key id as keys show it.
  static String hex(byte[] bytes, int length) {
    return java.util.HexFormat.of().formatHex(Arrays.copyOf(bytes, length));
  }
}

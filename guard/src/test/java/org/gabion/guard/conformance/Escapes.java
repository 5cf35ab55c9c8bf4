package org.gabion.guard.conformance;

import java.nio.charset.StandardCharsets;

/// Bytes as a line of text and back: `\r \n \t \0 \\ \xHH`, and `\{N:text}` for a text N times.
/// Characters are bytes (ISO-8859-1). Stateless.
final class Escapes {
  private Escapes() {}

  static byte[] bytes(String escaped) {
    return text(escaped).getBytes(StandardCharsets.ISO_8859_1);
  }

  static String text(String escaped) {
    StringBuilder out = new StringBuilder(escaped.length());
    int at = 0;
    while (at < escaped.length()) {
      char c = escaped.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char kind = escaped.charAt(at++);
      switch (kind) {
        case 'r' -> out.append('\r');
        case 'n' -> out.append('\n');
        case 't' -> out.append('\t');
        case '0' -> out.append('\0');
        case '\\' -> out.append('\\');
        case 'x' -> {
          out.append((char) Integer.parseInt(escaped, at, at + 2, 16));
          at += 2;
        }
        case '{' -> {
          int colon = escaped.indexOf(':', at);
          int end = escaped.indexOf('}', colon);
          String repeated = text(escaped.substring(colon + 1, end));
          out.repeat(repeated, Integer.parseInt(escaped, at, colon, 10));
          at = end + 1;
        }
        default ->
            throw new IllegalArgumentException("unknown escape \\" + kind + " in " + escaped);
      }
    }
    return out.toString();
  }

  static String shown(byte[] bytes) {
    return shown(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  static String shown(String raw) {
    StringBuilder out = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      switch (c) {
        case '\r' -> out.append("\\r");
        case '\n' -> out.append("\\n");
        case '\t' -> out.append("\\t");
        case '\0' -> out.append("\\0");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c < 0x20 || c > 0x7e) {
            out.append("\\x").append(String.format("%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.toString();
  }
}

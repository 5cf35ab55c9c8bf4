package org.gabion.lab.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A request head as the sample site needs it: names in lower case, the last of equal names wins.
/// The site stands behind a guard or serves the demo's own readers; it is no example of strict
/// parsing.
record RequestHead(String method, String target, String version, Map<String, String> fields) {
  private static final int LONGEST = 16 * 1024;

  /// Reads one head; empty when the client closed before sending one.
  ///
  /// @throws IOException when the head is broken, cut off or longer than 16 KiB
  static Optional<RequestHead> read(InputStream in) throws IOException {
    byte[] bytes = new byte[512];
    int length = 0;
    int tail = 0;
    while (tail != 0x0d0a0d0a) {
      int next = in.read();
      if (next < 0) {
        if (length == 0) {
          return Optional.empty();
        }
        throw new IOException("closed inside a request head");
      }
      if (length == LONGEST) {
        throw new IOException("request head longer than " + LONGEST + " bytes");
      }
      if (length == bytes.length) {
        bytes = java.util.Arrays.copyOf(bytes, length * 2);
      }
      bytes[length++] = (byte) next;
      tail = tail << 8 | next;
    }
    return Optional.of(parse(new String(bytes, 0, length - 4, StandardCharsets.ISO_8859_1)));
  }

  private static RequestHead parse(String head) throws IOException {
    String[] lines = head.split("\r\n", -1);
    String[] first = lines[0].split(" ", -1);
    if (first.length != 3) {
      throw new IOException("broken request line");
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon < 1) {
        throw new IOException("broken header line");
      }
      fields.put(
          lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
          lines[i].substring(colon + 1).strip());
    }
    return new RequestHead(first[0], first[1], first[2], Map.copyOf(fields));
  }

  String field(String name) {
    return fields.getOrDefault(name, "");
  }

  boolean wantsClose() {
    String connection = field("connection").toLowerCase(Locale.ROOT);
    return version.equals("HTTP/1.0")
        ? !connection.contains("keep-alive")
        : connection.contains("close");
  }

  /// Bytes of body that follow; -1 when the site can not tell (chunked, or not a number).
  long bodyLength() {
    if (fields.containsKey("transfer-encoding")) {
      return -1;
    }
    String length = field("content-length");
    if (length.isEmpty()) {
      return 0;
    }
    return length.length() <= 9 && length.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Long.parseLong(length)
        : -1;
  }
}

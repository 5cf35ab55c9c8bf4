package org.gabion.lab.storm;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes requests that differ only in the IPv6 /64 they claim to be forwarded for. The network's
/// number is spread over 2001:db8::/32 by an odd factor, so that neighbours in time are far apart
/// and none of the first 2^32 repeats.
final class AddressLine {
  private static final int SPREAD = 0x9e3779b1;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

  private final byte[] before;
  private final byte[] after = "::1\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  AddressLine(String host) {
    String head =
        "GET /robots.txt HTTP/1.1\r\nHost: %s\r\nUser-Agent: Mozilla/5.0\r\nX-Forwarded-For: 2001:db8:"
            .formatted(host);
    before = head.getBytes(StandardCharsets.ISO_8859_1);
  }

  int length() {
    return before.length + 9 + after.length;
  }

  void write(int index, ByteBuffer out) {
    int network = index * SPREAD;
    out.put(before);
    for (int shift = 28; shift >= 0; shift -= 4) {
      out.put(HEX[network >>> shift & 15]);
      if (shift == 16) {
        out.put((byte) ':');
      }
    }
    out.put(after);
  }
}

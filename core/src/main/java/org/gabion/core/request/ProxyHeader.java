package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Reads the header of the PROXY protocol, versions 1 (text) and 2 (binary), by which a load
/// balancer tells whose connection it passes on (HAProxy's proxy-protocol.txt, sections 2.1 and
/// 2.2). Stateless.
///
/// Strict: single spaces, canonical numbers, TCP only, sections that fill the header exactly; bent:
/// the checksum that version 2 may carry is not verified, as TCP has its own.
///
/// ```
/// version 1:  PROXY TCP4 192.0.2.1 198.51.100.1 56324 443\r\n                       at most 107 bytes
/// version 2:  12 bytes signature | 0x20 LOCAL or 0x21 PROXY | 0x11 IPv4, 0x21 IPv6, 0x31 unix, 0 none | length (2)
///             source, destination, source port, destination port | sections: type (1), length (2), value
/// ```
public final class ProxyHeader {
  /// A header larger than this is refused: 232 bytes of addresses, and some sections.
  public static final int MAX_BYTES = 2048;

  private static final int V1_MAX_BYTES = 107;
  private static final int V2_FIXED_BYTES = 16;
  private static final byte[] V1_START = "PROXY ".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] V2_SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
  private static final Outcome MALFORMED = new Outcome.Malformed();
  private static final Outcome INCOMPLETE = new Outcome.Incomplete();

  private ProxyHeader() {}

  /// What the bytes so far are.
  public sealed interface Outcome {
    /// More bytes are needed.
    record Incomplete() implements Outcome {}

    /// No header of the protocol, or a wrong one.
    record Malformed() implements Outcome {}

    /// The header is whole.
    ///
    /// @param source of the connection that is passed on; empty if the balancer speaks for itself
    ///   (`LOCAL`, a health check) or does not say, so that its own address stands
    /// @param length of the header in bytes; what follows is the visitor's
    record Complete(Optional<ClientKey> source, int length) implements Outcome {}
  }

  /// @param b the first bytes of a connection are in `b[0, length)`
  public static Outcome read(byte[] b, int length) {
    if (startsWith(b, length, V2_SIGNATURE)) {
      return length < V2_FIXED_BYTES ? INCOMPLETE : readBinary(b, length);
    }
    return startsWith(b, length, V1_START) ? readText(b, length) : MALFORMED;
  }

  private static boolean startsWith(byte[] b, int length, byte[] start) {
    int common = Math.min(length, start.length);
    return Arrays.equals(b, 0, common, start, 0, common);
  }

  private static Outcome readText(byte[] b, int length) {
    int limit = Math.min(length, V1_MAX_BYTES);
    for (int i = V1_START.length; i < limit; i++) {
      if (b[i] == '\r') {
        return i + 1 < limit ? textLine(b, i) : incompleteUnless(length >= V1_MAX_BYTES);
      }
    }
    return incompleteUnless(length >= V1_MAX_BYTES);
  }

  private static Outcome incompleteUnless(boolean tooLong) {
    return tooLong ? MALFORMED : INCOMPLETE;
  }

  private static Outcome textLine(byte[] b, int cr) {
    if (b[cr + 1] != '\n') {
      return MALFORMED;
    }
    String[] words = new String(b, 0, cr, StandardCharsets.ISO_8859_1).split(" ", -1);
    if (words[1].equals("UNKNOWN")) {
      return new Outcome.Complete(Optional.empty(), cr + 2);
    }
    boolean ipv4 = words[1].equals("TCP4");
    if (words.length != 6
        || !ipv4 && !words[1].equals("TCP6")
        || !isPort(words[4])
        || !isPort(words[5])) {
      return MALFORMED;
    }
    Optional<ClientKey> source = address(words[2], ipv4);
    return source.isPresent() && address(words[3], ipv4).isPresent()
        ? new Outcome.Complete(source, cr + 2)
        : MALFORMED;
  }

  private static Optional<ClientKey> address(String word, boolean ipv4) {
    return word.indexOf(':') < 0 == ipv4 ? ClientKey.parse(word) : Optional.empty();
  }

  private static boolean isPort(String word) {
    if (word.isEmpty() || word.length() > 5 || word.length() > 1 && word.charAt(0) == '0') {
      return false;
    }
    return word.chars().allMatch(c -> c >= '0' && c <= '9') && Integer.parseInt(word) <= 0xffff;
  }

  private static Outcome readBinary(byte[] b, int length) {
    int command = b[12] & 0xff;
    int end = V2_FIXED_BYTES + unsigned16(b, 14);
    if (command != 0x20 && command != 0x21 || end > MAX_BYTES) {
      return MALFORMED;
    }
    if (length < end) {
      return INCOMPLETE;
    }
    if (command == 0x20) {
      return new Outcome.Complete(Optional.empty(), end);
    }
    return switch (b[13] & 0xff) {
      case 0x00 -> new Outcome.Complete(Optional.empty(), end);
      case 0x11 -> binary(b, 4, end);
      case 0x21 -> binary(b, 16, end);
      case 0x31 ->
          sectionsFill(b, V2_FIXED_BYTES + 216, end)
              ? new Outcome.Complete(Optional.empty(), end)
              : MALFORMED;
      default -> MALFORMED;
    };
  }

  private static Outcome binary(byte[] b, int addressBytes, int end) {
    if (!sectionsFill(b, V2_FIXED_BYTES + 2 * addressBytes + 4, end)) {
      return MALFORMED;
    }
    byte[] source = Arrays.copyOfRange(b, V2_FIXED_BYTES, V2_FIXED_BYTES + addressBytes);
    return new Outcome.Complete(Optional.of(ClientKey.of(source)), end);
  }

  private static boolean sectionsFill(byte[] b, int from, int end) {
    int at = from;
    while (at + 3 <= end) {
      at += 3 + unsigned16(b, at + 1);
    }
    return at == end;
  }

  private static int unsigned16(byte[] b, int at) {
    return (b[at] & 0xff) << 8 | b[at + 1] & 0xff;
  }
}

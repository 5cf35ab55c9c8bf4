package org.gabion.core.request;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Who sent a request: a 128-bit address, an IPv4 address being held as IPv4-mapped IPv6
/// (`::ffff:a.b.c.d`, RFC 4291 section 2.5.5.2), so that one table serves both families.
///
/// Taken from the socket or from a trusted proxy only. Immutable.
///
/// @param high the first 64 bits, network order
/// @param low the last 64 bits, network order
public record ClientKey(long high, long low) {
  private static final long MAPPED = 0xffffL;

  /// The key of an IPv4 address given as its 32 bits, network order.
  public static ClientKey ofIpv4(int address) {
    return new ClientKey(0, MAPPED << 32 | (address & 0xffffffffL));
  }

  /// The key of an IPv6 address; an IPv4-mapped one is the same key as its IPv4 address.
  public static ClientKey ofIpv6(long high, long low) {
    return new ClientKey(high, low);
  }

  /// The key of an address in network order.
  ///
  /// @param address 4 or 16 bytes
  /// @throws IllegalArgumentException for any other length
  public static ClientKey of(byte[] address) {
    return switch (address.length) {
      case 4 -> ofIpv4((int) word(address, 0, 4));
      case 16 -> new ClientKey(word(address, 0, 8), word(address, 8, 16));
      default -> throw new IllegalArgumentException("an address has 4 or 16 bytes");
    };
  }

  private static long word(byte[] bytes, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  /// Reads an address strictly: IPv4 in four decimal parts without leading zeros, or IPv6 as RFC
  /// 4291 section 2.2 has it. Brackets, ports, zones and white space are refused.
  public static Optional<ClientKey> parse(String text) {
    if (text.length() > AddressText.MAX_LENGTH) {
      return Optional.empty();
    }
    // A character outside ASCII becomes '?', which no address holds.
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return AddressText.parse(bytes, 0, bytes.length);
  }

  /// The same for the characters in `bytes[from, to)`.
  public static Optional<ClientKey> parse(byte[] bytes, int from, int to) {
    return AddressText.parse(bytes, from, to);
  }

  /// Whether this is an IPv4 address.
  public boolean isIpv4() {
    return high == 0 && low >>> 32 == MAPPED;
  }

  /// The 32 bits of an IPv4 address; for IPv6 the last 32 bits.
  public int ipv4Bits() {
    return (int) low;
  }

  /// How many bits an address of this family has: 32 or 128.
  public int familyBits() {
    return isIpv4() ? 32 : 128;
  }

  /// This address with all bits after the first `bits` of its family cleared. An IPv4 address stays
  /// one.
  ///
  /// @throws IllegalArgumentException if `bits` is negative or more than the family has
  public ClientKey prefix(int bits) {
    if (bits < 0 || bits > familyBits()) {
      throw new IllegalArgumentException("no prefix of " + bits + " bits in " + this);
    }
    int all = isIpv4() ? bits + 96 : bits;
    return all >= 64
        ? new ClientKey(high, low & mask(all - 64))
        : new ClientKey(high & mask(all), 0);
  }

  private static long mask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }

  /// Whether this is 127.0.0.0/8 or ::1.
  public boolean isLoopback() {
    return isIpv4() ? ipv4Bits() >>> 24 == 127 : high == 0 && low == 1;
  }

  /// Whether no address of the public internet looks like this: RFC 1918, link-local (RFC 3927, RFC
  /// 4291) and unique local addresses (RFC 4193). Loopback is told by [#isLoopback]; the shared
  /// space of RFC 6598 is not counted, for real readers come from there.
  public boolean isPrivate() {
    if (isIpv4()) {
      int a = ipv4Bits();
      return a >>> 24 == 10 || a >>> 20 == 0xac1 || a >>> 16 == 0xc0a8 || a >>> 16 == 0xa9fe;
    }
    return high >>> 57 == 0xfc >> 1 || high >>> 54 == 0xfe80 >> 6;
  }

  /// The canonical text: dotted for IPv4, RFC 5952 for IPv6.
  @Override
  public String toString() {
    return AddressText.format(this);
  }
}

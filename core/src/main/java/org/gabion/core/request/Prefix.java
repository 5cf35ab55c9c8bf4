package org.gabion.core.request;

import java.util.Optional;

/// A block of addresses in CIDR notation (RFC 4632, RFC 4291): all that share the first `bits` bits
/// of `address`.
///
/// A prefix of one family never contains an address of the other, so `::/0` is all of IPv6 and
/// nothing of IPv4. Immutable; bits after the prefix are always zero.
///
/// @param address the first address of the block
/// @param bits the length of the shared part, counted in the address' own family (0 to 32, or 0 to
///   128)
public record Prefix(ClientKey address, int bits) {

  /// @throws IllegalArgumentException if the length does not fit or bits after it are set
  public Prefix {
    if (!address.prefix(bits).equals(address)) {
      throw new IllegalArgumentException("bits after /" + bits + " are set in " + address);
    }
  }

  /// What reading a text gave.
  public sealed interface Parsed {
    /// The text is a prefix.
    record Valid(Prefix prefix) implements Parsed {}

    /// The text is none; `problem` tells an operator why, in one clause.
    record Invalid(String problem) implements Parsed {}
  }

  /// Reads `address` or `address/bits`; a lone address is the block of itself. Set bits after the
  /// prefix are refused with the block that was probably meant, because a typing error there
  /// changes who is let in.
  public static Parsed parse(String text) {
    int slash = text.indexOf('/');
    String head = slash < 0 ? text : text.substring(0, slash);
    Optional<ClientKey> read = ClientKey.parse(head);
    if (read.isEmpty()) {
      return new Parsed.Invalid("'" + excerpt(head) + "' is not an IPv4 or IPv6 address");
    }
    ClientKey address = read.get();
    if (slash < 0) {
      return new Parsed.Valid(new Prefix(address, address.familyBits()));
    }
    int bits = length(text.substring(slash + 1));
    if (address.isIpv4() && head.indexOf(':') >= 0) {
      if (bits < 96) {
        return new Parsed.Invalid("an IPv4-mapped prefix has 96 to 128 bits");
      }
      bits -= 96;
    }
    if (bits < 0 || bits > address.familyBits()) {
      return new Parsed.Invalid(
          "the length after '/' must be a number from 0 to " + address.familyBits());
    }
    ClientKey first = address.prefix(bits);
    return first.equals(address)
        ? new Parsed.Valid(new Prefix(address, bits))
        : new Parsed.Invalid(
            "bits after /" + bits + " are set; the block is written " + first + "/" + bits);
  }

  private static int length(String digits) {
    if (digits.isEmpty()
        || digits.length() > 3
        || (digits.length() > 1 && digits.startsWith("0"))) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value;
  }

  private static String excerpt(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  /// Whether the address lies in this block.
  public boolean contains(ClientKey key) {
    return key.isIpv4() == address.isIpv4() && key.prefix(bits).equals(address);
  }

  /// `address/bits`, canonical.
  @Override
  public String toString() {
    return address + "/" + bits;
  }
}

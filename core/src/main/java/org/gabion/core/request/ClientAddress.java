package org.gabion.core.request;

import java.util.Optional;

/// Finds who really sent a request: the socket's peer, or, when that is a trusted proxy, the
/// right-most address in its forwarding header that is not itself a trusted proxy. Immutable and
/// thread-safe; allocates nothing for a peer that is not trusted.
///
/// A proxy appends on the right what it saw; everything to the left of an untrusted hop is that
/// hop's own claim and is never read. A hop that can not be read (malformed, `unknown`, obfuscated
/// as in RFC 7239, section 6) ends the walk at the last good address, on the peer's side. Elements
/// are therefore taken from the right end, also where the left part of the value could not be
/// parsed: else a visitor could hide behind the proxy's address by an unbalanced quote.
public final class ClientAddress {
  /// Longer chains of proxies do not exist; more hops are a visitor's invention.
  private static final int MAX_HOPS = 16;

  private final PrefixSet trustedProxies;
  private final KnownHeader header;

  /// @param header the one that the trusted proxies write: [KnownHeader#X_FORWARDED_FOR] or
  ///   [KnownHeader#FORWARDED]
  /// @throws IllegalArgumentException for any other header
  public ClientAddress(PrefixSet trustedProxies, KnownHeader header) {
    if (header != KnownHeader.X_FORWARDED_FOR && header != KnownHeader.FORWARDED) {
      throw new IllegalArgumentException(header.lowerCase() + " carries no list of addresses");
    }
    this.trustedProxies = trustedProxies;
    this.header = header;
  }

  /// Whether forwarding headers of this peer are believed.
  public boolean trusts(ClientKey peer) {
    return !trustedProxies.isEmpty() && trustedProxies.contains(peer);
  }

  /// @param peer the other end of the connection: of the socket, or as its PROXY protocol header
  ///   told
  public ClientKey find(ClientKey peer, Head head) {
    return trusts(peer) && head.has(header) ? walk(peer, head) : peer;
  }

  private ClientKey walk(ClientKey peer, Head head) {
    ClientKey client = peer;
    int hops = 0;
    // Several fields are one list, in their order (RFC 9110, 5.3): the last field holds the right
    // end.
    for (int field = head.count() - 1; field >= 0; field--) {
      if (head.known(field) == header) {
        int end = head.valueEnd(field);
        while (end >= head.valueStart(field)) {
          int start = elementStart(head.bytes(), head.valueStart(field), end);
          Optional<ClientKey> hop = hop(head.bytes(), start, end);
          if (hop.isEmpty() || ++hops > MAX_HOPS) {
            return client;
          }
          client = hop.get();
          if (!trustedProxies.contains(client)) {
            return client;
          }
          end = start - 1;
        }
      }
    }
    return client;
  }

  /// Where the list element that ends at `end` begins: after the nearest comma outside of a quoted
  /// string.
  private static int elementStart(byte[] b, int from, int end) {
    boolean quoted = false;
    for (int i = end - 1; i >= from; i--) {
      if (b[i] == '"' && !escaped(b, from, i)) {
        quoted = !quoted;
      } else if (b[i] == ',' && !quoted) {
        return i + 1;
      }
    }
    return from;
  }

  private static boolean escaped(byte[] b, int from, int quote) {
    int i = quote - 1;
    while (i >= from && b[i] == '\\') {
      i--;
    }
    return (quote - i & 1) == 0;
  }

  private Optional<ClientKey> hop(byte[] b, int from, int to) {
    return header == KnownHeader.FORWARDED
        ? ForwardedElement.client(b, from, to)
        : node(b, from, to);
  }

  /// An address with or without port; IPv6 with a port is in brackets.
  static Optional<ClientKey> node(byte[] b, int paddedFrom, int paddedTo) {
    int from = paddedFrom;
    int to = paddedTo;
    while (from < to && blank(b[from])) {
      from++;
    }
    while (to > from && blank(b[to - 1])) {
      to--;
    }
    if (from < to && b[from] == '[') {
      return bracketed(b, from, to);
    }
    int colon = indexOf(b, ':', from, to);
    boolean ipv4WithPort = colon > 0 && isPort(b, colon, to) && indexOf(b, '.', from, colon) > 0;
    return ClientKey.parse(b, from, ipv4WithPort ? colon : to);
  }

  private static Optional<ClientKey> bracketed(byte[] b, int from, int to) {
    int close = indexOf(b, ']', from, to);
    boolean ipv6 = close > 0 && indexOf(b, ':', from, close) > 0;
    boolean whole = close == to - 1 || isPort(b, close + 1, to);
    return ipv6 && whole ? ClientKey.parse(b, from + 1, close) : Optional.empty();
  }

  private static boolean isPort(byte[] b, int colon, int to) {
    if (colon >= to || b[colon] != ':' || to - colon < 2 || to - colon > 6) {
      return false;
    }
    for (int i = colon + 1; i < to; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(byte[] b, char c, int from, int to) {
    for (int i = from; i < to; i++) {
      if (b[i] == c) {
        return i;
      }
    }
    return -1;
  }

  private static boolean blank(byte c) {
    return c == ' ' || c == '\t';
  }
}

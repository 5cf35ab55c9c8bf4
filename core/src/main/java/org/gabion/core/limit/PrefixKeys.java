package org.gabion.core.limit;

import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;

/// Keyed hashes of the two levels of a client's address: the prefix (/32, IPv6 /64) and the network
/// around it (/24, IPv6 /48). Families and levels never meet in one key. Immutable, allocates
/// nothing.
public record PrefixKeys(KeyedHash hash) {
  private static final long PREFIX = 0;
  private static final long NETWORK = 1L << 40;

  /// The key of the /32 or /64.
  public long prefix(ClientKey client) {
    return client.isIpv4() ? hash.hash(PREFIX, client.low()) : hash.hash(client.high());
  }

  /// The key of the /24 or /48.
  public long network(ClientKey client) {
    return client.isIpv4()
        ? hash.hash(NETWORK, client.low() & ~0xffL)
        : hash.hash(NETWORK | 1, client.high() & ~0xffffL);
  }
}

package org.gabion.core.limit;

import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;

/// A [RateLimiter] on two levels of the client's address: /32 within /24, IPv6 /64 within /48.
///
/// A request conforms if both levels conform; if either refuses, neither is charged. Between the
/// look at both and the charge another thread may use the last of a quota: then both pass.
///
/// Waits tell the level by their lowest bit ([#isOfNetwork]) and are otherwise nanoseconds, exact
/// to 2 ns.
///
/// Used for connections at accept, for requests, and for the origin's time (a unit being a
/// microsecond). Safe for any number of threads, no locks, no allocation.
public final class PrefixLimiter {
  private final RateLimiter table;
  private final PrefixKeys keys;
  private final PrefixQuotas quotas;

  /// @param slots how many prefixes and networks are remembered at once, each taking 16 bytes
  public PrefixLimiter(KeyedHash hash, int slots, PrefixQuotas quotas) {
    this(new RateLimiter(slots), new PrefixKeys(hash), quotas);
  }

  private PrefixLimiter(RateLimiter table, PrefixKeys keys, PrefixQuotas quotas) {
    this.table = table;
    this.keys = keys;
    this.quotas = quotas;
  }

  /// The same memory of the past under other quotas, for a reload.
  public PrefixLimiter withQuotas(PrefixQuotas changed) {
    return new PrefixLimiter(table, keys, changed);
  }

  /// Charges `units` to prefix and network if both conform.
  ///
  /// @return 0 if so; else the nanoseconds until they would, and nothing is charged
  public long acquire(ClientKey client, long units, long now) {
    boolean ipv4 = client.isIpv4();
    long prefix = keys.prefix(client);
    long network = keys.network(client);
    long wait = wait(prefix, network, ipv4, units, now);
    if (wait == 0) {
      table.charge(prefix, units, quotas.prefix(ipv4), now);
      table.charge(network, units, quotas.network(ipv4), now);
    }
    return wait;
  }

  /// What [#acquire] would return, without charging.
  public long peek(ClientKey client, long units, long now) {
    return wait(keys.prefix(client), keys.network(client), client.isIpv4(), units, now);
  }

  /// Charges both levels without refusing, for a cost known only afterwards.
  public void charge(ClientKey client, long units, long now) {
    boolean ipv4 = client.isIpv4();
    table.charge(keys.prefix(client), units, quotas.prefix(ipv4), now);
    table.charge(keys.network(client), units, quotas.network(ipv4), now);
  }

  /// How far one level is over its burst, in nanoseconds; 0 if it is within.
  ///
  /// @param network whether to look at the network rather than at the prefix
  public long excess(ClientKey client, boolean network, long now) {
    return network
        ? table.excess(keys.network(client), quota(client, true), now)
        : table.excess(keys.prefix(client), quota(client, false), now);
  }

  /// The quota that holds for the client on this level.
  public Quota quota(ClientKey client, boolean network) {
    return network ? quotas.network(client.isIpv4()) : quotas.prefix(client.isIpv4());
  }

  private long wait(long prefix, long network, boolean ipv4, long units, long now) {
    long ofPrefix = table.peek(prefix, units, quotas.prefix(ipv4), now);
    long ofNetwork = table.peek(network, units, quotas.network(ipv4), now);
    if (ofPrefix == 0 && ofNetwork == 0) {
      return 0;
    }
    return ofNetwork > ofPrefix ? ofNetwork | 1 : (ofPrefix + 1) & ~1L;
  }

  /// Whether a wait is that of the network (/24, /48) rather than of the prefix (/32, /64).
  public static boolean isOfNetwork(long wait) {
    return (wait & 1) != 0;
  }

  /// The memory of the table in bytes.
  public long bytes() {
    return table.bytes();
  }
}

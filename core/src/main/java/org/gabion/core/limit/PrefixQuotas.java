package org.gabion.core.limit;

/// The quotas of the two levels of one address family each: the prefix that one subscriber usually
/// has, and the network around it.
///
/// @param ipv4Prefix of a /32
/// @param ipv4Network of a /24
/// @param ipv6Prefix of a /64
/// @param ipv6Network of a /48
public record PrefixQuotas(
    Quota ipv4Prefix, Quota ipv4Network, Quota ipv6Prefix, Quota ipv6Network) {

  /// The same quotas for both families.
  public static PrefixQuotas of(Quota prefix, Quota network) {
    return new PrefixQuotas(prefix, network, prefix, network);
  }

  /// The quota of the client's prefix (/32 or /64).
  public Quota prefix(boolean ipv4) {
    return ipv4 ? ipv4Prefix : ipv6Prefix;
  }

  /// The quota of the client's network (/24 or /48).
  public Quota network(boolean ipv4) {
    return ipv4 ? ipv4Network : ipv6Network;
  }
}

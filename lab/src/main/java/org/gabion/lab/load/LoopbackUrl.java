package org.gabion.lab.load;

import java.net.Inet6Address;
import java.net.InetSocketAddress;

/// Where a load goes: a resolved loopback address and a path, so that nothing is left to look up.
public record LoopbackUrl(boolean tls, InetSocketAddress address, String path) {
  public LoopbackUrl {
    LoopbackSockets.requireLoopback(address);
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException("a path begins with /, this does not: " + path);
    }
  }

  /// With the address as a literal.
  @Override
  public String toString() {
    String ip = address.getAddress().getHostAddress();
    String host = address.getAddress() instanceof Inet6Address ? "[" + ip + "]" : ip;
    return (tls ? "https://" : "http://") + host + ":" + address.getPort() + path;
  }
}

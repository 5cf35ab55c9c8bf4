package org.gabion.guard;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.gabion.core.config.Section;
import org.gabion.core.request.ClientKey;

/// Addresses to listen on as people write them: `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`.
/// No name is looked up, so that reading a file waits for nobody. Stateless.
final class Address {
  private static final String HINT =
      "write ADDRESS:PORT, as 0.0.0.0:8080, 127.0.0.1:8080 or [::]:8080";

  private Address() {}

  /// The address under a key that must be there; a fault is reported and gives nothing.
  static Optional<InetSocketAddress> read(Section section, String key, String doc) {
    Optional<String> text = section.text(key, doc);
    if (text.isEmpty()) {
      section.problem(key, "is missing", HINT);
      return Optional.empty();
    }
    return parsed(section, key, text.get());
  }

  /// The address under a key that has a default.
  static Optional<InetSocketAddress> read(
      Section section, String key, String fallback, String doc) {
    return parsed(section, key, section.text(key, fallback, doc));
  }

  static String format(InetSocketAddress address) {
    return join(ClientKey.of(address.getAddress().getAddress()).toString(), address.getPort());
  }

  private static Optional<InetSocketAddress> parsed(Section section, String key, String text) {
    Optional<InetSocketAddress> parsed = parse(text);
    if (parsed.isEmpty()) {
      section.problem(key, "'" + text + "' is no address with a port", HINT);
    }
    return parsed;
  }

  static Optional<InetSocketAddress> parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      return Optional.empty();
    }
    String host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    String bare =
        bracketed
            ? host.substring(1, host.length() - 1)
            : host.equals("localhost") ? "127.0.0.1" : host;
    Optional<ClientKey> address =
        ClientKey.parse(bare).filter(key -> bracketed == bare.indexOf(':') >= 0);
    return port(text.substring(colon + 1))
        .flatMap(port -> address.map(key -> new InetSocketAddress(inet(key), port)));
  }

  /// A port from 0 (any free one) to 65535.
  static Optional<Integer> port(String text) {
    boolean digits =
        !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits
        ? Optional.of(Integer.parseInt(text)).filter(port -> port <= 0xffff)
        : Optional.empty();
  }

  /// A host as it stands in a URL: a name, an IPv4 address or a bracketed IPv6 address; without
  /// brackets then.
  static Optional<String> host(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      return Optional.of(text.substring(1, text.length() - 1))
          .filter(bare -> bare.indexOf(':') >= 0 && ClientKey.parse(bare).isPresent());
    }
    boolean numeric = text.chars().allMatch(c -> c >= '0' && c <= '9' || c == '.');
    return SiteSettings.isName(text) && (!numeric || ClientKey.parse(text).isPresent())
        ? Optional.of(text)
        : Optional.empty();
  }

  static String join(String host, int port) {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  private static InetAddress inet(ClientKey key) {
    byte[] bytes =
        key.isIpv4()
            ? ByteBuffer.allocate(4).putInt(key.ipv4Bits()).array()
            : ByteBuffer.allocate(16).putLong(key.high()).putLong(key.low()).array();
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are always an address", e);
    }
  }
}

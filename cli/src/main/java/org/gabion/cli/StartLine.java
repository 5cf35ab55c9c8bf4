package org.gabion.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.guard.GuardConfig;

/// The one line that says what a guard that just started does. Stateless.
final class StartLine {
  private StartLine() {}

  /// @param bound where readers connect, in the order of the listeners: a port 0 became a real one
  static String of(
      String version,
      GuardConfig config,
      List<InetSocketAddress> bound,
      Optional<InetSocketAddress> admin) {
    List<String> listeners = new ArrayList<>();
    for (int i = 0; i < bound.size(); i++) {
      listeners.add(
          (config.listeners().get(i).tls() ? "https://" : "http://") + shown(bound.get(i)));
    }
    return "gabion "
        + version
        + " listens on "
        + String.join(", ", listeners)
        + " for "
        + protectedSites(config)
        + "; admin port: "
        + admin.map(address -> "http://" + shown(address)).orElse("none")
        + (config.observeOnly() ? "; only observes, refuses nobody" : "; turns bogus visits away");
  }

  static String shown(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    String text = host.getHostAddress();
    return (text.indexOf(':') < 0 ? text : "[" + text + "]") + ":" + address.getPort();
  }

  private static String protectedSites(GuardConfig config) {
    if (config.sites().size() > 1) {
      return config.sites().size()
          + " sites ("
          + String.join(", ", config.sites().stream().map(GuardConfig.Site::name).toList())
          + ")";
    }
    return String.join(
        ", ",
        config.sites().getFirst().origins().addresses().stream().map(StartLine::shown).toList());
  }

  private static String shown(GuardConfig.Origin origin) {
    return switch (origin) {
      case GuardConfig.Origin.Tcp tcp -> (tcp.tls() ? "https://" : "http://") + tcp.authority();
      case GuardConfig.Origin.Unix unix -> "unix:" + unix.path();
    };
  }
}

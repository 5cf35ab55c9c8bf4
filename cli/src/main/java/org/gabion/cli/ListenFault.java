package org.gabion.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;

/// Why an address can not be listened on, found by trying: event loops share their port
/// (`SO_REUSEPORT`), so that their own attempt would silently succeed beside another guard of the
/// same user.
///
/// @param message one line with its remedy
record ListenFault(String message, int exitCode) {

  /// The first fault, if any; addresses with port 0 are always free.
  static Optional<ListenFault> find(List<InetSocketAddress> addresses) {
    return addresses.stream().flatMap(address -> find(address).stream()).findFirst();
  }

  private static Optional<ListenFault> find(InetSocketAddress address) {
    try (ServerSocket probe = new ServerSocket()) {
      // Connections of a guard that was killed linger in TIME_WAIT; they are no reason not to
      // start.
      probe.setReuseAddress(true);
      probe.bind(address);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(of(address, String.valueOf(e.getMessage())));
    }
  }

  private static ListenFault of(InetSocketAddress address, String cause) {
    String where = "can not listen on " + StartLine.shown(address) + ": ";
    if (cause.contains("Permission denied")) {
      return new ListenFault(
          where
              + "ports below 1024 are for root; use a higher port, or give the service"
              + " AmbientCapabilities=CAP_NET_BIND_SERVICE",
          ExitCode.NO_PERMISSION);
    }
    if (cause.contains("in use")) {
      return new ListenFault(
          where + "another program does already; 'ss -ltnp' shows which, or choose another port",
          ExitCode.UNAVAILABLE);
    }
    if (cause.contains("assign requested address")) {
      return new ListenFault(
          where + "this machine does not have that address; 'ip addr' shows those it has",
          ExitCode.UNAVAILABLE);
    }
    return new ListenFault(where + cause, ExitCode.UNAVAILABLE);
  }
}

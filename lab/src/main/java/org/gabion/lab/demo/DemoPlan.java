package org.gabion.lab.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.gabion.cli.Demo;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.site.SampleSite;

/// What one demonstration does: how long, where, how many readers, how big a flood.
///
/// @param total all phases together, the start of the processes included
/// @param json where the outcome is written
/// @param port the guard's; the site's is the next, if it is free
/// @param site what the site can bear
/// @param floodRate requests a second
record DemoPlan(
    Duration total,
    Optional<Path> json,
    int port,
    SampleSite.Config site,
    int readers,
    double floodRate,
    long seed) {
  /// Shortest demonstration that still has enough visits to judge by.
  static final Duration LEAST = Duration.ofSeconds(20);

  private static final Duration USUAL = Duration.ofSeconds(75);
  private static final int USUAL_PORT = 8080;
  private static final int READERS = 30;
  private static final int TIMES_CAPACITY = 20;
  private static final long SEED = 20_261_122;

  DemoPlan {
    if (total.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException(
          "the demo needs at least %d seconds: fewer visits prove nothing"
              .formatted(LEAST.toSeconds()));
    }
  }

  /// @throws IllegalArgumentException for a demonstration that is too short or a port that is taken
  static DemoPlan of(Demo.Options options) throws IOException {
    if (options.port() != 0 && !isFree(options.port())) {
      throw new IllegalArgumentException("port %d is taken".formatted(options.port()));
    }
    int port = options.port() == 0 ? freeOr(USUAL_PORT) : options.port();
    SampleSite.Config site = SampleSite.Config.small(freeOr(port + 1));
    return new DemoPlan(
        options.length().orElse(USUAL),
        options.json(),
        port,
        site,
        READERS,
        TIMES_CAPACITY * site.pagesPerSecond(),
        SEED);
  }

  private static int freeOr(int wanted) throws IOException {
    return isFree(wanted) ? wanted : LoopbackSockets.freePort();
  }

  private static boolean isFree(int port) {
    if (port > 65_535) {
      return false;
    }
    InetSocketAddress address = LoopbackSockets.resolve("127.0.0.1", port);
    try (ServerSocketChannel probe = LoopbackSockets.listen(address)) {
      return probe.isOpen();
    } catch (IOException e) {
      return false;
    }
  }
}

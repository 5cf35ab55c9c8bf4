package org.gabion.guard.conformance;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.PrefixSet;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.guard.GuardConfig;

/// What a test wants of its guard: the defaults of a small site with budgets out of the way,
/// changed field by field. One writer.
final class GuardSetup {
  static final Duration LONG = Duration.ofMinutes(5);

  /// A budget that no test reaches.
  private static final double OPEN = 1_000_000;

  private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

  private final List<GuardConfig.Origin> origins = new ArrayList<>();
  private final List<GuardConfig.Listener> listeners = new ArrayList<>();
  private List<GuardConfig.Site> sites = List.of();
  PrefixSet trusted = PrefixSet.empty();
  KnownHeader clientHeader = KnownHeader.X_FORWARDED_FOR;
  boolean preserveHost = true;
  Optional<Path> trustFile = Optional.empty();
  long maxRequestBody = 64 << 20;
  Duration connectTimeout = Duration.ofSeconds(2);
  Duration firstByteTimeout = Duration.ofSeconds(30);
  Duration originIdle = Duration.ofSeconds(30);
  int failureThreshold = 3;
  Duration downTime = Duration.ofMillis(300);
  Duration headDeadline = LONG;
  Duration idleTimeout = LONG;
  Duration keepAlive = LONG;
  Duration bodyGrace = Duration.ofSeconds(30);
  long minBodyRate = 1;
  long minReadRate = 1;
  Duration maxRequestTime = LONG;
  Duration tunnelIdle = LONG;
  int maxOriginConnections = 256;
  int concurrency = 256;
  int maxConcurrency = 512;
  HeadLimits.Underscores underscores = HeadLimits.Underscores.DROP;
  int maxRequestsPerConnection = 1_000_000;
  int perPrefix = 0;
  int eventLoops = 2;
  Duration drainDeadline = Duration.ofSeconds(5);
  Optional<Path> accessLog = Optional.empty();
  GuardConfig.Detection detection = new GuardConfig.Detection(true, 16 << 20, Duration.ofDays(28));
  GuardConfig.Copies copies = new GuardConfig.Copies(16 << 20, 32);

  /// Any folder; the copy itself is given to [#start(SnapshotStore)].
  Optional<Path> snapshot = Optional.empty();

  PrefixSet deny = PrefixSet.empty();
  double prefixRequestsPerSecond = OPEN;
  double prefixRequestBurst = OPEN;
  boolean observeOnly = false;
  Duration queueDeadline = Duration.ofSeconds(10);
  int queueSize = 512;
  Optional<InetSocketAddress> admin = Optional.empty();
  UnaryOperator<GuardConfig.Http2Limits> http2 = UnaryOperator.identity();

  static GuardSetup inFrontOf(RecordingOrigin... origins) {
    GuardSetup setup = new GuardSetup();
    for (RecordingOrigin origin : origins) {
      setup.origins.add(new GuardConfig.Origin.Tcp("127.0.0.1", origin.port(), false));
    }
    return setup;
  }

  static GuardSetup inFrontOf(GuardConfig.Origin origin) {
    GuardSetup setup = new GuardSetup();
    setup.origins.add(origin);
    return setup;
  }

  GuardSetup listen(boolean tls, boolean h2c, boolean proxyProtocol) {
    listeners.add(new GuardConfig.Listener(ANY_PORT, tls, h2c, proxyProtocol));
    return this;
  }

  GuardSetup withAdminPort() {
    admin = Optional.of(ANY_PORT);
    return this;
  }

  GuardSetup sites(List<GuardConfig.Site> several) {
    sites = several;
    return this;
  }

  GuardConfig.Origins originsOf(List<GuardConfig.Origin> addresses) {
    return new GuardConfig.Origins(
        addresses,
        preserveHost,
        connectTimeout,
        firstByteTimeout,
        originIdle,
        Duration.ofSeconds(60),
        maxOriginConnections,
        Math.min(32, maxOriginConnections),
        failureThreshold,
        downTime,
        trustFile,
        true,
        Optional.empty());
  }

  GuardConfig.Site site(
      String name,
      List<String> hosts,
      boolean byDefault,
      List<GuardConfig.Certificate> certificates) {
    return new GuardConfig.Site(
        name,
        hosts,
        byDefault,
        originsOf(List.copyOf(origins)),
        certificates,
        false,
        maxRequestBody,
        false,
        snapshot);
  }

  GuardConfig config() {
    return new GuardConfig(
        listeners.isEmpty()
            ? List.of(new GuardConfig.Listener(ANY_PORT, false, false, false))
            : List.copyOf(listeners),
        sites.isEmpty() ? List.of(site("default", List.of(), true, List.of())) : sites,
        new GuardConfig.Clients(trusted, clientHeader),
        new GuardConfig.HttpLimits(
            8192,
            40,
            2000,
            headDeadline,
            idleTimeout,
            keepAlive,
            bodyGrace,
            minBodyRate,
            minReadRate,
            maxRequestTime,
            maxRequestsPerConnection,
            underscores,
            tunnelIdle,
            64 << 10),
        http2.apply(
            new GuardConfig.Http2Limits(
                100, 8192, 256 << 10, 16 << 10, 20, 1, 8, 10, 0.1, 20, 1, 20, 2)),
        new GuardConfig.Connections(4000, 16, perPrefix, 0, OPEN, OPEN, Duration.ofSeconds(5)),
        new GuardConfig.Budgets(
            prefixRequestsPerSecond,
            prefixRequestBurst,
            OPEN,
            OPEN,
            OPEN,
            OPEN,
            OPEN,
            OPEN,
            1,
            1 << 10),
        new GuardConfig.Admission(
            concurrency,
            maxConcurrency,
            queueSize,
            queueDeadline,
            Duration.ofDays(7),
            1 << 10,
            Duration.ofDays(7)),
        new GuardConfig.Access(PrefixSet.empty(), deny),
        new GuardConfig.AccessLog(accessLog, Optional.empty(), 1 << 16, Duration.ofMillis(100)),
        detection,
        copies,
        new GuardConfig.Admin(admin, List.of(), Optional.empty()),
        new GuardConfig.Runtime(
            "auto", eventLoops, drainDeadline, Optional.empty(), Optional.empty()),
        observeOnly);
  }

  /// With the copy that the store keeps.
  RunningGuard start(SnapshotStore store) throws Exception {
    snapshot = Optional.of(Path.of("copy"));
    return RunningGuard.start(config(), (site, folder) -> store);
  }

  RunningGuard start() throws Exception {
    return RunningGuard.start(config());
  }
}

package org.gabion.guard;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gabion.core.request.HeadLimits;
import org.gabion.core.request.KnownHeader;
import org.gabion.core.request.PrefixSet;

/// Everything the operator can choose for the guard, validated; immutable. Read from `gabion.yaml`
/// by [GuardSettings].
///
/// Units are in the types; sizes are bytes. Every value has a default that suits a small site
/// ([GuardSettings] holds them).
public record GuardConfig(
    List<Listener> listeners,
    List<Site> sites,
    Clients clients,
    HttpLimits http,
    Http2Limits http2,
    Connections connections,
    Budgets budgets,
    Admission admission,
    Access access,
    AccessLog accessLog,
    Detection detection,
    Copies copies,
    Admin admin,
    Runtime runtime,
    boolean observeOnly) {

  /// One address that readers connect to.
  ///
  /// @param tls TLS with ALPN `h2`, `http/1.1`
  /// @param h2c HTTP/2 by prior knowledge in clear text is accepted too
  /// @param proxyProtocol a PROXY protocol v1 or v2 header is required from trusted sources, and
  ///   refused from others
  public record Listener(
      InetSocketAddress address, boolean tls, boolean h2c, boolean proxyProtocol) {}

  /// One web site: which names it has, and where it comes from.
  ///
  /// @param hosts lower-case names, without port; `*.example.org` matches one or more labels;
  ///   empty: any Host
  /// @param byDefault answers Hosts that no other site names; with no such site they get 421
  /// @param certificates chain and key in PEM; none on a site without TLS
  /// @param snapshot folder with a signed copy of the site
  public record Site(
      String name,
      List<String> hosts,
      boolean byDefault,
      Origins origins,
      List<Certificate> certificates,
      boolean redirectToHttps,
      long maxRequestBody,
      boolean observeOnly,
      Optional<Path> snapshot) {}

  public record Certificate(Path chain, Path key) {}

  /// The web servers behind a site.
  ///
  /// @param preserveHost the visitor's Host reaches the origin; else the origin's own authority
  ///   does
  /// @param maxConnections per origin, over all event loops
  /// @param failureThreshold failed connects or broken answers in a row that mark an origin down
  /// @param downTime for how long a failed origin is left alone, when another is up
  public record Origins(
      List<Origin> addresses,
      boolean preserveHost,
      Duration connectTimeout,
      Duration firstByteTimeout,
      Duration idleTimeout,
      Duration keepAlive,
      int maxConnections,
      int maxIdle,
      int failureThreshold,
      Duration downTime,
      Optional<Path> trustedCertificates,
      boolean verify,
      Optional<HealthCheck> healthCheck) {}

  /// Where one origin listens.
  public sealed interface Origin {
    /// The Host that the origin gets when the visitor's is not preserved.
    String authority();

    /// A host and port; https when `tls`.
    record Tcp(String host, int port, boolean tls) implements Origin {
      @Override
      public String authority() {
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? shown : shown + ":" + port;
      }
    }

    /// A Unix domain socket.
    record Unix(Path path) implements Origin {
      @Override
      public String authority() {
        return "localhost";
      }
    }
  }

  /// An active check: `GET path` each `interval`; a status below 400 within `timeout` is healthy.
  public record HealthCheck(
      String path, Duration interval, Duration timeout, int healthyAfter, int unhealthyAfter) {}

  /// How the client's address is found.
  ///
  /// @param trustedProxies peers whose PROXY header and X-Forwarded-For are believed; loopback is
  ///   not among them by default
  /// @param header the one they write: X-Forwarded-For or Forwarded
  public record Clients(PrefixSet trustedProxies, KnownHeader header) {}

  /// Limits of HTTP/1.1 and of both versions' heads and bodies. Rates are bytes per second.
  ///
  /// @param headDeadline for the whole request head, not per read
  /// @param minBodyRate a request body slower than this, after `bodyGrace`, is closed with 408
  /// @param tunnelIdle a WebSocket without a byte either way for this long is closed
  /// @param underscores what happens to a field with an underscore in its name
  /// @param minReadRate a reader that takes the answer slower than this, after `bodyGrace`, is
  ///   closed
  public record HttpLimits(
      int maxHeadBytes,
      int maxHeaders,
      int maxTargetBytes,
      Duration headDeadline,
      Duration idleTimeout,
      Duration keepAlive,
      Duration bodyGrace,
      long minBodyRate,
      long minReadRate,
      Duration maxRequestTime,
      int maxRequestsPerConnection,
      HeadLimits.Underscores underscores,
      Duration tunnelIdle,
      int writeHighWaterMark) {}

  /// Limits of HTTP/2. Ratios are events per completed request, above a free allowance per
  /// connection.
  ///
  /// @param initialWindowBytes of a stream, once the origin takes its payload; the protocol's
  ///   65,535 bytes before that
  public record Http2Limits(
      int maxConcurrentStreams,
      int maxHeaderListBytes,
      int initialWindowBytes,
      int maxFrameBytes,
      int freeResets,
      double resetsPerRequest,
      int maxContinuations,
      int freeSettings,
      double settingsPerRequest,
      int freePings,
      double pingsPerRequest,
      int freeEmptyFrames,
      double emptyFramesPerRequest) {}

  /// Connections from readers. A limit of 0 switches it off.
  ///
  /// @param reserve file descriptors kept back for known prefixes and the admin port
  public record Connections(
      int max,
      int reserve,
      int perPrefix,
      int perNetwork,
      double newPerSecond,
      double newBurst,
      Duration tlsHandshakeTimeout) {}

  /// Budgets per client prefix: /32 and IPv6 /64 (`prefix`), /24 and /48 (`network`). Costs are
  /// origin milliseconds.
  ///
  /// @param routeShare share of the origin's time that one route template may take while the guard
  ///   is under load
  /// @param slots entries of each fixed table
  public record Budgets(
      double prefixRequestsPerSecond,
      double prefixRequestBurst,
      double networkRequestsPerSecond,
      double networkRequestBurst,
      double prefixCostPerSecond,
      double prefixCostBurst,
      double networkCostPerSecond,
      double networkCostBurst,
      double routeShare,
      int slots) {}

  /// Admission to the origin.
  public record Admission(
      int initialConcurrency,
      int maxConcurrency,
      int queueSize,
      Duration queueDeadline,
      Duration ticketLifetime,
      int historyPrefixes,
      Duration historyRotation) {}

  /// The operator's own lists; both may be read from files too, and reloaded.
  public record Access(PrefixSet allow, PrefixSet deny) {}

  /// Where access lines go. With no path there is no log; `-` is standard output.
  public record AccessLog(
      Optional<Path> json, Optional<Path> combined, int queueBytes, Duration flushInterval) {}

  /// Finding out what happens to the sites.
  ///
  /// @param memory bytes that windows and baseline may hold
  /// @param seedRotation after which the hashes get another secret
  public record Detection(boolean enabled, long memory, Duration seedRotation) {}

  /// Reading the copies of sites.
  ///
  /// @param memory bytes of copied pages that answers under way may hold together
  /// @param reads from the disk at once
  public record Copies(long memory, int reads) {}

  /// The operator's port. A token is required when it is not on loopback.
  public record Admin(
      Optional<InetSocketAddress> address, List<String> hosts, Optional<Secret> token) {}

  /// @param transport `auto`, `io_uring`, `epoll` or `nio`
  /// @param eventLoops 0: one per core
  /// @param stateDirectory where history, ticket keys and the log seed survive a restart, mode 0700
  public record Runtime(
      String transport,
      int eventLoops,
      Duration drainDeadline,
      Optional<Path> stateDirectory,
      Optional<Path> journal) {}

  /// A value that must not be printed.
  public record Secret(String value) {
    @Override
    public String toString() {
      return "***";
    }
  }
}

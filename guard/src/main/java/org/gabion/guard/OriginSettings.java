package org.gabion.guard;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gabion.core.config.Item;
import org.gabion.core.config.Section;
import org.gabion.guard.GuardConfig.HealthCheck;
import org.gabion.guard.GuardConfig.Listener;
import org.gabion.guard.GuardConfig.Origin;
import org.gabion.guard.GuardConfig.Origins;
import org.gabion.guard.tls.PemKeyPair;

/// Reads the web servers behind one site: `origin:` or `origins:`, and `origin-options:`.
final class OriginSettings {
  private static final String HINT =
      "write it as http://127.0.0.1:8081, https://origin.example.org or unix:/run/app.sock";
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  private final Section site;
  private final Path folder;
  private final List<Listener> listeners;

  OriginSettings(Section site, Path folder, List<Listener> listeners) {
    this.site = site;
    this.folder = folder;
    this.listeners = listeners;
  }

  Origins read() {
    List<Origin> addresses = addresses();
    Section options = site.section("origin-options");
    boolean preserveHost =
        options.flag(
            "preserve-host",
            true,
            "Give the origin the visitor's Host; else the host of the origin's own address.");
    Duration connect =
        options.duration(
            "connect-timeout",
            Duration.ofSeconds(2),
            Duration.ofMillis(10),
            Duration.ofMinutes(1),
            "How long a connection to the origin may take to stand.");
    Duration firstByte =
        options.duration(
            "first-byte-timeout",
            Duration.ofMinutes(1),
            Duration.ofMillis(100),
            HOUR,
            "How long the origin may think before its answer begins.");
    Duration idle =
        options.duration(
            "idle-timeout",
            Duration.ofMinutes(1),
            SECOND,
            Duration.ofDays(1),
            "How long the origin may pause within an answer; server-sent events need a longer one"
                + " or a heartbeat.");
    Duration keepAlive =
        options.duration(
            "keep-alive",
            Duration.ofSeconds(4),
            Duration.ZERO,
            HOUR,
            "How long an unused connection is kept; just under the 5s of common servers, which else"
                + " close it first.");
    int maxConnections =
        options.integer(
            "max-connections",
            256,
            1,
            65_535,
            "Most connections to one origin; busy and unused together.");
    int maxIdle =
        options.integer("max-idle", 64, 0, 65_535, "Most unused connections kept to one origin.");
    int failures =
        options.integer(
            "failure-threshold",
            3,
            1,
            1000,
            "Failures in a row after which an origin is left alone for down-time.");
    Duration downTime =
        options.duration(
            "down-time",
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            HOUR,
            "How long a failed origin is left alone, while another is up.");
    Optional<Path> trusted = trusted(options);
    boolean verify =
        options.flag(
            "verify",
            true,
            "Check certificate and name of an https origin; without it anybody could pose as it.");
    Optional<HealthCheck> check = healthCheck(options.section("health-check"));
    if (maxIdle > maxConnections) {
      options.problem("max-idle", "is more than max-connections", "lower one or raise the other");
    }
    options.end();
    return new Origins(
        addresses,
        preserveHost,
        connect,
        firstByte,
        idle,
        keepAlive,
        maxConnections,
        maxIdle,
        failures,
        downTime,
        trusted,
        verify,
        check);
  }

  private List<Origin> addresses() {
    List<Item> items = new ArrayList<>();
    items.addAll(
        site.items(
            "origin",
            "URL",
            List.of(),
            "The web server to protect: http://, https:// or unix:/path, without a path."));
    items.addAll(
        site.items(
            "origins",
            "URL",
            List.of(),
            "Several web servers with the same content, instead of origin."));
    List<Origin> origins = new ArrayList<>();
    for (Item item : items) {
      parse(item)
          .ifPresent(
              origin -> {
                if (origins.contains(origin)) {
                  item.problem("'" + item.text() + "' is listed twice", "remove one of the two");
                } else if (isOurselves(origin)) {
                  item.problem(
                      "'" + item.text() + "' is the guard's own address",
                      "name the web server behind it");
                }
                origins.add(origin);
              });
    }
    if (items.isEmpty() && !site.has("origin") && !site.has("origins")) {
      site.problem("origin", "is missing", HINT);
    }
    return List.copyOf(origins);
  }

  /// A request would come back to us for ever.
  private boolean isOurselves(Origin origin) {
    return switch (origin) {
      case Origin.Unix _ -> false;
      case Origin.Tcp tcp ->
          Address.parse(Address.join(tcp.host(), tcp.port()))
              .filter(
                  address ->
                      listeners.stream().anyMatch(listener -> reaches(listener.address(), address)))
              .isPresent();
    };
  }

  private static boolean reaches(InetSocketAddress listener, InetSocketAddress origin) {
    boolean everywhere =
        listener.getAddress().isAnyLocalAddress() && origin.getAddress().isLoopbackAddress();
    return listener.getPort() == origin.getPort()
        && (everywhere || listener.getAddress().equals(origin.getAddress()));
  }

  private static Optional<Origin> parse(Item item) {
    String url = item.text();
    if (url.startsWith("unix:")) {
      Path path = Path.of(url.substring(5));
      if (!path.isAbsolute()) {
        item.problem("'" + url + "' has no absolute path", HINT);
        return Optional.empty();
      }
      return Optional.of(new Origin.Unix(path));
    }
    boolean tls = url.regionMatches(true, 0, "https://", 0, 8);
    if (!tls && !url.regionMatches(true, 0, "http://", 0, 7)) {
      item.problem("'" + url + "' has no scheme that the guard speaks", HINT);
      return Optional.empty();
    }
    return authority(item, url.substring(tls ? 8 : 7), tls);
  }

  private static Optional<Origin> authority(Item item, String afterScheme, boolean tls) {
    String authority =
        afterScheme.endsWith("/")
            ? afterScheme.substring(0, afterScheme.length() - 1)
            : afterScheme;
    if (authority.indexOf('@') >= 0) {
      // What stands before the @ may be a password: the text is not repeated.
      item.problem(
          "has a user name in its URL",
          "remove what stands before the @; readers log in by themselves");
      return Optional.empty();
    }
    if (authority.chars().anyMatch(c -> c == '/' || c == '?' || c == '#')) {
      item.problem(
          "'" + item.text() + "' has a path",
          "the visitor's path is passed on as it is: write the server alone");
      return Optional.empty();
    }
    int colon = authority.lastIndexOf(':');
    boolean ported = colon > authority.lastIndexOf(']');
    String host = (ported ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    Optional<Integer> port =
        ported
            ? Address.port(authority.substring(colon + 1)).filter(n -> n > 0)
            : Optional.of(tls ? 443 : 80);
    Optional<String> name = Address.host(host);
    if (name.isEmpty() || port.isEmpty()) {
      item.problem("'" + item.text() + "' has no valid host and port", HINT);
      return Optional.empty();
    }
    return Optional.of(new Origin.Tcp(name.get(), port.get(), tls));
  }

  private Optional<Path> trusted(Section options) {
    Optional<Path> file =
        options
            .file(
                "trusted-certificates",
                "File with the certificates (PEM) that https origins are checked against; else the"
                    + " usual ones.")
            .map(folder::resolve);
    file.flatMap(PemKeyPair::faultOfTrusted)
        .ifPresent(
            fault ->
                options.problem(
                    "trusted-certificates", fault.file() + " " + fault.what(), fault.hint()));
    return file;
  }

  private static Optional<HealthCheck> healthCheck(Section section) {
    Optional<String> path =
        section.text("path", "What is fetched to see whether an origin is well; no path: nothing.");
    Duration interval =
        section.duration(
            "interval", Duration.ofSeconds(5), SECOND, HOUR, "Time from one check to the next.");
    Duration timeout =
        section.duration(
            "timeout",
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            "How long a check may take.");
    int healthyAfter =
        section.integer(
            "healthy-after", 2, 1, 100, "Good checks in a row that bring an origin back.");
    int unhealthyAfter =
        section.integer(
            "unhealthy-after", 3, 1, 100, "Bad checks in a row that take an origin out.");
    if (path.isPresent() && !path.get().startsWith("/")) {
      section.problem("path", "does not begin with /", "write it as /health");
    }
    section.end();
    return path.map(text -> new HealthCheck(text, interval, timeout, healthyAfter, unhealthyAfter));
  }
}

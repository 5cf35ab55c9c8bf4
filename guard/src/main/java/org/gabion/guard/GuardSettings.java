package org.gabion.guard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gabion.core.config.Item;
import org.gabion.core.config.Section;
import org.gabion.core.request.KnownHeader;

/// Reads the `guard:` section of `gabion.yaml`: every key of [GuardConfig] with its default and its
/// sentence, and what must be true of several of them together. Reads the files that the section
/// names (lists, certificates, a token).
///
/// The configuration that comes back is to be used only if no problem was found.
public final class GuardSettings {
  private static final InetSocketAddress DEFAULT_LISTEN = new InetSocketAddress("0.0.0.0", 8080);
  private static final int MIN_TOKEN_LENGTH = 16;

  /// Headers that list the addresses of a request's way.
  private enum ForwardingHeader {
    X_FORWARDED_FOR,
    FORWARDED
  }

  private enum TransportName {
    AUTO,
    IO_URING,
    EPOLL,
    NIO
  }

  private final Section guard;
  private final Path folder;

  private GuardSettings(Section guard, Path folder) {
    this.guard = guard;
    this.folder = folder;
  }

  /// @param root the whole file
  /// @param folder that relative paths start from: the one of the file
  public static GuardConfig read(Section root, Path folder) {
    return new GuardSettings(root.section("guard"), folder).read();
  }

  private GuardConfig read() {
    List<GuardConfig.Listener> listeners = listeners();
    List<GuardConfig.Site> sites = new SiteSettings(guard, folder, listeners).read();
    boolean observeOnly =
        guard.flag(
            "observe-only",
            false,
            "Decide and log, but refuse nobody: for the first days, to see what would be turned"
                + " away.");
    GuardConfig.Clients clients = clients(guard.section("clients"), listeners);
    GuardConfig.HttpLimits http = LimitSettings.http(guard.section("http"));
    GuardConfig.Http2Limits http2 = LimitSettings.http2(guard.section("http2"));
    GuardConfig.Connections connections = LimitSettings.connections(guard.section("connections"));
    GuardConfig.Budgets budgets = LimitSettings.budgets(guard.section("budgets"));
    GuardConfig.Admission admission = LimitSettings.admission(guard.section("admission"));
    GuardConfig.Access access = access(guard.section("access"));
    GuardConfig.AccessLog accessLog = accessLog(guard.section("access-log"));
    GuardConfig.Detection detection = LimitSettings.detection(guard.section("detection"));
    GuardConfig.Copies copies = LimitSettings.copies(guard.section("copies"));
    GuardConfig.Admin admin = admin(guard.section("admin"), listeners);
    GuardConfig.Runtime runtime = runtime(guard.section("runtime"));
    guard.end();
    return new GuardConfig(
        listeners,
        sites,
        clients,
        http,
        http2,
        connections,
        budgets,
        admission,
        access,
        accessLog,
        detection,
        copies,
        admin,
        runtime,
        observeOnly);
  }

  private List<GuardConfig.Listener> listeners() {
    List<GuardConfig.Listener> listeners = new ArrayList<>();
    Set<InetSocketAddress> taken = new HashSet<>();
    for (Section section :
        guard.sections(
            "listen",
            "address",
            "[" + Address.format(DEFAULT_LISTEN) + "]",
            "Where readers connect: HOST:PORT, or a mapping with address and options.")) {
      Address.read(
              section,
              "address",
              "Address and port that readers connect to; 0.0.0.0 is every IPv4 address.")
          .ifPresentOrElse(
              address -> {
                if (!taken.add(address)) {
                  section.problem("address", "is listened on twice", "remove one of the two");
                }
                listeners.add(listener(section, address));
              },
              () -> listener(section, DEFAULT_LISTEN));
    }
    return guard.has("listen")
        ? List.copyOf(listeners)
        : List.of(new GuardConfig.Listener(DEFAULT_LISTEN, false, false, false));
  }

  private static GuardConfig.Listener listener(Section section, InetSocketAddress address) {
    boolean tls =
        section.flag(
            "tls", false, "Speak TLS here, with HTTP/2 and HTTP/1.1; the sites need certificates.");
    boolean h2c =
        section.flag(
            "h2c",
            false,
            "Also take HTTP/2 without TLS by prior knowledge, from a proxy in front that speaks"
                + " it.");
    boolean proxyProtocol =
        section.flag(
            "proxy-protocol",
            false,
            "Want a PROXY protocol header (version 1 or 2) from a trusted proxy; everybody else is"
                + " closed.");
    if (tls && h2c) {
      section.problem(
          "h2c", "does not go with tls", "remove it: with TLS, HTTP/2 is offered anyway");
    }
    section.end();
    return new GuardConfig.Listener(address, tls, h2c, proxyProtocol);
  }

  private GuardConfig.Clients clients(Section section, List<GuardConfig.Listener> listeners) {
    PrefixLists lists = new PrefixLists(section, folder);
    PrefixLists.Found trusted =
        lists.read(
            "trusted-proxies",
            "Address blocks of your own proxies, balancers or CDN, whose word about the client's"
                + " address is believed; loopback is not among them unless you write it.");
    if (trusted.everybody()) {
      section.problem(
          "trusted-proxies",
          "trusts everybody, so that any visitor could take any address",
          "list the blocks of your own proxies only");
    }
    ForwardingHeader header =
        section.choice(
            "header",
            ForwardingHeader.X_FORWARDED_FOR,
            "The header in which trusted proxies list the addresses.");
    section.end();
    if (trusted.set().isEmpty()
        && listeners.stream().anyMatch(GuardConfig.Listener::proxyProtocol)) {
      section.problem(
          "trusted-proxies",
          "is empty, but a listener wants the PROXY protocol, so that nobody could connect",
          "list the address of the balancer");
    }
    return new GuardConfig.Clients(
        trusted.set(),
        switch (header) {
          case X_FORWARDED_FOR -> KnownHeader.X_FORWARDED_FOR;
          case FORWARDED -> KnownHeader.FORWARDED;
        });
  }

  private GuardConfig.Access access(Section section) {
    PrefixLists lists = new PrefixLists(section, folder);
    PrefixLists.Found allow =
        lists.read(
            "allow",
            "Address blocks that are never refused or made to wait: your office, your monitoring.");
    PrefixLists.Found deny = lists.read("deny", "Address blocks that are always refused.");
    if (deny.everybody()) {
      section.problem("deny", "refuses everybody", "list only the blocks that must not come");
    }
    section.end();
    return new GuardConfig.Access(allow.set(), deny.set());
  }

  private GuardConfig.AccessLog accessLog(Section section) {
    Optional<Path> json =
        path(
            section,
            "json",
            "File for one JSON line per request; '-' is standard output. No path: no such log.");
    Optional<Path> combined =
        path(section, "combined", "File for lines in the combined format, as other tools read it.");
    long queue =
        section.size(
            "queue",
            8 << 20,
            64 << 10,
            1 << 30,
            "Memory for lines that wait for the disk; what does not fit is counted and dropped.");
    Duration flush =
        section.duration(
            "flush-interval",
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            Duration.ofMinutes(1),
            "How long a line may wait before it is written.");
    if (json.isPresent() && json.equals(combined)) {
      section.problem("combined", "is the same file as json", "give each log its own file");
    }
    section.end();
    return new GuardConfig.AccessLog(json, combined, (int) queue, flush);
  }

  private GuardConfig.Admin admin(Section section, List<GuardConfig.Listener> listeners) {
    boolean enabled = section.flag("enabled", true, "Whether there is an admin port.");
    InetSocketAddress address =
        Address.read(
                section,
                "address",
                "127.0.0.1:9080",
                "Address and port for status, metrics and reload; off loopback a token is"
                    + " required.")
            .orElseGet(() -> new InetSocketAddress("127.0.0.1", 9080));
    List<String> hosts =
        section
            .items(
                "hosts",
                "host name",
                List.of(),
                "Names besides localhost and the address itself that a request may carry as Host.")
            .stream()
            .map(Item::text)
            .toList();
    Optional<String> token = token(section);
    boolean loopback = address.getAddress().isLoopbackAddress();
    if (enabled && !loopback && token.isEmpty()) {
      section.problem(
          "address",
          "is not on loopback, and there is no token",
          "set token-file, or listen on 127.0.0.1 or [::1]");
    }
    if (enabled && listeners.stream().anyMatch(listener -> listener.address().equals(address))) {
      section.problem(
          "address", "is listened on for readers too", "give the admin port a port of its own");
    }
    section.end();
    return new GuardConfig.Admin(
        enabled ? Optional.of(address) : Optional.empty(),
        hosts,
        token.map(GuardConfig.Secret::new));
  }

  private Optional<String> token(Section section) {
    Optional<String> inline =
        section.secret(
            "token",
            "What a request must carry as 'Authorization: Bearer ...'; token-file is better kept.");
    Optional<Path> file =
        path(
            section,
            "token-file",
            "File whose first line is the token; readable by the guard alone.");
    if (inline.isPresent() && file.isPresent()) {
      section.problem("token", "is given twice, here and by token-file", "remove one of the two");
    }
    Optional<String> token = file.isPresent() ? firstLine(section, file.get()) : inline;
    if (token.isPresent() && token.get().length() < MIN_TOKEN_LENGTH) {
      section.problem(
          file.isPresent() ? "token-file" : "token",
          "holds fewer than " + MIN_TOKEN_LENGTH + " characters",
          "make one with: openssl rand -hex 24");
    }
    return token;
  }

  private static Optional<String> firstLine(Section section, Path file) {
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      Optional<String> line = lines.findFirst().map(String::strip).filter(text -> !text.isEmpty());
      if (line.isEmpty()) {
        section.problem("token-file", "is empty: " + file, "write the token into its first line");
      }
      return line;
    } catch (IOException | java.io.UncheckedIOException e) {
      section.problem(
          "token-file", "can not be read: " + file, "check the path and who may read it");
      return Optional.empty();
    }
  }

  private GuardConfig.Runtime runtime(Section section) {
    TransportName transport =
        section.choice(
            "transport",
            TransportName.AUTO,
            "How sockets are driven; auto takes the fastest that works.");
    int eventLoops =
        section.integer(
            "event-loops", 0, 0, 256, "Threads that serve connections; 0 is one for each core.");
    Duration drain =
        section.duration(
            "drain-deadline",
            Duration.ofSeconds(30),
            Duration.ZERO,
            Duration.ofHours(1),
            "How long requests that run may go on after the guard was told to stop.");
    Optional<Path> state =
        path(
            section,
            "state-directory",
            "Folder where known visitors' keyed hashes survive a restart, mode 0700. No path: they"
                + " do not.");
    Optional<Path> journal =
        path(
            section,
            "journal",
            "File for events as JSON lines. No path: standard error, in words.");
    section.end();
    return new GuardConfig.Runtime(
        switch (transport) {
          case AUTO -> "auto";
          case IO_URING -> "io_uring";
          case EPOLL -> "epoll";
          case NIO -> "nio";
        },
        eventLoops,
        drain,
        state,
        journal);
  }

  private Optional<Path> path(Section section, String key, String doc) {
    return section
        .file(key, doc)
        .map(text -> text.equals("-") ? Path.of(text) : folder.resolve(text));
  }
}

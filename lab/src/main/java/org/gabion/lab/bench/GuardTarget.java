package org.gabion.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.load.OutsideProgram;
import org.gabion.lab.load.PinnedProcess;

/// The guard as an operator runs it, from the checkout: one event loop, the whole gate on, the JSON
/// access log.
///
/// @param program the launcher
/// @param transport how its sockets are driven: `auto`, `io-uring`, `epoll`, `nio`
/// @param detection whether it records windows for the detector, as it does by default
record GuardTarget(Path program, String transport, boolean detection) implements Target {
  /// The launcher of the checkout that this class was built in.
  static GuardTarget ofCheckout(String transport, boolean detection) throws IOException {
    Path code =
        Path.of(GuardTarget.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    for (Path folder = code; folder != null; folder = folder.getParent()) {
      Path program = folder.resolve("gabion");
      if (Files.isExecutable(program) && Files.exists(folder.resolve("pom.xml"))) {
        return new GuardTarget(program, transport, detection);
      }
    }
    throw new IOException("no checkout with ./gabion around " + code);
  }

  @Override
  public String name() {
    return detection ? "guard" : "guard-blind";
  }

  @Override
  public Running start(Setting setting) throws IOException, OutsideProgram.Missing {
    Path configuration = setting.folder().resolve("gabion.yaml");
    Path log = setting.folder().resolve("access.json");
    Files.writeString(configuration, configuration(setting, log));
    PinnedProcess process =
        PinnedProcess.start(
            new PinnedProcess.Launch(
                List.of(program.toString(), "guard", "--config", configuration.toString()),
                setting.core(),
                setting.folder(),
                setting.folder().resolve("output.txt"),
                Map.of("GABION_JAVA_HOME", System.getProperty("java.home"))));
    return new Running(name(), setting, process, new LogFile(log), Optional.empty());
  }

  /// Everything is on and at its default, but for what one address must be allowed when it stands
  /// for all readers: its budgets, the requests of one connection and, as there is a single page, a
  /// route's share of the origin.
  private String configuration(Setting setting, Path log) throws IOException {
    boolean deny = setting.scenario() == Scenario.DENY;
    return """
    guard:
      listen:
        - address: "127.0.0.1:%d"
          tls: %s
      origin: "http://127.0.0.1:%d"
    %s
      http:
        max-requests-per-connection: 10000000
      connections:
        per-prefix: 5000
        per-network: 5000
        new-per-second: 1000000
        new-burst: 10000000
      budgets:
    %s
        prefix-cost: 1000000
        prefix-cost-burst: 100000000
        network-cost: 1000000
        network-cost-burst: 100000000
        route-share: 1
      access-log:
        json: "%s"
      detection:
        enabled: %s
      admin:
        address: "127.0.0.1:%d"
      runtime:
        event-loops: 1
        transport: %s
    """
        .formatted(
            setting.address().getPort(),
            setting.scenario().overTls(),
            setting.origin().getPort(),
            setting.scenario().overTls() ? certificates(setting.certificate()) : "",
            deny ? requests("0.1", "1") : requests("1000000", "10000000"),
            log,
            detection,
            LoopbackSockets.freePort(),
            transport);
  }

  private static String certificates(ServerCertificate certificate) {
    return "  certificates:\n    - chain: \"%s\"\n      key: \"%s\""
        .formatted(certificate.chain(), certificate.key());
  }

  private static String requests(String perSecond, String burst) {
    return """
        prefix-requests: %1$s
        prefix-request-burst: %2$s
        network-requests: %1$s
        network-request-burst: %2$s
    """
        .formatted(perSecond, burst)
        .stripTrailing();
  }
}

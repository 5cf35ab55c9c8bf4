package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.gabion.core.config.Problem;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.guard.ConfigSource;
import org.gabion.guard.Guard;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.log.JournalFile;
import org.gabion.guard.wire.Edge;
import org.gabion.guard.wire.Transport;
import org.gabion.mirror.copy.FolderSnapshot;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gabion guard`: runs until a signal. TERM and INT drain, a second one ends at once; HUP reloads;
/// USR1 reopens logs.
@Command(
    name = "guard",
    description = "Stands as a reverse proxy in front of a site and turns bogus visits away.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Signals: TERM or INT finishes what runs and stops; HUP reads the file again; USR1 opens logs"
          + " anew.",
      "Exit codes: 0 stopped, 1 failed, 2 wrong usage, 69 address in use, 77 port not allowed, 78"
          + " wrong configuration."
    })
final class GuardCommand implements Callable<Integer> {
  @Option(
      names = "--origin",
      paramLabel = "URL",
      description = "The web server to protect, as http://127.0.0.1:8081. Key: guard.origin")
  private List<String> origins = new ArrayList<>();

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      description =
          "Where readers connect; 0.0.0.0:8080 if not given. May be repeated. Key: guard.listen")
  private List<String> listen = new ArrayList<>();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A configuration file; what the command line says goes before it.")
  private @Nullable Path file;

  @Option(
      names = "--observe-only",
      description = "Decide and log, but refuse nobody. Key: guard.observe-only")
  private boolean observeOnly;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  GuardCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (file == null && origins.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "Name the web server to protect: --origin http://127.0.0.1:8081, or --config FILE.");
    }
    PrintWriter err = spec.commandLine().getErr();
    Configuration.Source source = new Configuration.Source(Optional.ofNullable(file), overrides());
    Configuration read = Configuration.read(source);
    if (!read.problems().isEmpty()) {
      ConfigCommand.tell(read.problems(), err);
      return ExitCode.CONFIG;
    }
    List<InetSocketAddress> addresses = addresses(read.guard());
    Optional<ListenFault> fault = ListenFault.find(addresses);
    if (fault.isPresent()) {
      return failed(err, fault.get());
    }
    try {
      return assemble(read.guard(), source, err);
    } catch (IllegalArgumentException | IOException | Edge.ListenFailed e) {
      // Somebody may have taken an address since we looked.
      return failed(
          err,
          ListenFault.find(addresses)
              .orElseGet(() -> new ListenFault(String.valueOf(e.getMessage()), ExitCode.FAILED)));
    }
  }

  /// Everything a running guard is made of, from top to bottom.
  private static int assemble(GuardConfig config, Configuration.Source source, PrintWriter err)
      throws IOException, Edge.ListenFailed, InterruptedException {
    InstantSource clock = InstantSource.system();
    String version = Version.number();
    Transport.of(config.runtime().transport());
    JournalFile journal = new JournalFile(config.runtime().journal(), System.err, clock);
    try {
      Guard guard =
          Guard.start(
              config,
              new Guard.Surroundings(
                  version,
                  journal,
                  clock,
                  () -> readAgain(source),
                  source.file(),
                  GuardCommand::openCopy));
      CountDownLatch stop = new CountDownLatch(1);
      for (String signal : List.of("TERM", "INT")) {
        Signals.handle(signal, () -> stopOrHalt(stop));
      }
      Signals.handle("HUP", guard::reload);
      Signals.handle("USR1", () -> reopenLogs(guard, journal));
      err.println(StartLine.of(version, config, guard.addresses(), guard.adminAddress()));
      err.flush();
      stop.await();
      guard.drain();
      return ExitCode.DONE;
    } finally {
      journal.close();
    }
  }

  private static SnapshotStore openCopy(String site, Path folder) throws IOException {
    try {
      // Looks for new editions until the process ends.
      return FolderSnapshot.open(folder);
    } catch (IOException e) {
      throw new IOException("site " + site + ": " + e.getMessage(), e);
    }
  }

  private static void reopenLogs(Guard guard, JournalFile journal) {
    guard.reopenLogs();
    journal.reopen();
  }

  private static void stopOrHalt(CountDownLatch stop) {
    if (stop.getCount() == 0) {
      // Asked twice: the operator does not want to wait for the drain.
      Runtime.getRuntime().halt(ExitCode.FAILED);
    }
    stop.countDown();
  }

  private static ConfigSource.Loaded readAgain(Configuration.Source source) {
    Configuration read = Configuration.read(source);
    return read.problems().isEmpty()
        ? new ConfigSource.Loaded.Fresh(read.guard())
        : new ConfigSource.Loaded.Refused(read.problems().stream().map(Problem::toString).toList());
  }

  private Map<String, List<String>> overrides() {
    Map<String, List<String>> overrides = new HashMap<>();
    if (!origins.isEmpty()) {
      overrides.put("origin", List.copyOf(origins));
    }
    if (!listen.isEmpty()) {
      overrides.put("listen", List.copyOf(listen));
    }
    if (observeOnly) {
      overrides.put("observe-only", List.of("true"));
    }
    return overrides;
  }

  private static List<InetSocketAddress> addresses(GuardConfig config) {
    List<InetSocketAddress> all = new ArrayList<>();
    config.listeners().forEach(listener -> all.add(listener.address()));
    config.admin().address().ifPresent(all::add);
    return all;
  }

  private static int failed(PrintWriter err, ListenFault fault) {
    err.println("gabion: " + fault.message());
    err.flush();
    return fault.exitCode();
  }
}

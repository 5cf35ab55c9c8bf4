package org.gabion.lab.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.gabion.lab.load.OutsideProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lab/lab bench`: the guard beside nginx and HAProxy in one run, on loopback.
@Command(
    name = "bench",
    description = {
      "Measures the guard beside nginx and HAProxy with equivalent settings, in turns, on"
          + " loopback.",
      "Each target has one core, load and origin have the other; CPU per request is the figure to"
          + " trust."
    },
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
public final class BenchCommand implements Callable<Integer> {
  /// sysexits(3): a service is unavailable, here a program that is not installed.
  private static final int MISSING = 69;

  private static final int BROKEN_RUN = 1;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "SCENARIO", description = "${COMPLETION-CANDIDATES}")
  private Scenario scenario;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "measured intervals per target (${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "8",
      description = "length of an interval (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "30",
      description = "seconds of processor time for the guard before round 1 (${DEFAULT-VALUE})")
  private int warmUp;

  @Option(
      names = "--targets",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "nginx,haproxy,guard",
      description =
          "which of nginx, haproxy, guard (these three), and guard-blind: without detection")
  private List<String> targets;

  @Option(
      names = "--transport",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "the guard's runtime.transport (${DEFAULT-VALUE})")
  private String transport;

  @Option(names = "--json", paramLabel = "FILE", description = "writes rounds and ratios there")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--profile",
      paramLabel = "FOLDER",
      description = "one more interval with the guard under JFR and perf; their files go there")
  private Optional<Path> profile = Optional.empty();

  @Option(names = "--target-core", paramLabel = "N", defaultValue = "0", hidden = true)
  private int targetCore;

  @Option(names = "--load-core", paramLabel = "N", defaultValue = "1", hidden = true)
  private int loadCore;

  @Option(names = "--keep", description = "keeps the folder with configurations and logs")
  private boolean keep;

  /// picocli fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  public BenchCommand() {}

  @Override
  public Integer call() throws InterruptedException, IOException {
    check();
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("gabion-bench-");
    try {
      return run(folder, out);
    } catch (OutsideProgram.Missing e) {
      spec.commandLine().getErr().println(e.getMessage());
      return MISSING;
    } catch (IOException e) {
      spec.commandLine().getErr().println("BROKEN RUN: " + e.getMessage());
      return BROKEN_RUN;
    } finally {
      if (keep) {
        out.println("kept: " + folder);
      } else {
        delete(folder);
      }
      out.flush();
    }
  }

  private int run(Path folder, PrintWriter out)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    List<Target> chosen = chosen();
    for (OutsideProgram program : needed()) {
      program.require();
    }
    Bench.Plan plan =
        new Bench.Plan(
            scenario,
            chosen,
            rounds,
            Duration.ofSeconds(seconds),
            Duration.ofSeconds(warmUp),
            targetCore,
            loadCore);
    Bench.Look look =
        (target, load) -> {
          if (profile.isPresent() && target.name().equals("guard")) {
            new Profile(profile.get(), Duration.ofSeconds(seconds), out).take(target, load);
          }
        };
    try (OwnCore _ = OwnCore.stayOn(loadCore)) {
      Bench.Result result = new Bench(plan, folder, out).run(look);
      out.print(result.report().summary());
      if (json.isPresent()) {
        Files.writeString(json.get(), result.report().json());
      }
      result.faults().forEach(fault -> out.println("BROKEN RUN: " + fault));
      return result.faults().isEmpty() ? 0 : BROKEN_RUN;
    }
  }

  private void check() {
    if (rounds < 1 || rounds > 50 || seconds < 1 || seconds > 120 || warmUp < 0 || warmUp > 120) {
      throw new ParameterException(
          spec.commandLine(), "1 to 50 rounds, 1 to 120 seconds, a warm-up of up to 120 seconds");
    }
    int cores = Runtime.getRuntime().availableProcessors();
    if (targetCore == loadCore || Math.max(targetCore, loadCore) >= cores) {
      throw new ParameterException(
          spec.commandLine(), "a bench needs two different cores; this machine shows " + cores);
    }
  }

  private List<OutsideProgram> needed() {
    List<OutsideProgram> needed = new ArrayList<>();
    needed.add(OutsideProgram.TASKSET);
    needed.add(OutsideProgram.NGINX); // the origin
    switch (scenario) {
      case PROXY, DENY, TLS -> needed.add(OutsideProgram.WRK);
      case HANDSHAKE -> {}
    }
    if (targets.contains("haproxy")) {
      needed.add(OutsideProgram.HAPROXY);
    }
    return needed;
  }

  /// In the order asked for; but for refusals the guard starts first, as the peers' pages are made
  /// as long as its own.
  private List<Target> chosen() throws IOException {
    List<Target> chosen = new ArrayList<>();
    for (String name : targets) {
      chosen.add(
          switch (name) {
            case "nginx" -> new NginxTarget();
            case "haproxy" -> new HaproxyTarget();
            case "guard" -> GuardTarget.ofCheckout(transport, true);
            case "guard-blind" -> GuardTarget.ofCheckout(transport, false);
            default ->
                throw new ParameterException(
                    spec.commandLine(), name + " is none of nginx, haproxy, guard, guard-blind");
          });
    }
    if (scenario == Scenario.DENY) {
      chosen.sort(Comparator.comparing(target -> !(target instanceof GuardTarget)));
    }
    return chosen;
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not remove " + folder, e);
    }
  }
}

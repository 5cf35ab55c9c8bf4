package org.gabion.lab.swarm;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab swarm`.
@Command(
    name = "swarm",
    description = "Spreads editions to many mirrors on loopback, then loses all but one of them.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 all figures are met, 1 one is missed."})
public final class SwarmCommand implements Callable<Integer> {
  private static final long SEED = 1247;

  @Option(
      names = "--mirrors",
      defaultValue = "1247",
      paramLabel = "N",
      description = "How many, ${DEFAULT-VALUE} by default, at most 2000.")
  private int mirrors;

  @Option(
      names = "--size",
      defaultValue = "10MB",
      paramLabel = "SIZE",
      description = "Of the site, ${DEFAULT-VALUE} by default.")
  private String size;

  @Option(
      names = "--store",
      paramLabel = "DIR",
      description = "Where each mirror has a folder of its own; /dev/shm if that is there.")
  private @Nullable Path store;

  @Option(
      names = "--check-alone",
      description =
          "Lets each mirror check the signatures of heads itself, which takes 2 ms each; without it"
              + " one check does for all, as their machines would do it side by side.")
  private boolean alone;

  @Option(
      names = "--publisher-dies-at",
      paramLabel = "PERCENT",
      description =
          "Ends the publisher when it has sent so much of the second edition, a tenth of the site,"
              + " and looks at what each mirror holds then.")
  private @Nullable Integer diesAt;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  SwarmCommand() {}

  @Override
  public Integer call() throws IOException {
    long bytes = megabytes();
    if (mirrors < 2 || mirrors > 2000) {
      throw wrong("--mirrors: from 2 to 2000");
    }
    if (diesAt != null && (diesAt < 1 || diesAt > 99)) {
      throw wrong("--publisher-dies-at: from 1 to 99");
    }
    Path parent = store != null ? store : defaultStore();
    Path folder = Files.createTempDirectory(parent, "gabion-swarm-");
    PrintWriter out = spec.commandLine().getOut();
    SwarmFigures figures = new SwarmFigures();
    out.println(
        mirrors
            + " mirrors, each with files of its own below "
            + parent
            + " ("
            + Files.getFileStore(parent).type()
            + ")");
    try (Swarm swarm = new Swarm(folder, bytes, SEED, alone)) {
      long start = System.nanoTime();
      swarm.join(mirrors);
      out.printf(Locale.ROOT, "joined in %.1f s%n", (System.nanoTime() - start) / 1e9);
      out.flush();
      SwarmRun run = new SwarmRun(swarm, bytes, figures, out);
      if (diesAt == null) {
        run.run();
      } else {
        run.runUntilThePublisherDies(diesAt / 100.0);
      }
    }
    figures.print(out);
    if (json != null) {
      Files.writeString(json, figures.json());
    }
    out.flush();
    return figures.allMet() ? 0 : 1;
  }

  private long megabytes() {
    String number = size.endsWith("MB") ? size.substring(0, size.length() - 2) : "";
    if (!number.matches("[1-9][0-9]?|100")) {
      throw wrong("--size: from 1MB to 100MB");
    }
    return Long.parseLong(number) * 1_000_000;
  }

  private static Path defaultStore() {
    Path shared = Path.of("/dev/shm");
    return Files.isWritable(shared) ? shared : Path.of(System.getProperty("java.io.tmpdir"));
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  static Duration limit() {
    return Duration.ofMinutes(4);
  }
}

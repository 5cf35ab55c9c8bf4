package org.gabion.lab.swarm;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab faults`.
@Command(
    name = "faults",
    description = "Lets all mirrors of a swarm but one be faulty, and looks at who notices.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 all figures are met, 1 one is missed."})
public final class FaultsCommand implements Callable<Integer> {
  private static final long MOST_RESPONSES = 10_000_000;

  @Option(
      names = "--mirrors",
      defaultValue = "1247",
      paramLabel = "N",
      description =
          "How many, ${DEFAULT-VALUE} by default, at most 2000: about a third each corrupt and"
              + " rolled back, the rest frozen and dead, one honest.")
  private int mirrors;

  @Option(
      names = "--responses",
      defaultValue = "1000000",
      paramLabel = "N",
      description = "So many objects are asked for; ${DEFAULT-VALUE} by default.")
  private long responses;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  FaultsCommand() {}

  @Override
  public Integer call() throws IOException {
    if (mirrors < 10 || mirrors > 2000) {
      throw wrong("--mirrors: from 10 to 2000");
    }
    if (responses < 1 || responses > MOST_RESPONSES) {
      throw wrong("--responses: from 1 to " + MOST_RESPONSES);
    }
    PrintWriter out = spec.commandLine().getOut();
    SwarmFigures figures = new SwarmFigures();
    Path folder = Files.createTempDirectory("gabion-faults-");
    try (FaultsRun run = new FaultsRun(folder, kinds(mirrors), figures, out)) {
      run.run(responses);
    }
    figures.print(out);
    if (json != null) {
      Files.writeString(json, figures.json());
    }
    out.flush();
    return figures.allMet() ? 0 : 1;
  }

  /// Of 1,247: 400 corrupt, 400 rolled back, 200 frozen, 246 dead, 1 honest.
  static Map<FaultsRun.Kind, Integer> kinds(int mirrors) {
    Map<FaultsRun.Kind, Integer> kinds = new EnumMap<>(FaultsRun.Kind.class);
    int third = mirrors * 400 / 1247;
    int frozen = mirrors * 200 / 1247;
    kinds.put(FaultsRun.Kind.CORRUPT, third);
    kinds.put(FaultsRun.Kind.ROLLED_BACK, third);
    kinds.put(FaultsRun.Kind.FROZEN, frozen);
    kinds.put(FaultsRun.Kind.DEAD, mirrors - 1 - 2 * third - frozen);
    kinds.put(FaultsRun.Kind.HONEST, 1);
    return kinds;
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}

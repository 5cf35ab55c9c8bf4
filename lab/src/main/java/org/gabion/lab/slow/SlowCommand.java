package org.gabion.lab.slow;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.gabion.lab.load.LoadTool;
import org.gabion.lab.load.OutsideProgram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab slow`: slowhttptest against the guard, and a reader from another network beside it.
@Command(
    name = "slow",
    description = {
      "Holds connections to the guard open by slow heads, slow bodies, slow reading and ranges"
          + " (slowhttptest),",
      "once with the connection budget per address and once without, and watches a reader and the"
          + " guard's memory."
    },
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
public final class SlowCommand implements Callable<Integer> {
  /// sysexits(3): a service is unavailable, here a program that is not installed.
  private static final int MISSING = 69;

  private static final int FEWEST_SECONDS = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "length of each attack (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "1000",
      description = "connections held at once (${DEFAULT-VALUE})")
  private int connections;

  @Option(
      names = "--attacks",
      paramLabel = "NAME",
      split = ",",
      defaultValue = "headers,body,read,range",
      description = "which of ${COMPLETION-CANDIDATES} (all)")
  private List<SlowAttack> attacks;

  @Option(names = "--json", paramLabel = "FILE", description = "writes the figures there")
  private Optional<Path> json = Optional.empty();

  /// picocli fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  public SlowCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    long longest = LoadTool.LONGEST.toSeconds() - FEWEST_SECONDS;
    if (seconds < FEWEST_SECONDS
        || seconds > longest
        || connections < 1
        || connections > LoadTool.MOST_CONNECTIONS) {
      throw new ParameterException(
          spec.commandLine(),
          "%d to %d seconds, 1 to %d connections"
              .formatted(FEWEST_SECONDS, longest, LoadTool.MOST_CONNECTIONS));
    }
    PrintWriter out = spec.commandLine().getOut();
    Path folder = Files.createTempDirectory("gabion-slow-");
    try {
      OutsideProgram.SLOWHTTPTEST.require();
      SlowReport report = run(folder, out);
      if (json.isPresent()) {
        Files.writeString(json.get(), report.json());
      }
      return report.held() ? 0 : 1;
    } catch (OutsideProgram.Missing missing) {
      spec.commandLine().getErr().println(missing.getMessage());
      return MISSING;
    } finally {
      delete(folder);
      out.flush();
    }
  }

  private SlowReport run(Path folder, PrintWriter out)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    List<SlowReport.Row> rows = new ArrayList<>();
    for (boolean budget : new boolean[] {true, false}) {
      for (SlowAttack attack : attacks) {
        Path own = Files.createDirectory(folder.resolve(attack.name() + "-" + budget));
        try (SlowRig rig = SlowRig.start(own, budget)) {
          rows.add(new SlowRun(rig, own, connections, seconds).run(attack, budget));
        }
        out.println(rows.getLast().line());
        out.flush();
      }
    }
    return new SlowReport(connections, seconds, rows);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}

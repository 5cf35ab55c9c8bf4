package org.gabion.lab.scene;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lab/lab real`: analyses logs of real servers, and tells whether what is known of them is found.
@Command(
    name = "real",
    description = "What the detector finds in logs of real servers.",
    mixinStandardHelpOptions = true)
public final class RealCommand implements Callable<Integer> {
  private static final int SEED = 1;

  /// Requests of the gateway's health check, nearly all of which are to be named.
  private static final long GATEWAY_CHECKS = 7000;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The folder of the logs (default: shared/data/logs beside the checkout).")
  private @Nullable Path data;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  RealCommand() {}

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    Optional<Path> found = Optional.ofNullable(data).or(RealCommand::beside);
    if (found.isEmpty()) {
      out.println("There is no folder shared/data/logs here or above: name it with --data.");
      out.flush();
      return 1;
    }
    Path logs = found.get();
    boolean good = true;
    for (String name : List.of("elastic-apache-10k.log.gz", "nasa-1995-07-09.log.gz")) {
      Analysis analysis = SceneRun.analyze(logs.resolve(name), Optional.empty(), SEED);
      good &= row(out, name, "no attack", !accuses(analysis), analysis);
    }
    Analysis gateway =
        SceneRun.analyze(logs.resolve("haproxy-gateway.log.gz"), Optional.empty(), SEED);
    // It was refused every time: its password was missing.
    boolean names =
        gateway.incidents().stream()
                .filter(each -> each.kind() == Kind.OWN_MONITOR)
                .mapToLong(Analysis.Incident::requests)
                .sum()
            >= GATEWAY_CHECKS;
    // Five hosts went through lists of paths of database tools: those are scans.
    boolean holds =
        names
            && gateway.incidents().stream()
                .allMatch(each -> each.verdict() != Judgement.ATTACK || each.kind() == Kind.SCAN);
    good &= row(out, "haproxy-gateway.log.gz", "own-monitor, only scans", holds, gateway);
    LabelledLog spliced =
        Splice.of(
            Splice.bytes(logs.resolve("elastic-apache-10k.log.gz")),
            Splice.bytes(logs.resolve("h2-flood-3s.log.gz")));
    Analysis analysis = SceneRun.analyze(spliced.bytes(), SEED);
    Score score = Score.of(spliced, analysis);
    good &= row(out, "elastic + h2-flood-3s", "one flood", score.passes(), analysis);
    out.printf(
        Locale.ROOT,
        "    covered %.2f %%, innocents %.3f %% of lines, starts %.0f s and ends %.0f s off; %s%n",
        100 * score.recall(),
        100 * score.innocents(),
        score.startError(),
        score.endError(),
        score.passes() ? "every goal reached" : String.join(", ", score.faults()));
    out.flush();
    return good ? 0 : 1;
  }

  private static boolean accuses(Analysis analysis) {
    return analysis.incidents().stream().anyMatch(each -> each.verdict() == Judgement.ATTACK);
  }

  private static boolean row(
      PrintWriter out, String name, String expected, boolean holds, Analysis analysis) {
    out.printf(
        Locale.ROOT,
        "%-28s %8d requests  expected: %-24s %s%n",
        name,
        analysis.requests(),
        expected,
        holds ? "yes" : "NO");
    for (Analysis.Incident each : analysis.incidents()) {
      out.printf(
          Locale.ROOT,
          "    %s/%s, %d requests, %s to %s%n",
          each.kind().word(),
          each.verdict().word(),
          each.requests(),
          each.start(),
          each.end());
    }
    out.flush();
    return holds;
  }

  /// The folder beside the checkout, or beside a folder above this one.
  static Optional<Path> beside() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder != null) {
      Path logs = folder.resolve("shared/data/logs");
      if (Files.isDirectory(logs)) {
        return Optional.of(logs);
      }
      folder = folder.getParent();
    }
    return Optional.empty();
  }
}

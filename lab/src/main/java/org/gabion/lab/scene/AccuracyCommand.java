package org.gabion.lab.scene;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab accuracy`: analyses scenes whose truth is known, and tells how often it is found.
@Command(
    name = "accuracy",
    description = "How well the detector finds what is known to be in made-up logs.",
    mixinStandardHelpOptions = true)
public final class AccuracyCommand implements Callable<Integer> {
  private static final int THREADS = 2;

  @Option(
      names = {"--family", "--families"},
      split = ",",
      paramLabel = "NAME",
      description = "Which (default: all): see docs/reference/scenes.md.")
  private List<String> families = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Scenes of each (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--first-seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The first of them (default: ${DEFAULT-VALUE}).")
  private int firstSeed;

  @Option(
      names = {"--site", "--sites"},
      split = ",",
      paramLabel = "SITE",
      defaultValue = "quiet,busy",
      description = "quiet, busy or both (default: ${DEFAULT-VALUE}).")
  private List<SiteSize> sites = List.of();

  @Option(
      names = "--pages-only",
      description =
          "Logs without lines for style, scripts and images, as of a site that serves them from"
              + " elsewhere.")
  private boolean pagesOnly;

  @Option(names = "--why", description = "Tell of each run that fails what was found.")
  private boolean why;

  @Option(names = "--json", paramLabel = "FILE", description = "Write every run to FILE.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  AccuracyCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    if (seeds < 1 || seeds > 10_000) {
      throw new ParameterException(spec.commandLine(), "--seeds is from 1 to 10000.");
    }
    List<Family> chosen =
        families.isEmpty()
            ? List.of(Family.values())
            : families.stream().map(name -> family(name, spec)).toList();
    PrintWriter out = spec.commandLine().getOut();
    List<SceneRun> all = new ArrayList<>();
    AccuracyTable.head(out);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (Family family : chosen) {
        for (SiteSize size : sites) {
          List<Future<SceneRun>> runs = new ArrayList<>();
          for (int i = 0; i < seeds; i++) {
            int seed = firstSeed + i;
            runs.add(threads.submit(() -> SceneRun.run(family, size, seed, pagesOnly)));
          }
          List<SceneRun> scored = new ArrayList<>();
          for (Future<SceneRun> run : runs) {
            scored.add(run.get());
          }
          AccuracyTable.row(out, scored);
          if (why) {
            scored.stream()
                .filter(each -> !each.score().passes())
                .forEach(each -> AccuracyTable.why(out, each));
          }
          all.addAll(scored);
        }
      }
    }
    AccuracyTotals.print(out, all);
    if (json != null) {
      Files.writeString(json, AccuracyJson.of(all), StandardCharsets.UTF_8);
    }
    return 0;
  }

  /// The family of this name.
  static Family family(String name, CommandSpec spec) {
    return Arrays.stream(Family.values())
        .filter(family -> family.word().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ParameterException(
                    spec.commandLine(),
                    "There is no family of this name. There are: "
                        + String.join(
                            ", ", Arrays.stream(Family.values()).map(Family::word).toList())));
  }
}

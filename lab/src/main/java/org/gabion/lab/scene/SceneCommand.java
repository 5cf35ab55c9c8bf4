package org.gabion.lab.scene;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `lab/lab scene`: writes one made-up log, to look at.
@Command(
    name = "scene",
    description = "Writes one made-up log, and which of its lines belong to the attack.",
    mixinStandardHelpOptions = true)
public final class SceneCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FAMILY", description = "Which: see docs/reference/scenes.md.")
  private String family;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "(default: ${DEFAULT-VALUE})")
  private int seed;

  @Option(
      names = "--site",
      paramLabel = "SITE",
      defaultValue = "quiet",
      description = "quiet or busy (default: ${DEFAULT-VALUE}).")
  private SiteSize site;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "Where to.")
  private Path out;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Write the wave of each line to FILE, one on a line; 0 is innocent.")
  private @Nullable Path labels;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  SceneCommand() {}

  @Override
  public Integer call() throws IOException {
    LabelledLog log = Scene.of(AccuracyCommand.family(family, spec), site, seed);
    log.write(out, Optional.ofNullable(labels));
    spec.commandLine().getOut().println(log.lines() + " lines, " + log.truth());
    spec.commandLine().getOut().flush();
    return 0;
  }
}

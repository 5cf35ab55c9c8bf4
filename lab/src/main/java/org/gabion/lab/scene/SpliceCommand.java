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

/// `lab/lab splice`: puts one log's lines into the middle of another.
@Command(
    name = "splice",
    description = "Puts the lines of one log into the middle of another, with shifted times.",
    mixinStandardHelpOptions = true)
public final class SpliceCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "LOG", description = "An ordinary day; may be .gz.")
  private Path log;

  @Parameters(index = "1", paramLabel = "ATTACK", description = "What to put in; may be .gz.")
  private Path attack;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "Where to.")
  private Path out;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Write for each line 1 if it was put in, else 0.")
  private @Nullable Path labels;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  SpliceCommand() {}

  @Override
  public Integer call() throws IOException {
    LabelledLog spliced = Splice.of(Splice.bytes(log), Splice.bytes(attack));
    spliced.write(out, Optional.ofNullable(labels));
    spec.commandLine()
        .getOut()
        .println(spliced.lines() + " lines, " + spliced.truth().waves().get(0));
    spec.commandLine().getOut().flush();
    return 0;
  }
}

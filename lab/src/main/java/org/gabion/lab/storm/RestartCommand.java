package org.gabion.lab.storm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lab/lab restart`: see [RestartStorm].
@Command(
    name = "restart",
    description = "Kills the guard under load and starts it again, then makes it reload 50 times.",
    mixinStandardHelpOptions = true)
public final class RestartCommand implements Callable<Integer> {
  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  RestartCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return RestartStorm.run(Optional.ofNullable(json), spec.commandLine().getOut());
  }
}

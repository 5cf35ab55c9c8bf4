package org.gabion.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gabion.core.config.Findings;
import org.gabion.core.config.Node;
import org.gabion.core.config.Problem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion config`: checks a file, or prints every setting. Neither starts anything.
@Command(
    name = "config",
    description = "Checks a configuration file, or prints every setting.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ConfigCommand.Check.class, ConfigCommand.Print.class})
final class ConfigCommand implements Runnable {
  /// The file that is meant when none is named.
  static final Path USUAL_FILE = Path.of("gabion.yaml");

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  ConfigCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "'check' or 'print' is missing.");
  }

  /// One line for each problem, and how many there are.
  static void tell(List<Problem> problems, PrintWriter err) {
    problems.forEach(problem -> err.println("gabion: " + problem));
    err.println("gabion: " + problems.size() + (problems.size() == 1 ? " problem." : " problems."));
    err.flush();
  }

  /// `gabion config check [FILE]`.
  @Command(
      name = "check",
      description =
          "Tells everything that is wrong with a file. Exit code 0: nothing; 78: something.",
      mixinStandardHelpOptions = true)
  static final class Check implements Callable<Integer> {
    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "The file; else gabion.yaml in this folder.")
    private @Nullable Path file;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Check() {}

    @Override
    public Integer call() {
      if (file == null && !Files.exists(USUAL_FILE)) {
        throw new ParameterException(
            spec.commandLine(), "No FILE was named, and there is no gabion.yaml here.");
      }
      Path read = file == null ? USUAL_FILE : file;
      Configuration configuration =
          Configuration.read(new Configuration.Source(Optional.of(read), Map.of()));
      if (configuration.problems().isEmpty()) {
        spec.commandLine().getOut().println(read + " is right.");
        return 0;
      }
      tell(configuration.problems(), spec.commandLine().getErr());
      return ExitCode.CONFIG;
    }
  }

  /// `gabion config print [FILE]`.
  @Command(
      name = "print",
      description = {
        "Prints every setting with its meaning, its default and its value, as a file to save.",
        "Exit code 0; 78 if the file that was named has problems."
      },
      mixinStandardHelpOptions = true)
  static final class Print implements Callable<Integer> {
    /// So that what is printed without a file is one that works.
    private static final String EXAMPLE = "guard: {origin: \"http://127.0.0.1:8081\"}";

    @Parameters(
        arity = "0..1",
        paramLabel = "FILE",
        description = "The file; without it, the defaults are printed.")
    private @Nullable Path file;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Print() {}

    @Override
    public Integer call() {
      Configuration configuration =
          file == null
              ? example()
              : Configuration.read(new Configuration.Source(Optional.of(file), Map.of()));
      if (!configuration.problems().isEmpty()) {
        tell(configuration.problems(), spec.commandLine().getErr());
        return ExitCode.CONFIG;
      }
      spec.commandLine().getOut().print(SettingsPrinter.print(configuration.settings()));
      spec.commandLine().getOut().flush();
      return 0;
    }

    private static Configuration example() {
      Findings findings = new Findings();
      Node node = YamlFile.read("example", EXAMPLE, findings).orElseThrow();
      return Configuration.of(node, Path.of("").toAbsolutePath(), findings);
    }
  }
}

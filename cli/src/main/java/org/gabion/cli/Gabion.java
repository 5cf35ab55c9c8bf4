package org.gabion.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `gabion` command: every subcommand is listed in the annotation, in the order of the help
/// text.
///
/// Its exit codes are those of [ExitCode].
@Command(
    name = "gabion",
    description = "Keeps a public website reachable when somebody wants it gone.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      GuardCommand.class,
      AnalyzeCommand.class,
      MirrorCommand.class,
      DemoCommand.class,
      ConfigCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true)
public final class Gabion implements Runnable {
  @Spec private CommandSpec spec;

  /// Only [#commandLine] makes one: picocli fills the field before it calls [#run].
  @SuppressWarnings("NullAway.Init")
  private Gabion() {}

  /// The whole command line, ready to parse; tests of the documents parse with it too.
  public static CommandLine commandLine() {
    return new CommandLine(new Gabion())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(Gabion::explainUsage);
  }

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    if (args.length == 1 && args[0].equals("--version")) {
      // Without picocli, which reads every command first: 0.05 s of CPU instead of 0.3 s.
      System.out.println(Version.text());
      return;
    }
    System.exit(commandLine().execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }

  private static int explainUsage(ParameterException wrong, String[] args) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("gabion: " + wrong.getMessage());
    boolean suggested = CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
    // Forty lines of options below it would push the message out of sight.
    if (!suggested && command.getParent() == null) {
      command.usage(err, command.getColorScheme());
    }
    err.println(
        "Run '" + command.getCommandSpec().qualifiedName() + " --help' to see how it is used.");
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }
}

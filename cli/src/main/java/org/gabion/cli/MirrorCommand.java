package org.gabion.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gabion mirror`: signed copies of a site.
@Command(
    name = "mirror",
    description = "Signed copies of a site that anyone can keep and nobody can forge.",
    mixinStandardHelpOptions = true,
    subcommands = {
      MirrorInitCommand.class,
      MirrorPublishCommand.class,
      MirrorBeatCommand.class,
      MirrorRestoreCommand.class,
      MirrorBundleCommand.class,
      MirrorKeysCommand.class,
      MirrorRosterCommand.class,
      MirrorJoinCommand.class,
      MirrorServeCommand.class,
      MirrorCheckCommand.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class MirrorCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}

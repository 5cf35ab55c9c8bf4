package org.gabion.lab;

import org.gabion.lab.bench.BenchCommand;
import org.gabion.lab.fuzz.FuzzFormatsCommand;
import org.gabion.lab.matrix.MatrixCommand;
import org.gabion.lab.micro.MicroCommand;
import org.gabion.lab.realsite.RealSiteCommand;
import org.gabion.lab.scene.AccuracyCommand;
import org.gabion.lab.scene.RealCommand;
import org.gabion.lab.scene.SceneCommand;
import org.gabion.lab.scene.SpliceCommand;
import org.gabion.lab.site.SiteCommand;
import org.gabion.lab.slow.SlowCommand;
import org.gabion.lab.storm.AddressesCommand;
import org.gabion.lab.storm.RestartCommand;
import org.gabion.lab.swarm.FaultsCommand;
import org.gabion.lab.swarm.SwarmCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `lab/lab` command: what is measured and proved on loopback, from a checkout only.
@Command(
    name = "lab",
    description = "Measures the guard beside its peers, on loopback only.",
    mixinStandardHelpOptions = true,
    subcommands = {
      BenchCommand.class,
      RestartCommand.class,
      AddressesCommand.class,
      MatrixCommand.class,
      MicroCommand.class,
      SiteCommand.class,
      SlowCommand.class,
      AccuracyCommand.class,
      SceneCommand.class,
      SpliceCommand.class,
      RealCommand.class,
      FuzzFormatsCommand.class,
      SwarmCommand.class,
      FaultsCommand.class,
      RealSiteCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true)
public final class Lab implements Runnable {
  @Spec private CommandSpec spec;

  /// Only [#commandLine] makes one: picocli fills the field before it calls [#run].
  @SuppressWarnings("NullAway.Init")
  private Lab() {}

  /// The whole command line, ready to parse; tests of the documents parse with it too.
  public static CommandLine commandLine() {
    return new CommandLine(new Lab()).setCaseInsensitiveEnumValuesAllowed(true);
  }

  /// Runs one command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}

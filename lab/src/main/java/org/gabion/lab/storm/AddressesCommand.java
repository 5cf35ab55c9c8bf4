package org.gabion.lab.storm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab many-addresses`: see [AddressesStorm].
@Command(
    name = "many-addresses",
    description =
        "Millions of IPv6 networks, then real loopback addresses, ask once each; memory must stay"
            + " flat.",
    mixinStandardHelpOptions = true)
public final class AddressesCommand implements Callable<Integer> {
  @Option(
      names = "--networks",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "IPv6 /64 networks that ask (default: ${DEFAULT-VALUE}).")
  private int networks;

  @Option(
      names = "--sources",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Real loopback addresses that ask (default: ${DEFAULT-VALUE}).")
  private int sources;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Requests a second at most (default: ${DEFAULT-VALUE}).")
  private double rate;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the figures to FILE.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  AddressesCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    return AddressesStorm.run(options(), spec.commandLine().getOut());
  }

  private AddressesStorm.Options options() {
    try {
      return new AddressesStorm.Options(networks, sources, rate, Optional.ofNullable(json));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}

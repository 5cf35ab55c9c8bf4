package org.gabion.lab.micro;

import java.util.concurrent.Callable;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `lab/lab micro`: the benchmarks of this package.
@Command(
    name = "micro",
    description = "Measures single functions of the core with JMH, in processes of their own.",
    mixinStandardHelpOptions = true,
    usageHelpAutoWidth = true)
public final class MicroCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = ".*",
      description = "which, as a regular expression (all)")
  private String name;

  /// Only picocli makes one: it fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  public MicroCommand() {}

  @Override
  public Integer call() throws RunnerException {
    new Runner(new OptionsBuilder().include("org\\.gabion\\.lab\\.micro\\..*" + name).build())
        .run();
    return 0;
  }
}

package org.gabion.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gabion demo`: a sample site, visitors and a flood on loopback, run by the [Demo] of the
/// checkout.
@Command(
    name = "demo",
    description = "A sample site, visitors and a flood on loopback; watch the guard hold.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End after N seconds, all phases together.")
  private @Nullable Integer seconds;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures to FILE when it is over.")
  private @Nullable Path json;

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "The guard's port on 127.0.0.1 (0, the default: a free one).")
  private int port;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  DemoCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Demo.Options options = options();
    Optional<Demo> demo = Demo.present();
    if (demo.isEmpty()) {
      err.println("gabion: the demo is not in the distribution, because it makes a flood.");
      err.println("It lives in a checkout of the sources: run './gabion demo' there.");
      return ExitCode.UNAVAILABLE;
    }
    return demo.get().run(options, out, err);
  }

  private Demo.Options options() {
    if (seconds != null && seconds < 1) {
      throw new ParameterException(spec.commandLine(), "--seconds is at least 1, not " + seconds);
    }
    if (port < 0 || port > 65_535) {
      throw new ParameterException(spec.commandLine(), "--port is from 0 to 65535, not " + port);
    }
    return new Demo.Options(
        Optional.ofNullable(seconds).map(Duration::ofSeconds), Optional.ofNullable(json), port);
  }
}

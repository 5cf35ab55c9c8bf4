package org.gabion.lab.site;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `lab/lab site`: the sample site alone, to try a guard by hand.
@Command(
    name = "site",
    description = "The sample site alone: four workers, 200 pages a second, on 127.0.0.1.",
    mixinStandardHelpOptions = true)
public final class SiteCommand implements Callable<Integer> {
  @Option(
      names = "--port",
      paramLabel = "P",
      description = "Where it listens (0, the default: any free port).")
  private int port;

  @Option(
      names = "--tethered",
      hidden = true,
      description = "Tells figures on standard output, ends when standard input ends.")
  private boolean tethered;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  SiteCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (SampleSite site = SampleSite.open(SampleSite.Config.small(port))) {
      if (tethered) {
        SitePipe.tether(site, System.in, out);
      } else {
        out.println("The sample site is at http://127.0.0.1:" + site.port() + "/ until Ctrl-C.");
        out.flush();
        Thread.currentThread().join(); // for ever: the process is ended from outside
      }
    }
    return 0;
  }
}

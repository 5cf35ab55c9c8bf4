package org.gabion.lab.realsite;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gabion.lab.demo.ScratchFolder;
import org.gabion.lab.load.OutsideProgram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `lab/lab real-site`.
@Command(
    name = "real-site",
    description =
        "Publishes a site of a real generator to real servers, reads it from each in a real"
            + " browser, and restores it.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Wants node, npm, chromium, nginx with its WebDAV module, and OpenSSH. The generator is"
          + " fetched from npm and S3Proxy by Maven, into a folder that is gone at the end.",
      "",
      "Exit codes: 0 all is as before; 1 something is not; 69 a program is missing."
    })
public final class RealSiteCommand implements Callable<Integer> {
  private static final int FEWEST = 40;
  private static final int MOST = 50_000;
  private static final int PROGRAM_MISSING = 69;

  @Option(
      names = "--pages",
      paramLabel = "N",
      defaultValue = "10000",
      description = "Of the site, ${DEFAULT-VALUE} by default.")
  private int pages;

  @Option(
      names = "--sample",
      paramLabel = "N",
      defaultValue = "50",
      description = "Articles that are read in the browser, ${DEFAULT-VALUE} by default.")
  private int sample;

  @Option(
      names = "--targets",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "directory,sftp,webdav,s3",
      description = "Of directory, sftp, webdav and s3; all by default.")
  private List<String> targets;

  @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Of the site.")
  private long seed;

  @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures there.")
  private @Nullable Path json;

  @Spec private CommandSpec spec;

  /// Picocli makes it and fills the fields before it calls [#call].
  @SuppressWarnings("NullAway.Init")
  RealSiteCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (pages < FEWEST || pages > MOST) {
      throw wrong("--pages: from " + FEWEST + " to " + MOST);
    }
    if (!RealSiteRun.TARGETS.containsAll(targets)) {
      throw wrong("--targets: of " + String.join(", ", RealSiteRun.TARGETS));
    }
    PrintWriter out = spec.commandLine().getOut();
    RealSiteRun.Plan plan = new RealSiteRun.Plan(pages, sample, seed, targets, checkout());
    try (ScratchFolder folder = ScratchFolder.open("real-site")) {
      RealSiteRun run = new RealSiteRun(plan, folder.path(), out);
      try {
        run.run();
      } finally {
        run.findings().print(out);
      }
      int count = run.findings().count();
      out.println(count == 0 ? "all is as before" : count + " findings: not as before");
      if (json != null) {
        Files.writeString(json, run.figures().json(count));
      }
      return count == 0 ? 0 : 1;
    } catch (OutsideProgram.Missing e) {
      spec.commandLine().getErr().println("lab: " + e.getMessage());
      return PROGRAM_MISSING;
    } finally {
      out.flush();
    }
  }

  private Path checkout() {
    return Optional.ofNullable(System.getenv("GABION_CHECKOUT"))
        .map(Path::of)
        .orElseThrow(() -> wrong("start it with lab/lab of a checkout"));
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }
}

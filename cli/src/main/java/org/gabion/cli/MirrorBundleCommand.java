package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.gabion.mirror.bundle.Bundle;
import org.gabion.mirror.rendition.RenditionRules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror bundle`.
@Command(
    name = "bundle",
    description = "Puts a copy, its readable pages and a page that checks it into one zip file.",
    mixinStandardHelpOptions = true)
final class MirrorBundleCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "COPY", description = "The folder of the copy.")
  private Path copy;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "The zip file, such as one on a stick.")
  private Path to;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The site's own address, for links in the readable pages.")
  private @Nullable String url;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorBundleCommand() {}

  @Override
  public Integer call() {
    try {
      RenditionRules rules = url == null ? RenditionRules.unknownSite() : RenditionRules.of(url);
      Bundle.Written written = Bundle.write(copy, rules, to);
      PrintWriter out = spec.commandLine().getOut();
      out.println(to + ": " + written.files() + " files, " + written.bytes() + " bytes");
      out.println("Unpack it and open index.html to read, " + Bundle.VERIFIER + " to check.");
      out.flush();
      return ExitCode.DONE;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--url: " + e.getMessage(), e);
    } catch (IOException e) {
      spec.commandLine().getErr().println("gabion: " + OutsideFault.words(e));
      return ExitCode.FAILED;
    }
  }
}

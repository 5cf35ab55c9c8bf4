package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gabion.core.snapshot.Age;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.copy.Source;
import org.gabion.mirror.copy.Sources;
import org.gabion.mirror.restore.Restore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `gabion mirror restore`.
@Command(
    name = "restore",
    description = "Brings the site back from any copy, byte for byte.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 restored, 1 not restored, 2 wrong usage."})
final class MirrorRestoreCommand implements Callable<Integer> {
  @Option(
      names = "--from",
      required = true,
      paramLabel = "COPY",
      description = "A copy: a folder, or the https address of its root.")
  private String from;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "A folder that does not exist yet.")
  private Path to;

  @Option(
      names = "--site",
      paramLabel = "ID",
      description =
          "The site's id, from where you trust it. Without it the copy proves only that it belongs"
              + " to the id that is shown.")
  private @Nullable String site;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorRestoreCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Source source = Sources.parse(from);
      Digest wanted = site == null ? RootWalk.siteOf(source) : id(site);
      CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, wanted)));
      return switch (head.verdict()) {
        case HeadVerdict.Newer newer -> restore(source, newer, wanted, out);
        case HeadVerdict.Refused refused -> refuse(from + ": " + refused.reason());
        case HeadVerdict.Same _, HeadVerdict.Older _, HeadVerdict.SplitView _ ->
            throw new IllegalStateException("nothing was known before");
      };
    } catch (IOException e) {
      return refuse(OutsideFault.words(e));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--from: " + e.getMessage(), e);
    }
  }

  private int restore(Source source, HeadVerdict.Newer newer, Digest id, PrintWriter out)
      throws IOException {
    OpenedCopy copy = OpenedCopy.open(source, newer.head());
    Restore.Restored restored = new Restore(copy, to).run();
    Head head = newer.head().document();
    Age age =
        Age.of(
            head,
            newer.heartbeat().map(beat -> beat.document()),
            false,
            Clock.systemUTC().instant());
    out.println(
        "restored " + restored.files() + " files, " + restored.bytes() + " bytes, to " + to);
    out.println(
        "edition "
            + head.sequence()
            + " of "
            + head.published()
            + ", "
            + age.word()
            + "; site "
            + id);
    if (site == null) {
      out.println("Compare the site id with what its people say elsewhere: " + id.fingerprint());
    }
    out.println("for nginx: " + restored.nginx());
    out.println("for Caddy: " + restored.caddy());
    out.flush();
    return ExitCode.DONE;
  }

  private Digest id(String text) {
    Optional<Digest> id = Digest.parse(text);
    return id.orElseThrow(
        () ->
            new ParameterException(
                spec.commandLine(),
                "--site: an id is 64 lower-case hexadecimal digits, as 'mirror init' showed it"));
  }

  private int refuse(String why) {
    spec.commandLine().getErr().println("gabion: " + why);
    return ExitCode.FAILED;
  }
}

package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.gabion.core.snapshot.Heartbeat;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.publish.Heartbeats;
import org.gabion.mirror.upload.HeadUpload;
import org.gabion.mirror.upload.UploadRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror beat`.
@Command(
    name = "beat",
    description =
        "Says that the last edition is still the current one. Needs the heartbeat key only.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 said, and sent; 1 not said, or not sent to all; 2 wrong usage."})
final class MirrorBeatCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "The mirror's folder.")
  private Path folder;

  @Option(names = "--keys", paramLabel = "DIR", description = "A further folder with key files.")
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "7",
      description = "Promises the next word within so many days; ${DEFAULT-VALUE} by default.")
  private int days;

  @Option(
      names = "--most-days",
      paramLabel = "N",
      defaultValue = "90",
      description =
          "Refuses to vouch for an edition that is older; ${DEFAULT-VALUE} days by default.")
  private int mostDays;

  @Mixin private TargetOptions targets;

  @Mixin private Passphrase passphrase;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorBeatCommand() {}

  @Override
  public Integer call() {
    if (days < 1 || days > 366 || mostDays < 1 || mostDays > 3660) {
      throw new ParameterException(
          spec.commandLine(), "--days: from 1 to 366; --most-days: from 1 to 3660");
    }
    PrintWriter out = spec.commandLine().getOut();
    try {
      MirrorFolder mirror = new MirrorFolder(folder).existing();
      List<Path> folders = new ArrayList<>(List.of(mirror.keys()));
      folders.addAll(keys);
      Heartbeat heartbeat =
          new Heartbeats(mirror.copy(), new KeyRing(folders, passphrase), Clock.systemUTC())
              .say(Duration.ofDays(days), Duration.ofDays(mostDays));
      out.println(
          "edition "
              + heartbeat.sequence()
              + " is still current; the next word is promised by "
              + heartbeat.until());
      out.flush();
      HeadUpload upload = new HeadUpload(mirror.copy(), UploadRules.USUAL);
      return targets.each(
          spec,
          target ->
              out.println(
                  target.name()
                      + (upload.run(target) ? ": sent the head" : ": has a later heartbeat")));
    } catch (IOException e) {
      out.flush();
      spec.commandLine().getErr().println("gabion: " + OutsideFault.words(e));
      return ExitCode.FAILED;
    }
  }
}

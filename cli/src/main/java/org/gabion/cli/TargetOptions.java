package org.gabion.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.mirror.target.MirrorTarget;
import org.gabion.mirror.target.Targets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Where a copy is sent.
final class TargetOptions {
  @Option(
      names = "--to",
      paramLabel = "TARGET",
      description =
          "Where to send the copy: a folder, sftp://user@host/path, https://host/path/ (WebDAV) or"
              + " s3://bucket/prefix; may be given again. Passwords come from "
              + Targets.PASSWORD
              + ", an SSH key from "
              + Targets.KEY_FILE
              + ".")
  private List<String> targets = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  TargetOptions() {}

  /// What is done with each.
  @FunctionalInterface
  interface Task {
    void run(MirrorTarget target) throws IOException;
  }

  /// Does it with all targets; one that fails does not keep the others from it.
  ///
  /// @return the exit code
  int each(CommandSpec spec, Task task) {
    Targets known =
        new Targets(
            name -> Optional.ofNullable(System.getenv(name)),
            Path.of(System.getProperty("user.home")),
            Clock.systemUTC());
    int failed = 0;
    for (String text : targets) {
      try (MirrorTarget target = known.open(text)) {
        task.run(target);
        spec.commandLine().getOut().flush();
      } catch (IOException e) {
        failed++;
        spec.commandLine().getErr().println("gabion: " + OutsideFault.words(e));
      }
    }
    return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }
}

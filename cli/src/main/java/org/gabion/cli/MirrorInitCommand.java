package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.gabion.core.snapshot.Holder;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.RoleKeys;
import org.gabion.mirror.keys.KeyFile;
import org.gabion.mirror.publish.Founding;
import org.gabion.mirror.publish.RootChange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror init`.
@Command(
    name = "init",
    description = "Makes the keys of a site's copies, and says what to put where.",
    mixinStandardHelpOptions = true)
final class MirrorInitCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "DIR", description = "A new folder: keys and copy.")
  private Path folder;

  @Option(
      names = "--holders",
      split = ",",
      paramLabel = "NAME",
      description =
          "Names of those who hold the root keys, such as anna,ben,cem; three by default.")
  private @Nullable List<String> holders;

  @Option(
      names = "--threshold",
      paramLabel = "N",
      description = "How many of them must sign; 2 of 3 by default, else more than half.")
  private @Nullable Integer threshold;

  @Option(
      names = "--release-holders",
      split = ",",
      paramLabel = "NAME",
      description = "Names of those who sign editions; one key, release-1, by default.")
  private @Nullable List<String> releaseHolders;

  @Option(
      names = "--release-threshold",
      paramLabel = "N",
      description = "How many of them must sign each edition; more than half by default.")
  private @Nullable Integer releaseThreshold;

  @Option(
      names = "--single",
      description = "One root key only: for trying out. Who loses it has lost the site's id.")
  private boolean single;

  @Mixin private NewToken newToken;

  @Mixin private Passphrase passphrase;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorInitCommand() {}

  @Override
  public Integer call() {
    try {
      MirrorFolder mirror = new MirrorFolder(folder);
      Founding founding = founding();
      Founding.Founded founded =
          founding.found(
              mirror.copy(),
              new RootChange.NewKeys(
                  mirror.keys(), passphrase.fresh(), KeyFile.ITERATIONS, newToken.open(passphrase)),
              Clock.systemUTC(),
              new SecureRandom());
      tell(mirror, founded, founding);
      return ExitCode.DONE;
    } catch (IOException e) {
      spec.commandLine().getErr().println("gabion: " + OutsideFault.words(e));
      return ExitCode.FAILED;
    }
  }

  private Founding founding() {
    if (single && (holders != null || threshold != null)) {
      throw wrong("--single goes without --holders and --threshold");
    }
    Founding usual = single ? Founding.SINGLE : Founding.USUAL;
    List<String> root = names("--holders", holders, usual.rootHolders());
    List<String> release = names("--release-holders", releaseHolders, usual.releaseHolders());
    try {
      return new Founding(
          root,
          bounded("--threshold", threshold, root),
          release,
          bounded("--release-threshold", releaseThreshold, release));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private List<String> names(String option, @Nullable List<String> given, List<String> usual) {
    List<String> names = new ArrayList<>(given == null ? usual : given);
    names.sort(null);
    for (String name : names) {
      if (!Holder.isName(name)) {
        throw wrong(option + ": '" + name + "' is not 1 to 32 of a-z, 0-9 and -");
      }
    }
    if (names.stream().distinct().count() != names.size() || names.size() > RoleKeys.MAX_HOLDERS) {
      throw wrong(option + ": at most " + RoleKeys.MAX_HOLDERS + " names, each once");
    }
    return names;
  }

  private int bounded(String option, @Nullable Integer given, List<String> names) {
    int least = given == null ? names.size() / 2 + 1 : given;
    if (least < 1 || least > names.size()) {
      throw wrong(option + ": from 1 to " + names.size() + ", the number of holders");
    }
    return least;
  }

  private ParameterException wrong(String why) {
    return new ParameterException(spec.commandLine(), why);
  }

  private void tell(MirrorFolder mirror, Founding.Founded founded, Founding founding) {
    PrintWriter out = spec.commandLine().getOut();
    out.println("site id:     " + founded.site());
    out.println("fingerprint: " + founded.site().fingerprint());
    out.println();
    if (founding.rootHolders().size() == 1) {
      out.println(
          "Warning: one root key only. Who steals it owns the site's copies, and who loses");
      out.println("it can never change a key. For a real site, begin again without --single.");
      out.println();
    }
    out.println("What to do now:");
    out.println(
        "1. Give each root key to one person, on a stick that stays offline, and delete it");
    out.println(
        "   here. "
            + founding.threshold()
            + " of "
            + founding.rootHolders().size()
            + " must meet to change a key:");
    for (KeyFile file : founded.keyFiles()) {
      if (file.role() == Role.ROOT) {
        out.println("     " + file);
      }
    }
    out.println(
        "2. Keep the other keys on the machine that publishes; a backup of each elsewhere:");
    for (KeyFile file : founded.keyFiles()) {
      if (file.role() != Role.ROOT) {
        out.println("     " + file + purpose(file.role()));
      }
    }
    out.println("3. Tell people the site id where they trust you: in print, on your other pages.");
    out.println("4. If the site is to be crawled, let it serve /.well-known/gabion-site with:");
    out.println("     gabion-site " + founded.site());
    out.println("5. Publish: gabion mirror publish " + mirror.root() + " --from FOLDER");
    out.flush();
  }

  private static String purpose(Role role) {
    return switch (role) {
      case ROOT -> "";
      case RELEASE -> "  (signs editions; change it every 90 days)";
      case HEARTBEAT -> "  (says that an edition is still current; nothing else)";
      case ROSTER -> "  (signs the list of mirrors)";
    };
  }
}

package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.gabion.core.snapshot.Holder;
import org.gabion.core.snapshot.Role;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.RootChain;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.KeyFault;
import org.gabion.mirror.keys.KeyFile;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.publish.Renewal;
import org.gabion.mirror.publish.RootChange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror keys`: who may sign, and what to do when that changes.
@Command(
    name = "keys",
    description = "Shows and changes who may sign.",
    mixinStandardHelpOptions = true,
    subcommands = {
      MirrorKeysCommand.Show.class,
      MirrorKeysCommand.Rotate.class,
      MirrorKeysCommand.Revoke.class,
      MirrorKeysCommand.Announce.class,
      MirrorKeysCommand.Adopt.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class MirrorKeysCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorKeysCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }

  /// What all of them are told.
  static final class Where {
    @Parameters(index = "0", paramLabel = "DIR", description = "The mirror's folder.")
    private Path folder;

    @Option(
        names = "--keys",
        paramLabel = "DIR",
        description = "A further folder with key files, such as a root holder's stick.")
    private List<Path> further = new ArrayList<>();

    @Mixin private Passphrase passphrase;

    @SuppressWarnings("NullAway.Init")
    Where() {}

    MirrorFolder mirror() throws IOException {
      return new MirrorFolder(folder).existing();
    }

    KeyRing ring() throws IOException {
      List<Path> folders = new ArrayList<>(List.of(mirror().keys()));
      folders.addAll(further);
      return new KeyRing(folders, passphrase);
    }

    RootChange change() throws IOException {
      return new RootChange(mirror().copy(), ring(), Clock.systemUTC(), new SecureRandom());
    }

    RootChange.NewKeys newKeys() throws IOException {
      return new RootChange.NewKeys(mirror().keys(), passphrase.fresh(), KeyFile.ITERATIONS);
    }

    RootChange.NewKeys newKeys(NewToken token) throws IOException {
      return new RootChange.NewKeys(
          mirror().keys(), passphrase.fresh(), KeyFile.ITERATIONS, token.open(passphrase));
    }
  }

  private interface Task {
    void run(PrintWriter out) throws IOException;
  }

  private static int run(CommandSpec spec, Task task) {
    try {
      PrintWriter out = spec.commandLine().getOut();
      task.run(out);
      out.flush();
      return ExitCode.DONE;
    } catch (IOException e) {
      spec.commandLine().getErr().println("gabion: " + OutsideFault.words(e));
      return ExitCode.FAILED;
    }
  }

  private static void tell(PrintWriter out, Where where, RootChange.Changed changed)
      throws IOException {
    Root root = changed.root();
    out.println("root " + root.number() + " is made; it counts from edition " + root.from() + ".");
    RootChange.lines(root).forEach(line -> out.println("  " + line));
    for (KeyFile file : changed.newFiles()) {
      out.println("new key file: " + file);
    }
    renew(out, where);
    out.println("Publish now, so that every mirror learns of it:");
    out.println("  gabion mirror publish " + where.mirror().root() + " --from FOLDER");
  }

  /// Has signed anew what the root before bore; the new root stands also if that fails.
  private static void renew(PrintWriter out, Where where) throws IOException {
    Path root = where.mirror().root();
    try {
      Renewal.Renewed renewed =
          new Renewal(where.mirror().copy(), where.ring(), Clock.systemUTC()).run();
      renewed
          .roster()
          .ifPresent(
              roster ->
                  out.println(
                      "The list of mirrors is signed by the new key, as roster "
                          + roster.number()
                          + "."));
      renewed
          .heartbeat()
          .ifPresent(
              heartbeat ->
                  out.println(
                      "A heartbeat by the new key says that edition "
                          + heartbeat.sequence()
                          + " is still current."));
      for (Role role : renewed.missing()) {
        out.println(
            "The "
                + role.word()
                + " key is not here. Where it is, run 'gabion mirror "
                + (role == Role.ROSTER ? "roster resign " : "beat ")
                + root
                + "' next; until then nobody takes the old "
                + role.word()
                + ".");
      }
    } catch (KeyFault e) {
      out.println("The new root stands, but: " + e.getMessage());
      out.println("Run 'gabion mirror roster resign " + root + "' next, if there is a roster.");
    }
  }

  @Command(
      name = "show",
      description = "Shows the roots, who may sign, and whose key files are here.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Mixin private Where where;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Show() {}

    @Override
    public Integer call() {
      return MirrorKeysCommand.run(
          spec,
          out -> {
            FolderSource source = new FolderSource(where.mirror().copy());
            RootChain chain = RootWalk.begin(source, RootWalk.siteOf(source));
            Root root = chain.newest();
            out.println("site id:     " + chain.site());
            out.println("fingerprint: " + chain.site().fingerprint());
            out.println(
                "root "
                    + root.number()
                    + " of "
                    + root.published()
                    + ", counts from edition "
                    + root.from());
            RootChange.lines(root).forEach(line -> out.println("  " + line));
            out.println(
                root.next().isPresent()
                    ? "  the root holders to come are announced"
                    : "  no root holders to come are announced");
            for (KeyFile file : where.ring().files()) {
              out.println(standing(root, file) + file);
            }
          });
    }

    private static String standing(Root root, KeyFile file) {
      List<Holder> holders = root.keys(file.role()).holders();
      return holders.contains(file.holder()) ? "in use:     " : "not in use: ";
    }
  }

  @Command(
      name = "rotate",
      description = "Puts a new key in the place of one, as planned. Needs the root keys.",
      mixinStandardHelpOptions = true)
  static final class Rotate implements Callable<Integer> {
    @Mixin private Where where;

    @Parameters(index = "1", paramLabel = "HOLDER", description = "Such as release-1 or root-2.")
    private String holder;

    @Mixin private NewToken newToken;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Rotate() {}

    @Override
    public Integer call() {
      return MirrorKeysCommand.run(
          spec,
          out -> {
            MirrorKeysCommand.tell(
                out,
                where,
                where.change().replace(holder, Optional.empty(), where.newKeys(newToken)));
            out.println("The old key file of " + holder + " signs nothing that counts any more.");
          });
    }
  }

  @Command(
      name = "revoke",
      description = "Makes a stolen key worthless, and what it signed void. Needs the root keys.",
      mixinStandardHelpOptions = true)
  static final class Revoke implements Callable<Integer> {
    @Mixin private Where where;

    @Parameters(index = "1", paramLabel = "HOLDER", description = "Such as release-1.")
    private String holder;

    @Option(
        names = "--last-good",
        paramLabel = "EDITION",
        description =
            "The last edition that you published yourself; what came after it is void. The one in"
                + " the folder by default.")
    private @Nullable Long lastGood;

    @Mixin private NewToken newToken;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Revoke() {}

    @Override
    public Integer call() {
      return MirrorKeysCommand.run(
          spec,
          out -> {
            RootChange.Changed changed =
                where
                    .change()
                    .replace(holder, Optional.ofNullable(lastGood), where.newKeys(newToken));
            MirrorKeysCommand.tell(out, where, changed);
            out.println(
                "Whatever "
                    + holder
                    + " signed after edition "
                    + changed.lastGood()
                    + " is void wherever root "
                    + changed.root().number()
                    + " is known.");
          });
    }
  }

  @Command(
      name = "announce",
      description =
          "Makes the root keys to come and announces them, so that who steals the present ones can"
              + " not put others in their place.",
      mixinStandardHelpOptions = true)
  static final class Announce implements Callable<Integer> {
    @Mixin private Where where;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Announce() {}

    @Override
    public Integer call() {
      return MirrorKeysCommand.run(
          spec,
          out -> {
            MirrorKeysCommand.tell(out, where, where.change().announce(where.newKeys()));
            out.println("Keep the new key files apart from the present ones, offline.");
          });
    }
  }

  @Command(
      name = "adopt",
      description = "Puts the announced root keys in the place of the present ones.",
      mixinStandardHelpOptions = true)
  static final class Adopt implements Callable<Integer> {
    @Mixin private Where where;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Adopt() {}

    @Override
    public Integer call() {
      return MirrorKeysCommand.run(
          spec,
          out -> {
            FolderSource source = new FolderSource(where.mirror().copy());
            RootChain chain = RootWalk.begin(source, RootWalk.siteOf(source));
            Set<Holder> known = new HashSet<>();
            chain.roots().forEach(r -> known.addAll(r.document().keys(Role.ROOT).holders()));
            List<KeyFile> coming = new ArrayList<>();
            for (KeyFile file : where.ring().files()) {
              if (file.role() == Role.ROOT && !known.contains(file.holder())) {
                coming.add(file);
              }
            }
            if (coming.isEmpty()) {
              throw new IOException(
                  "no key file of the root holders to come is here; name its folder with --keys");
            }
            MirrorKeysCommand.tell(out, where, where.change().adopt(coming, where.passphrase));
          });
    }
  }
}

package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Roster;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.publish.RosterChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror roster`: who keeps a copy.
@Command(
    name = "roster",
    description = "Shows and changes the signed list of mirrors.",
    mixinStandardHelpOptions = true,
    subcommands = {
      MirrorRosterCommand.Show.class,
      MirrorRosterCommand.Add.class,
      MirrorRosterCommand.Remove.class,
      MirrorRosterCommand.Resign.class
    },
    synopsisSubcommandLabel = "COMMAND")
final class MirrorRosterCommand implements Runnable {
  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorRosterCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A command is missing.");
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

  private static RosterChange change(Path folder, List<Path> keys, Passphrase passphrase)
      throws IOException {
    MirrorFolder mirror = new MirrorFolder(folder).existing();
    List<Path> folders = new ArrayList<>(List.of(mirror.keys()));
    folders.addAll(keys);
    return new RosterChange(mirror.copy(), new KeyRing(folders, passphrase), Clock.systemUTC());
  }

  private static void tell(PrintWriter out, Roster roster) {
    out.println("roster " + roster.number() + " names " + roster.mirrors().size() + " mirrors");
    out.println("Publish now, so that mirrors learn of it.");
  }

  @Command(
      name = "show",
      description = "Lists the mirrors of the newest roster.",
      mixinStandardHelpOptions = true)
  static final class Show implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The mirror's folder.")
    private Path folder;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Show() {}

    @Override
    public Integer call() {
      return MirrorRosterCommand.run(
          spec,
          out -> {
            Optional<Roster> roster =
                RosterChange.newest(new MirrorFolder(folder).existing().copy());
            if (roster.isEmpty()) {
              out.println("there is no roster yet; 'gabion mirror roster add' makes one");
              return;
            }
            out.println("roster " + roster.get().number() + " of " + roster.get().published());
            for (Consent mirror : roster.get().mirrors()) {
              out.println(mirror.url() + "  since " + mirror.at());
            }
            if (RosterChange.mustBeSignedAnew(new MirrorFolder(folder).copy())) {
              out.println(
                  "Its key was changed, and nobody takes it any more: gabion mirror roster resign "
                      + folder);
            }
          });
    }
  }

  @Command(
      name = "add",
      description = "Adds mirrors by the consent files that they sent.",
      mixinStandardHelpOptions = true)
  static final class Add implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The mirror's folder.")
    private Path folder;

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "FILE",
        description = "Consent files, as 'gabion mirror join' makes them.")
    private List<Path> files;

    @Option(names = "--keys", paramLabel = "DIR", description = "A further folder with key files.")
    private List<Path> keys = new ArrayList<>();

    @Mixin private Passphrase passphrase;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Add() {}

    @Override
    public Integer call() {
      return MirrorRosterCommand.run(
          spec,
          out -> {
            List<Consent> consents = new ArrayList<>();
            for (Path file : files) {
              consents.add(read(file));
            }
            MirrorRosterCommand.tell(
                out, MirrorRosterCommand.change(folder, keys, passphrase).add(consents));
          });
    }

    private static Consent read(Path file) throws IOException {
      if (Files.size(file) > Consent.MAX_BYTES) {
        throw new IOException(file + " is no consent: larger than " + Consent.MAX_BYTES);
      }
      return switch (Consent.parse(Files.readAllBytes(file))) {
        case Parsed.Valid<Consent> valid -> valid.value();
        case Parsed.Malformed<Consent> malformed ->
            throw new IOException(file + ": " + malformed + "; ask the mirror for its consent.txt");
      };
    }
  }

  @Command(name = "remove", description = "Takes mirrors out.", mixinStandardHelpOptions = true)
  static final class Remove implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The mirror's folder.")
    private Path folder;

    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "URL",
        description = "Their addresses, as 'roster show' lists them.")
    private List<String> urls;

    @Option(names = "--keys", paramLabel = "DIR", description = "A further folder with key files.")
    private List<Path> keys = new ArrayList<>();

    @Mixin private Passphrase passphrase;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Remove() {}

    @Override
    public Integer call() {
      return MirrorRosterCommand.run(
          spec,
          out ->
              MirrorRosterCommand.tell(
                  out, MirrorRosterCommand.change(folder, keys, passphrase).remove(urls)));
    }
  }

  @Command(
      name = "resign",
      description = "Signs the list as it is by the keys that count now.",
      mixinStandardHelpOptions = true)
  static final class Resign implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The mirror's folder.")
    private Path folder;

    @Option(names = "--keys", paramLabel = "DIR", description = "A further folder with key files.")
    private List<Path> keys = new ArrayList<>();

    @Mixin private Passphrase passphrase;
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Resign() {}

    @Override
    public Integer call() {
      return MirrorRosterCommand.run(
          spec,
          out ->
              MirrorRosterCommand.tell(
                  out, MirrorRosterCommand.change(folder, keys, passphrase).resign()));
    }
  }
}

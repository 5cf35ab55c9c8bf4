package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.publish.Publication;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.publish.Publisher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror publish`.
@Command(
    name = "publish",
    description = "Captures the site, signs a new edition of its copy, and sends it out.",
    mixinStandardHelpOptions = true,
    footer = {"", "Exit codes: 0 published or unchanged, 1 not published, 2 wrong usage."})
final class MirrorPublishCommand implements Callable<Integer> {
  private static final int PAGES_TOLD = 5;

  @Parameters(index = "0", paramLabel = "DIR", description = "The mirror's folder.")
  private Path folder;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder that holds the built site.")
  private Path from;

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description = "A further folder with key files, such as a stick.")
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--yes",
      description = "Publishes also if much is missing or the site has shrunk.")
  private boolean yes;

  @Mixin private Passphrase passphrase;

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init")
  MirrorPublishCommand() {}

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      MirrorFolder mirror = new MirrorFolder(folder).existing();
      List<Path> folders = new ArrayList<>(List.of(mirror.keys()));
      folders.addAll(keys);
      Publisher publisher =
          new Publisher(mirror.copy(), new KeyRing(folders, passphrase), Clock.systemUTC());
      PublishRules rules = yes ? PublishRules.USUAL.withApproval() : PublishRules.USUAL;
      Publication publication = publisher.publish(new DirectoryCapture(from), rules);
      publication.change().lines(PAGES_TOLD).forEach(out::println);
      tellCompleteness(out, publication);
      return switch (publication) {
        case Publication.Published published -> {
          out.println(
              "edition "
                  + published.head().sequence()
                  + " is published in "
                  + mirror.copy()
                  + ": "
                  + published.bytes()
                  + " bytes, "
                  + published.newBytes()
                  + " of them new");
          out.flush();
          yield ExitCode.DONE;
        }
        case Publication.Unchanged unchanged -> {
          out.println(
              "edition "
                  + unchanged.head().sequence()
                  + " stays"
                  + (unchanged.renewed() ? "; a heartbeat says that it is still current" : ""));
          out.flush();
          yield ExitCode.DONE;
        }
        case Publication.Refused refused -> {
          out.flush();
          err.println(
              "gabion: not published: "
                  + refused.reason()
                  + "; look at what is missing above, or say --yes if it is right");
          yield ExitCode.FAILED;
        }
      };
    } catch (IOException e) {
      out.flush();
      err.println("gabion: " + OutsideFault.words(e));
      return ExitCode.FAILED;
    }
  }

  private static void tellCompleteness(PrintWriter out, Publication publication) {
    SnapshotHeader.Completeness completeness = publication.completeness();
    out.println(
        "captured "
            + completeness.captured()
            + " of "
            + completeness.known()
            + " known pages; "
            + completeness.failed()
            + " failed, "
            + completeness.left()
            + " left out");
    publication.missed().stream().limit(20).forEach(line -> out.println("  " + line));
    if (publication.missed().size() > 20) {
      out.println("  ...");
    }
  }
}

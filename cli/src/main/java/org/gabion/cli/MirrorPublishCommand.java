package org.gabion.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.SnapshotHeader;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.capture.CaptureSource;
import org.gabion.mirror.capture.CrawlCapture;
import org.gabion.mirror.capture.CrawlConfig;
import org.gabion.mirror.capture.CrawlListener;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.capture.FileCrawlMemory;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.KeyRing;
import org.gabion.mirror.publish.Publication;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.publish.Publisher;
import org.gabion.mirror.rendition.RenditionFolder;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.target.MirrorTarget;
import org.gabion.mirror.target.Targets;
import org.gabion.mirror.upload.CopyUpload;
import org.gabion.mirror.upload.UploadRules;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `gabion mirror publish`.
@Command(
    name = "publish",
    description = "Captures the site, signs a new edition of its copy, and sends it out.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit codes: 0 published or unchanged, and sent; 1 not published, or not sent to all; 2"
          + " wrong",
      "usage."
    })
final class MirrorPublishCommand implements Callable<Integer> {
  private static final int PAGES_TOLD = 5;

  @Parameters(index = "0", paramLabel = "DIR", description = "The mirror's folder.")
  private Path folder;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "SITE",
      description =
          "The folder that holds the built site, or the address of your own site, to crawl it.")
  private String from;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "The site's own address, for links in the readable pages.")
  private @Nullable String url;

  @Option(
      names = "--keys",
      paramLabel = "DIR",
      description = "A further folder with key files, such as a stick.")
  private List<Path> keys = new ArrayList<>();

  @Option(
      names = "--yes",
      description = "Publishes also if much is missing or the site has shrunk.")
  private boolean yes;

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

  @Option(
      names = "--upload-rate",
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = ByteSize.class,
      description = "Sends at most so many bytes a second; 0 for no bound, the default.")
  private long uploadRate;

  @Mixin private CrawlOptions crawl;

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
      FolderSource own = new FolderSource(mirror.copy());
      Optional<OpenedCopy> before = opened(own);
      Publication publication = publisher.publish(source(mirror, own, err), rules);
      publication.change().lines(PAGES_TOLD).forEach(out::println);
      tellCompleteness(out, publication);
      return switch (publication) {
        case Publication.Published published -> {
          render(mirror, own, before);
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
          yield send(mirror);
        }
        case Publication.Unchanged unchanged -> {
          render(mirror, own, before);
          out.println(
              "edition "
                  + unchanged.head().sequence()
                  + " stays"
                  + (unchanged.renewed() ? "; a heartbeat says that it is still current" : ""));
          out.flush();
          yield send(mirror);
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
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      out.flush();
      err.println("gabion: " + OutsideFault.words(e));
      return ExitCode.FAILED;
    }
  }

  /// Sends the copy to all targets; one that fails does not keep the others from it.
  private int send(MirrorFolder mirror) {
    PrintWriter out = spec.commandLine().getOut();
    Targets known =
        new Targets(
            name -> Optional.ofNullable(System.getenv(name)),
            Path.of(System.getProperty("user.home")),
            Clock.systemUTC());
    int failed = 0;
    for (String text : targets) {
      try (MirrorTarget target = known.open(text)) {
        CopyUpload upload =
            new CopyUpload(
                mirror.copy(),
                mirror.root().resolve("sent"),
                UploadRules.USUAL.withBytesPerSecond(uploadRate),
                this::uploaded);
        CopyUpload.Uploaded uploaded = upload.run(target);
        out.println(
            target.name()
                + ": sent "
                + uploaded.files()
                + " files, "
                + uploaded.bytes()
                + " bytes; took away "
                + uploaded.deleted());
        out.flush();
      } catch (IOException e) {
        failed++;
        spec.commandLine().getErr().println("gabion: " + OutsideFault.words(e));
      }
    }
    return failed == 0 ? ExitCode.DONE : ExitCode.FAILED;
  }

  private void uploaded(long files, long bytes) {
    if (files % 1000 == 0) {
      spec.commandLine().getErr().println("sent " + files + " files, " + bytes + " bytes");
    }
  }

  private CaptureSource source(MirrorFolder mirror, FolderSource own, PrintWriter err)
      throws IOException {
    if (!isAddress(from)) {
      return new DirectoryCapture(Path.of(from));
    }
    CrawlConfig config = crawl.config(URI.create(withSlash(from)), RootWalk.siteOf(own));
    return new CrawlCapture(
        config,
        FileCrawlMemory.open(mirror.root().resolve("crawl-memory")),
        new Told(err),
        new SecureRandom());
  }

  private static boolean isAddress(String text) {
    return text.startsWith("https://") || text.startsWith("http://");
  }

  private static String withSlash(String text) {
    return text.endsWith("/") ? text : text + "/";
  }

  /// Tells how a crawl goes on, now and then.
  private static final class Told implements CrawlListener {
    private static final long EACH = 500;

    private final PrintWriter err;

    Told(PrintWriter err) {
      this.err = err;
    }

    @Override
    public void progress(long kept, long left, long waiting) {
      if ((kept + left) % EACH == 0) {
        err.println(kept + " pages kept, " + left + " left out, " + waiting + " to come");
        err.flush();
      }
    }

    @Override
    public void note(String text) {
      err.println("note: " + text);
      err.flush();
    }
  }

  private static Optional<OpenedCopy> opened(FolderSource own) throws IOException {
    if (own.fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES).isEmpty()) {
      return Optional.empty();
    }
    TrustedSite site = TrustedSite.of(RootWalk.begin(own, RootWalk.siteOf(own)));
    return CopyHead.read(own, site).verdict() instanceof HeadVerdict.Newer newer
        ? Optional.of(OpenedCopy.open(own, newer.head()))
        : Optional.empty();
  }

  /// Makes the pages that can be read without scripts, beside the copy.
  private void render(MirrorFolder mirror, FolderSource own, Optional<OpenedCopy> before)
      throws IOException {
    String address = url != null ? url : isAddress(from) ? from : "";
    RenditionRules rules =
        address.isEmpty() ? RenditionRules.unknownSite() : RenditionRules.of(address);
    new RenditionFolder(mirror.copy(), mirror.root().resolve("rendered"), Version.text())
        .bring(opened(own).orElseThrow(), before, rules);
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

package org.gabion.mirror.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Root;
import org.gabion.core.snapshot.Roster;
import org.gabion.core.snapshot.Route;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.copy.Source;
import org.gabion.mirror.rendition.Rendition;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.web.HostFiles;

/// Writes one edition into one zip file for a stick: the signed parts below `.gabion/`, the
/// readable rendition, the files for common hosts, a page that checks the copy without a network,
/// and a word for whoever finds it.
///
/// Every byte is checked on its way. Written beside the file and moved to its place at the end. The
/// same edition, heartbeat and rules give the same bytes. Read again by
/// [org.gabion.mirror.copy.ZipSource].
public final class Bundle {
  /// The page that checks the copy.
  public static final String VERIFIER = "verify.html";

  /// The word for whoever finds the stick.
  public static final String README = "README.txt";

  /// Sticks are often formatted as FAT32, on which no file can be larger.
  public static final long STICK_BYTES = (4L << 30) - 1;

  private static final long MAX_ROSTERS = 100_000;

  private final OpenedCopy copy;
  private final RenditionRules rules;

  /// What was written.
  ///
  /// @param bytes of the zip file; more than [#STICK_BYTES] do not fit on every stick
  public record Written(long files, long bytes) {}

  private Bundle(OpenedCopy copy, RenditionRules rules) {
    this.copy = copy;
    this.rules = rules;
  }

  /// Writes the bundle of a copy; a file that is there is replaced.
  ///
  /// @throws CopyFault if a part of the copy is missing or wrong
  /// @throws IOException if the file can not be written; what was there is whole
  public static Written write(OpenedCopy copy, RenditionRules rules, Path zip) throws IOException {
    return new Bundle(copy, rules.withMostBytes(STICK_BYTES)).run(zip.toAbsolutePath());
  }

  /// Writes the bundle of the operator's own copy in a folder, whose site is taken at its word.
  public static Written write(Path folder, RenditionRules rules, Path zip) throws IOException {
    Source source = new FolderSource(folder);
    TrustedSite site = TrustedSite.of(RootWalk.begin(source, RootWalk.siteOf(source)));
    return switch (CopyHead.read(source, site).verdict()) {
      case HeadVerdict.Newer newer -> write(OpenedCopy.open(source, newer.head()), rules, zip);
      case HeadVerdict.Refused refused ->
          throw new CopyFault(CopyFault.Kind.UNTRUSTED, folder + ": " + refused.reason());
      case HeadVerdict.Same _, HeadVerdict.Older _, HeadVerdict.SplitView _ ->
          throw new IllegalStateException("no head was seen before");
    };
  }

  private Written run(Path zip) throws IOException {
    Path draft = zip.resolveSibling(".part-" + zip.getFileName());
    try {
      long files;
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft), 1 << 16);
          BundleZip into = new BundleZip(out, copy.header().published())) {
        into.put(README, readme().getBytes(StandardCharsets.UTF_8));
        into.put(VERIFIER, VerifierPage.bytes());
        var _ = new Rendition(copy, rules).renderWithVerifier(into, VERIFIER);
        for (var file : HostFiles.all().entrySet()) {
          into.put(file.getKey(), file.getValue());
        }
        documents(into);
        objects(into);
        files = into.files();
      }
      Files.move(draft, zip, StandardCopyOption.REPLACE_EXISTING);
      return new Written(files, Files.size(zip));
    } catch (FileSystemException e) {
      throw new IOException(
          "can not write "
              + zip
              + ": "
              + Optional.ofNullable(e.getReason()).orElse("no such folder, or no permission")
              + "; name a file in a folder that is writable and has room",
          e);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void documents(BundleZip into) throws IOException {
    into.put(CopyPaths.HEAD, head());
    for (Signed<Root> root : RootWalk.begin(copy.source(), copy.header().site()).roots()) {
      into.put(CopyPaths.root(root.document().number()), root.bytes());
    }
    into.put(CopyPaths.snapshot(copy.header().sequence()), copy.header().encoded());
    into.put(CopyPaths.recent(copy.header().sequence()), copy.recent().bytes());
    NavigableMap<Digest, Integer> shards = new TreeMap<>();
    for (int i = 0; i < copy.header().shards().size(); i++) {
      shards.putIfAbsent(copy.header().shards().get(i).digest(), i);
    }
    for (var shard : shards.entrySet()) {
      into.put(CopyPaths.shard(shard.getKey()), copy.shard(shard.getValue()).bytes());
    }
    rosters(into);
  }

  /// The head as the source has it, with its heartbeat, unless a newer edition came meanwhile.
  private byte[] head() throws IOException {
    Optional<byte[]> bytes = copy.source().fetch(CopyPaths.HEAD, HeadFile.MAX_BYTES);
    boolean same =
        bytes.isPresent()
            && HeadFile.parse(bytes.get()) instanceof Parsed.Valid<HeadFile>(HeadFile file)
            && file.head().identity().equals(copy.head().identity());
    return same ? bytes.get() : new HeadFile(copy.head(), Optional.empty()).bytes();
  }

  private void rosters(BundleZip into) throws IOException {
    for (long number = 1; number <= MAX_ROSTERS; number++) {
      Optional<byte[]> bytes = copy.source().fetch(CopyPaths.roster(number), Roster.MAX_BYTES);
      if (bytes.isEmpty()) {
        return;
      }
      if (Roster.parse(bytes.get()) instanceof Parsed.Valid<Signed<Roster>>(Signed<Roster> roster)
          && roster.document().site().equals(copy.header().site())) {
        into.put(CopyPaths.roster(number), bytes.get());
      }
    }
  }

  private void objects(BundleZip into) throws IOException {
    NavigableMap<Digest, ObjectRef> objects = new TreeMap<>();
    TreeMap<Digest, Boolean> packed = new TreeMap<>();
    for (Route route : copy.routes()) {
      boolean pack = isWorthPacking(route);
      for (ObjectRef object : route.objects()) {
        objects.put(object.digest(), object);
        packed.merge(object.digest(), pack, Boolean::logicalOr);
      }
    }
    for (ObjectRef object : objects.values()) {
      byte[] bytes = copy.object(object);
      into.put(
          CopyPaths.object(object.digest()),
          out -> out.write(bytes),
          Boolean.TRUE.equals(packed.get(object.digest())));
    }
  }

  private static boolean isWorthPacking(Route route) {
    String type =
        route.headers().getOrDefault(RouteHeader.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
    boolean media =
        type.startsWith("image/") && !type.startsWith("image/svg")
            || type.startsWith("video/")
            || type.startsWith("audio/")
            || type.startsWith("font/woff")
            || type.startsWith("application/zip")
            || type.startsWith("application/gzip")
            || type.startsWith("application/pdf");
    return !media;
  }

  private String readme() {
    return """
    This is a copy of a website, signed by its publisher.

    Fingerprint of the site: %s
    Edition %d, published %s.
    The publisher promised the next edition by %s.

    To read it:   open index.html in a browser. No network is needed.
    To check it:  open verify.html in a browser and give it this folder.
                  Compare the fingerprint with one that you have from somewhere else.
    To bring the whole site back, byte for byte, with the free program Gabion:

      gabion mirror restore --site %s --from FOLDER-OR-ZIP --to NEW-FOLDER

    If this is still a zip file, unpack it first to read or check it in a browser. Some
    systems hide the folder .gabion because its name begins with a dot: it holds the signed
    part, so copy it along with everything else.

    You may give this copy to anybody. Nobody can change what was signed without being found
    out.
    """
        .formatted(
            copy.header().site().fingerprint(),
            copy.header().sequence(),
            copy.header().published(),
            copy.head().document().nextBy(),
            copy.header().site())
        .replace("\n", "\r\n");
  }
}

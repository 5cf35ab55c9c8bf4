package org.gabion.mirror.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gabion.core.snapshot.Consent;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Signed;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.keys.HolderKeys;
import org.gabion.mirror.keys.MirrorKey;
import org.gabion.mirror.publish.Heartbeats;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.publish.RosterChange;

/// A site of two editions: the first three weeks ago, the second yesterday. Its clock stands at
/// [#NOW].
final class CheckedSite {
  static final Instant NOW = Instant.parse("2026-11-26T20:00:00Z");
  static final int OBJECTS = 200;

  final MirrorRig rig;

  /// The first edition, overdue.
  final Path first;

  /// The first edition, with a heartbeat that says that it is still the current one.
  final Path firstBeating;

  /// The second edition.
  final Path second;

  private final Path folder;

  private CheckedSite(Path folder, MirrorRig rig) {
    this.folder = folder;
    this.rig = rig;
    first = folder.resolve("first");
    firstBeating = folder.resolve("first-beating");
    second = folder.resolve("second");
  }

  /// Publishes it below a folder.
  static CheckedSite publishBelow(Path folder) throws IOException {
    MirrorRig rig = MirrorRig.found(folder);
    rig.at(NOW.minus(Duration.ofDays(21)));
    Path pages = Files.createDirectories(folder.resolve("pages"));
    Random random = new Random(17);
    for (int i = 0; i < OBJECTS; i++) {
      byte[] page = new byte[300 + random.nextInt(500)];
      random.nextBytes(page);
      Files.write(pages.resolve("page-" + i + ".bin"), page);
    }
    CheckedSite site = new CheckedSite(folder, rig);
    site.publish();
    TestMirrors.copied(rig.copy(), site.first);
    rig.at(NOW.minus(Duration.ofDays(2)));
    var _ =
        new Heartbeats(rig.copy(), rig.ring(), rig.clock())
            .say(PublishRules.USUAL.nextWithin(), Duration.ofDays(60));
    TestMirrors.copied(rig.copy(), site.firstBeating);
    rig.at(NOW.minus(Duration.ofDays(1)));
    Files.writeString(pages.resolve("page-0.bin"), "another page now");
    site.publish();
    TestMirrors.copied(rig.copy(), site.second);
    rig.at(NOW);
    return site;
  }

  /// The same site in another folder, to be changed.
  CheckedSite in(Path other) throws IOException {
    for (String part : List.of("copy", "keys", "pages", "first", "first-beating", "second")) {
      TestMirrors.copied(folder.resolve(part), other.resolve(part));
    }
    return new CheckedSite(other, rig.in(other));
  }

  final void publish() throws IOException {
    rig.publisher().publish(new DirectoryCapture(folder.resolve("pages")), PublishRules.USUAL);
  }

  /// A fresh folder with the files of another.
  Path copyOf(Path from, String name) throws IOException {
    return TestMirrors.copied(from, folder.resolve(name));
  }

  /// Puts mirrors into the roster of the operator's copy.
  void enlist(List<String> urls) throws IOException {
    List<Consent> consents = new ArrayList<>();
    for (String url : urls) {
      consents.add(MirrorKey.generate().consent(rig.site(), url, NOW));
    }
    new RosterChange(rig.copy(), rig.ring(), rig.clock()).add(consents);
  }

  Beginning beginning() throws IOException {
    return Beginning.of(List.of(new FolderSource(rig.copy())), Optional.of(rig.site()));
  }

  /// A head file as a mirror's folder has it.
  static HeadFile head(Path copy) throws IOException {
    byte[] bytes = Files.readAllBytes(copy.resolve(CopyPaths.HEAD));
    if (HeadFile.parse(bytes) instanceof Parsed.Valid<HeadFile>(HeadFile file)) {
      return file;
    }
    throw new IOException("no head in " + copy);
  }

  /// Another head of a sequence, signed by a stolen key.
  HeadFile forged(long sequence, String holder) throws IOException {
    Head head =
        new Head(
            rig.site(),
            sequence,
            1,
            Digest.of(new byte[] {42}),
            NOW.minus(Duration.ofDays(1)),
            NOW.plus(Duration.ofDays(6)),
            Optional.empty());
    Signed<Head> signed = HolderKeys.sign(head, head.body(), List.of(rig.key(holder)));
    return new HeadFile(signed, Optional.empty());
  }

  /// The files below some folders of a copy, relative to it.
  static List<String> files(Path copy, String... below) {
    List<String> files = new ArrayList<>();
    for (String each : below) {
      try (var walk = Files.walk(copy.resolve(each))) {
        walk.filter(Files::isRegularFile)
            .sorted()
            .forEach(file -> files.add(copy.relativize(file).toString()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  /// Changes a share of a copy's shards and objects: one byte of each, or the whole file away.
  static void damage(Path copy, double share, boolean remove, Random random) throws IOException {
    List<String> files = files(copy, CopyPaths.SHARDS, CopyPaths.OBJECTS);
    java.util.Collections.shuffle(files, random);
    for (String file : files.subList(0, (int) Math.ceil(share * files.size()))) {
      Path path = copy.resolve(file);
      if (remove) {
        Files.delete(path);
      } else {
        byte[] bytes = Files.readAllBytes(path);
        bytes[random.nextInt(bytes.length)] ^= 1;
        Files.write(path, bytes);
      }
    }
  }
}

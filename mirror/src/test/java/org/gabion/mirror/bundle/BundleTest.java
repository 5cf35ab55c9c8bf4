package org.gabion.mirror.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.copy.ZipSource;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.rendition.RenditionRules;
import org.gabion.mirror.restore.Restore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A copy goes onto a stick in one file, and the site comes back from it byte for byte.
final class BundleTest {
  private static final RenditionRules RULES = RenditionRules.of("https://site.example");

  @TempDir Path temp;
  private MirrorRig rig;
  private Path site;

  @BeforeEach
  void publish() throws IOException {
    rig = MirrorRig.found(temp);
    site = Files.createDirectories(temp.resolve("site"));
    Files.createDirectories(site.resolve("News"));
    Files.writeString(site.resolve("index.html"), "<title>Home</title><a href=News/>news</a>");
    Files.writeString(site.resolve("404.html"), "<h1>Not here</h1>");
    Files.writeString(site.resolve("News/index.html"), "<h1>News</h1>");
    Files.writeString(site.resolve("News/50% #1?.txt"), "odd name");
    byte[] large = new byte[(2 << 20) + 17];
    new java.util.Random(1).nextBytes(large);
    Files.write(site.resolve("film.mp4"), large);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
  }

  @Test
  void restore_fromABundle_isTheSiteByteForByte() throws Exception {
    Path zip = temp.resolve("site.zip");
    Bundle.Written written = Bundle.write(rig.copy(), RULES, zip);
    try (ZipSource source = ZipSource.open(zip)) {
      CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site())));
      assertThat(head.verdict()).isInstanceOf(HeadVerdict.Newer.class);
      new Restore(OpenedCopy.open(source, head.file().head()), temp.resolve("back")).run();
    }

    assertThat(tree(temp.resolve("back"))).isEqualTo(tree(site));
    assertThat(written.bytes()).isEqualTo(Files.size(zip));
  }

  @Test
  void write_twice_givesTheSameBytes() throws Exception {
    Bundle.write(rig.copy(), RULES, temp.resolve("a.zip"));
    Bundle.write(rig.copy(), RULES, temp.resolve("b.zip"));

    assertThat(Files.mismatch(temp.resolve("a.zip"), temp.resolve("b.zip"))).isEqualTo(-1);
  }

  @Test
  void write_ofACopy_holdsEveryFileOfItAndWhatReadersNeed() throws Exception {
    Path zip = temp.resolve("site.zip");
    Bundle.write(rig.copy(), RULES, zip);

    try (ZipFile file = new ZipFile(zip.toFile())) {
      List<? extends ZipEntry> entries = Collections.list(file.entries());
      assertThat(entries)
          .extracting(ZipEntry::getName)
          .containsAll(
              tree(rig.copy()).keySet().stream().filter(p -> !p.endsWith(".publishing")).toList())
          .contains(
              "README.txt", "verify.html", "index.html", "r/index.html", "r/404.html", "r/film.mp4")
          .allSatisfy(name -> assertThat(name).matches("[a-zA-Z0-9._~/-]+"));
      assertThat(entries)
          .allSatisfy(
              entry ->
                  assertThat(entry.getTimeLocal().toInstant(ZoneOffset.UTC))
                      .isEqualTo(MirrorRig.START));
      for (String path : List.of(CopyPaths.HEAD, CopyPaths.root(1), CopyPaths.snapshot(1))) {
        assertThat(file.getInputStream(file.getEntry(path)).readAllBytes())
            .isEqualTo(Files.readAllBytes(rig.copy().resolve(path)));
      }
      String readme =
          new String(
              file.getInputStream(file.getEntry("README.txt")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(readme).contains(rig.site().fingerprint(), "verify.html");
      String index =
          new String(
              file.getInputStream(file.getEntry("index.html")).readAllBytes(),
              StandardCharsets.UTF_8);
      assertThat(index).contains("href=\"verify.html\"");
    }
  }

  @Test
  void write_ofADamagedCopy_isRefusedAndLeavesWhatWasThere() throws Exception {
    Path zip = Files.writeString(temp.resolve("site.zip"), "before");
    Path object;
    try (Stream<Path> objects = Files.walk(rig.copy().resolve(CopyPaths.OBJECTS))) {
      object = objects.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
    }
    Files.write(object, new byte[(int) Files.size(object)]);

    assertThatThrownBy(() -> Bundle.write(rig.copy(), RULES, zip))
        .isInstanceOf(CopyFault.class)
        .hasMessageContaining("not the bytes that were signed");
    assertThat(zip).hasContent("before");
    assertThat(temp.resolve(".part-site.zip")).doesNotExist();
  }

  @Test
  void write_intoAFolderThatIsNotThere_saysSo() {
    assertThatThrownBy(() -> Bundle.write(rig.copy(), RULES, temp.resolve("no/site.zip")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("name a file in a folder that is writable");
  }

  private static Map<String, Digest> tree(Path root) throws IOException {
    Map<String, Digest> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tree.put(root.relativize(file).toString(), Digest.of(Files.readAllBytes(file)));
      }
    }
    return tree;
  }
}

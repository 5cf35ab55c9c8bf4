package org.gabion.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.RouteKey;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.publish.Publication;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.restore.Restore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A folder is published, and comes back from the copy byte for byte.
final class RoundTripTest {
  @TempDir Path temp;

  @Test
  void restore_ofAPublishedFolder_isTheSameByteForByte() throws Exception {
    Path site = site();
    MirrorRig rig = MirrorRig.found(temp);

    Publication first = rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);

    assertThat(first).isInstanceOf(Publication.Published.class);
    Restore.Restored restored = new Restore(open(rig), temp.resolve("back")).run();
    assertThat(tree(temp.resolve("back"))).isEqualTo(tree(site));
    assertThat(restored.files()).isEqualTo(tree(site).size());
  }

  @Test
  void publish_ofAnUnchangedFolder_makesNoEdition() throws Exception {
    Path site = site();
    MirrorRig rig = MirrorRig.found(temp);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);

    Publication second = rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);

    assertThat(second)
        .isInstanceOfSatisfying(
            Publication.Unchanged.class,
            unchanged -> {
              assertThat(unchanged.renewed()).isTrue();
              assertThat(unchanged.head().sequence()).isEqualTo(1);
            });
  }

  @Test
  void publish_ofAChange_storesOnlyWhatIsNew() throws Exception {
    Path site = site();
    MirrorRig rig = MirrorRig.found(temp);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    Files.writeString(site.resolve("news/second.html"), "<h1>Second</h1>");

    Publication second = rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);

    assertThat(second)
        .isInstanceOfSatisfying(
            Publication.Published.class,
            published -> {
              assertThat(published.head().sequence()).isEqualTo(2);
              assertThat(published.newBytes()).isEqualTo("<h1>Second</h1>".length());
              assertThat(published.change().lines(5))
                  .containsExactly("new: 1 page: /news/second.html");
            });
    assertThat(open(rig).recent().objects()).hasSize(1);
  }

  @Test
  void publish_ofAShrunkenSite_isRefusedUntilApproved() throws Exception {
    Path site = site();
    MirrorRig rig = MirrorRig.found(temp);
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
    Files.delete(site.resolve("news/index.html"));
    Files.delete(site.resolve("large.bin"));
    Files.delete(site.resolve("empty.txt"));
    byte[] head = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));

    Publication refused = rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);

    assertThat(refused)
        .isInstanceOfSatisfying(
            Publication.Refused.class, r -> assertThat(r.reason()).contains("are gone"));
    assertThat(rig.copy().resolve(CopyPaths.HEAD)).hasBinaryContent(head);
    assertThat(
            rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL.withApproval()))
        .isInstanceOf(Publication.Published.class);
  }

  @Test
  void restore_ofADamagedObject_isRefusedAndLeavesNothing() throws Exception {
    MirrorRig rig = MirrorRig.found(temp);
    rig.publisher().publish(new DirectoryCapture(site()), PublishRules.USUAL);
    OpenedCopy copy = open(rig);
    Path object =
        rig.copy()
            .resolve(
                CopyPaths.object(
                    copy.route(RouteKey.of("/large.bin").orElseThrow())
                        .orElseThrow()
                        .objects()
                        .getFirst()
                        .digest()));
    byte[] bytes = Files.readAllBytes(object);
    bytes[4711] ^= 1;
    Files.write(object, bytes);

    assertThatThrownBy(() -> new Restore(open(rig), temp.resolve("back")).run())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not the bytes that were signed");
    assertThat(temp.resolve("back")).doesNotExist();
  }

  private Path site() throws IOException {
    Path site = Files.createDirectories(temp.resolve("site"));
    Files.createDirectories(site.resolve("news"));
    Files.createDirectories(site.resolve("bilder mit ä"));
    Files.writeString(site.resolve("index.html"), "<h1>Home</h1>");
    Files.writeString(site.resolve("404.html"), "<h1>Not here</h1>");
    Files.writeString(site.resolve("news/index.html"), "<h1>News</h1>");
    Files.writeString(site.resolve("bilder mit ä/50% #1?.txt"), "odd name");
    Files.writeString(site.resolve("empty.txt"), "");
    Files.writeString(site.resolve("LICENSE"), "no ending");
    byte[] large = new byte[(2 << 20) + 17];
    new Random(1).nextBytes(large);
    Files.write(site.resolve("large.bin"), large);
    return site;
  }

  private static OpenedCopy open(MirrorRig rig) throws IOException {
    FolderSource source = new FolderSource(rig.copy());
    CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site())));
    assertThat(head.verdict()).isInstanceOf(HeadVerdict.Newer.class);
    return OpenedCopy.open(source, head.file().head());
  }

  private static Map<String, String> tree(Path root) throws IOException {
    Map<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tree.put(
            root.relativize(file).toString(),
            org.gabion.core.snapshot.Digest.of(Files.readAllBytes(file)).toString());
      }
    }
    return tree;
  }
}

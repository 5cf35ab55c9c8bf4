package org.gabion.mirror.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.node.CopyServer;
import org.gabion.mirror.node.EventLoops;
import org.gabion.mirror.node.MirrorNode;
import org.gabion.mirror.node.NodeConfig;
import org.gabion.mirror.publish.Publication;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.restore.Restore;
import org.gabion.mirror.wire.AddressRule;
import org.gabion.mirror.wire.MirrorAddress;
import org.gabion.mirror.wire.MirrorClient;
import org.gabion.mirror.wire.Waits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The disk of a copy is full in the middle of an edition: the edition before stays whole, and
/// there is an end to it when there is room again.
final class FullDiskTest {
  private static final String SIZE = "800k";

  @TempDir Path temp;

  private Path site;
  private Path small;

  @BeforeEach
  void writeSite() throws IOException {
    site = Files.createDirectories(temp.resolve("site"));
    small = Files.createDirectories(temp.resolve("small"));
    Random random = new Random(8);
    for (int i = 0; i < 30; i++) {
      byte[] page = new byte[3000];
      random.nextBytes(page);
      Files.write(site.resolve("page-" + i + ".bin"), page);
    }
  }

  private List<Path> addTooMuch() throws IOException {
    List<Path> added = new ArrayList<>();
    Random random = new Random(9);
    for (int i = 0; i < 12; i++) {
      byte[] page = new byte[70_000];
      random.nextBytes(page);
      added.add(Files.write(site.resolve("large-" + i + ".bin"), page));
    }
    return added;
  }

  @Test
  void publish_ontoADiskThatIsFull_keepsTheEditionBefore() throws Exception {
    try (SmallDisk _ = SmallDisk.mount(small, SIZE)) {
      MirrorRig rig = MirrorRig.found(small);
      rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
      byte[] head = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));
      List<Path> added = addTooMuch();

      assertThatThrownBy(
              () -> rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL))
          .isInstanceOfSatisfying(
              TargetFault.class,
              fault -> {
                assertThat(fault.kind()).isEqualTo(TargetFault.Kind.FULL);
                assertThat(fault).hasMessageContaining("free space, then publish again");
              });

      assertThat(rig.copy().resolve(CopyPaths.HEAD)).hasBinaryContent(head);
      for (Path one : added) {
        Files.delete(one);
      }
      assertRestores(rig, rig.copy(), "back-1");
      // What the attempt has stored is garbage a day later; until then there is room for little.
      for (Path object : objectsOf(rig.copy(), 70_000)) {
        Files.delete(object);
      }
      Files.writeString(site.resolve("page-3.bin"), "changed");
      assertThat(rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL))
          .isInstanceOf(Publication.Published.class);
      assertRestores(rig, rig.copy(), "back-2");
    }
  }

  @Test
  void node_onADiskThatIsFull_keepsTheEditionBeforeAndCatchesUp() throws Exception {
    MirrorRig rig = MirrorRig.found(temp);
    try (SmallDisk _ = SmallDisk.mount(small, SIZE);
        EventLoops loops = new EventLoops(1);
        CopyServer publisher =
            new CopyServer(loops, new InetSocketAddress("127.78.0.1", 0), rig.copy(), 0)) {
      rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
      try (MirrorClient client = client();
          MirrorNode node = join(rig, publisher, client)) {
        node.fetchNow();
        List<Path> added = addTooMuch();
        rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);

        assertThatThrownBy(node::fetchNow).isInstanceOf(IOException.class);
        assertThat(node.complete().orElseThrow().sequence()).isEqualTo(1);
        for (Path one : added) {
          Files.delete(one);
        }
        assertRestores(rig, small, "back-1");

        for (Path object : objectsOf(small, 70_000)) {
          Files.delete(object);
        }
        Files.writeString(site.resolve("page-3.bin"), "changed");
        rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL.withApproval());
        node.fetchNow();
        assertThat(node.complete().orElseThrow().sequence()).isEqualTo(3);
        assertRestores(rig, small, "back-2");
      }
    }
  }

  private static MirrorClient client() {
    Waits waits = new Waits(Duration.ofSeconds(3), Duration.ofSeconds(30));
    return new MirrorClient(new AddressRule(true), waits, 8);
  }

  private MirrorNode join(MirrorRig rig, CopyServer publisher, MirrorClient client)
      throws IOException {
    NodeConfig config =
        new NodeConfig(
            rig.site(),
            MirrorAddress.parse("http://127.78.0.1:" + publisher.address().getPort() + "/"),
            MirrorAddress.parse("http://127.78.0.2/"),
            Optional.empty(),
            small,
            1L << 30,
            0,
            2,
            Duration.ofHours(1));
    return MirrorNode.join(config, new MirrorNode.Outside(client, InstantSource.system(), _ -> {}));
  }

  private static List<Path> objectsOf(Path copy, long size) throws IOException {
    try (var files = Files.walk(copy.resolve(CopyPaths.OBJECTS))) {
      return files.filter(Files::isRegularFile).filter(f -> f.toFile().length() == size).toList();
    }
  }

  private void assertRestores(MirrorRig rig, Path copy, String to) throws IOException {
    FolderSource source = new FolderSource(copy);
    CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site())));
    Path back = temp.resolve(to);
    new Restore(OpenedCopy.open(source, head.file().head()), back).run();
    try (var files = Files.list(site)) {
      List<Path> pages = files.toList();
      assertThat(back.toFile().list()).hasSize(pages.size());
      for (Path page : pages) {
        assertThat(back.resolve(page.getFileName())).hasSameBinaryContentAs(page);
      }
    }
  }
}

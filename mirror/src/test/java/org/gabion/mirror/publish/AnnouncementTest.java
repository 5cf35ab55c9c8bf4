package org.gabion.mirror.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// To announce the root keys to come takes nothing away from readers.
final class AnnouncementTest {
  @Test
  void announcement_ofRootKeys_leavesTheEditionReadable(@TempDir Path folder) throws Exception {
    MirrorRig rig = MirrorRig.found(folder);
    Path input = Files.createDirectories(folder.resolve("in"));
    Files.writeString(input.resolve("index.html"), "<h1>one</h1>");
    rig.publisher().publish(new DirectoryCapture(input), PublishRules.USUAL);
    RootChange.NewKeys coming =
        new RootChange.NewKeys(folder.resolve("coming"), rig.passphrase(), MirrorRig.ITERATIONS);
    RootChange change = new RootChange(rig.copy(), rig.ring(), rig.clock(), new SecureRandom());
    assertThat(change.announce(coming).root().from()).isEqualTo(2);
    assertThat(verdict(rig)).isInstanceOf(HeadVerdict.Newer.class);
    Files.writeString(input.resolve("index.html"), "<h1>two</h1>");
    rig.publisher().publish(new DirectoryCapture(input), PublishRules.USUAL);
    assertThat(verdict(rig))
        .isInstanceOfSatisfying(
            HeadVerdict.Newer.class,
            newer -> {
              assertThat(newer.head().document().sequence()).isEqualTo(2);
              assertThat(newer.head().document().root()).isEqualTo(2);
            });
  }

  private static HeadVerdict verdict(MirrorRig rig) throws Exception {
    FolderSource source = new FolderSource(rig.copy());
    return CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site()))).verdict();
  }
}

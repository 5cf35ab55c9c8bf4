package org.gabion.mirror.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What follows editions that a root voided.
final class VoidedEditionsTest {
  @TempDir Path temp;

  /// Mirrors may hold files under the numbers of voided editions.
  @Test
  void edition_afterAllWereVoided_goesOnAboveTheirNumbers() throws Exception {
    MirrorRig rig = MirrorRig.found(temp);
    Path input = Files.createDirectories(temp.resolve("in"));
    for (int i = 1; i <= 3; i++) {
      publish(rig, input, "edition " + i);
    }
    new RootChange(rig.copy(), rig.ring(), rig.clock(), new SecureRandom())
        .replace(
            "release-1",
            Optional.of(0L),
            new RootChange.NewKeys(rig.keys(), rig.passphrase(), MirrorRig.ITERATIONS));
    Publication.Published next = publish(rig, input, "edition 3");
    assertThat(next.head().sequence()).isEqualTo(4);
    assertThat(next.head().previous()).isEmpty();
    assertThat(publish(rig, input, "after it").head().sequence()).isEqualTo(5);
  }

  private static Publication.Published publish(MirrorRig rig, Path input, String text)
      throws Exception {
    Files.writeString(input.resolve("index.html"), text);
    return (Publication.Published)
        rig.publisher().publish(new DirectoryCapture(input), PublishRules.USUAL);
  }
}

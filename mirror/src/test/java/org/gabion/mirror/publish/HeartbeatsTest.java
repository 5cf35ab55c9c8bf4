package org.gabion.mirror.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Age;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Heartbeat;
import org.gabion.core.snapshot.Signed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.keys.KeyRing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The word of the online key, and what it can not say.
final class HeartbeatsTest {
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration QUARTER = Duration.ofDays(90);

  @TempDir Path temp;
  private MirrorRig rig;

  @BeforeEach
  void found() throws IOException {
    rig = MirrorRig.found(temp);
  }

  private void publish() throws IOException {
    Path site = Files.createDirectories(temp.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<h1>Home</h1>");
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
  }

  private Heartbeats heartbeats() {
    return new Heartbeats(rig.copy(), rig.ring(), rig.clock());
  }

  private HeadVerdict.Newer verdict() throws IOException {
    FolderSource source = new FolderSource(rig.copy());
    return (HeadVerdict.Newer)
        CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site()))).verdict();
  }

  private Age age() throws IOException {
    HeadVerdict.Newer newer = verdict();
    return Age.of(
        newer.head().document(),
        newer.heartbeat().map(Signed::document),
        false,
        rig.clock().instant());
  }

  @Test
  void word_ofTheHeartbeatKey_makesAnOldEditionFresh() throws Exception {
    publish();
    Head before = verdict().head().document();
    rig.at(MirrorRig.START.plus(Duration.ofDays(20)));
    assertThat(age()).isEqualTo(Age.STALE);
    // Nothing but the heartbeat key is on that machine.
    Path online = Files.createDirectories(temp.resolve("online"));
    Files.copy(
        rig.keys().resolve("heartbeat-1.gabion-key"), online.resolve("heartbeat-1.gabion-key"));
    KeyRing ring = new KeyRing(List.of(online), _ -> rig.passphrase());

    Heartbeat said = new Heartbeats(rig.copy(), ring, rig.clock()).say(WEEK, QUARTER);

    assertThat(said.until()).isEqualTo(MirrorRig.START.plus(Duration.ofDays(27)));
    assertThat(age()).isEqualTo(Age.FRESH);
    assertThat(verdict().head().document()).isEqualTo(before);
  }

  @Test
  void word_thatCanNotBeSaid_isRefusedWithTheRemedy() throws Exception {
    assertThatThrownBy(() -> heartbeats().say(WEEK, QUARTER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no edition yet")
        .hasMessageContaining("gabion mirror publish");
    publish();
    byte[] head = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));
    rig.at(MirrorRig.START.minus(Duration.ofDays(1)));
    assertThatThrownBy(() -> heartbeats().say(WEEK, QUARTER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set this machine's clock");
    rig.at(MirrorRig.START.plus(Duration.ofDays(100)));
    assertThatThrownBy(() -> heartbeats().say(WEEK, QUARTER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("edition 1 is 100 days old")
        .hasMessageContaining("--most-days");
    rig.at(MirrorRig.START);
    try (PublishLock _ = PublishLock.take(rig.copy())) {
      assertThatThrownBy(() -> heartbeats().say(WEEK, QUARTER))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process is publishing");
    }
    new RootChange(rig.copy(), rig.ring(), rig.clock(), new SecureRandom())
        .replace(
            "heartbeat-1",
            Optional.empty(),
            new RootChange.NewKeys(
                temp.resolve("elsewhere"), rig.passphrase(), MirrorRig.ITERATIONS));
    assertThatThrownBy(() -> heartbeats().say(WEEK, QUARTER))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1 heartbeat key is needed, 0 found")
        .hasMessageContaining("bring the key file of: heartbeat-2")
        .hasMessageContaining("not in use: " + rig.keys().resolve("heartbeat-1.gabion-key"));
    assertThat(rig.copy().resolve(CopyPaths.HEAD)).hasBinaryContent(head);
  }
}

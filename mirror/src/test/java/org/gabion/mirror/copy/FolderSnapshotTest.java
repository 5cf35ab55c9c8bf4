package org.gabion.mirror.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.publish.PublishRules;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guard is given when a site has a copy.
final class FolderSnapshotTest {
  @TempDir Path temp;

  private MirrorRig rig;
  private Path site;

  @BeforeEach
  void foundSite() throws IOException {
    rig = MirrorRig.found(temp);
    site = Files.createDirectories(temp.resolve("site"));
    Files.writeString(site.resolve("index.html"), "<h1>One</h1>");
    Files.writeString(site.resolve("404.html"), "<h1>Not here</h1>");
  }

  @Test
  void open_beforeTheFirstEdition_waitsForIt() throws Exception {
    try (FolderSnapshot snapshot = FolderSnapshot.open(rig.copy())) {
      assertThat(snapshot.current()).isEmpty();
      assertThat(snapshot.find("/", "")).isEmpty();
      publish();
      await().atMost(Duration.ofSeconds(30)).until(() -> snapshot.current().isPresent());
      assertThat(text(snapshot, "/", "utm=1")).isEqualTo("<h1>One</h1>");
      assertThat(snapshot.find("/nowhere", "")).isEmpty();
      assertThat(snapshot.find("/.gabion-not-found", "")).isEmpty();
    }
  }

  @Test
  void open_afterAnEdition_takesUpTheNext() throws Exception {
    publish();
    try (FolderSnapshot snapshot = FolderSnapshot.open(rig.copy())) {
      assertThat(snapshot.current().orElseThrow().sequence()).isEqualTo(1);
      Files.writeString(site.resolve("index.html"), "<h1>Two</h1>");
      publish();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> snapshot.current().orElseThrow().sequence() == 2);
      assertThat(text(snapshot, "/index.html", "")).isEqualTo("<h1>Two</h1>");
    }
  }

  @Test
  void read_ofADamagedObject_isUnreadable() throws Exception {
    publish();
    try (FolderSnapshot snapshot = FolderSnapshot.open(rig.copy())) {
      SnapshotStore.Page page = snapshot.find("/", "").orElseThrow();
      var object = page.route().objects().getFirst();
      Files.writeString(rig.copy().resolve(CopyPaths.object(object.digest())), "<h1>0ne</h1>");

      assertThatThrownBy(() -> snapshot.read(object))
          .isInstanceOf(SnapshotStore.Unreadable.class)
          .hasMessageContaining("not the bytes that were signed")
          .hasMessageContaining("bring the copy back");
    }
  }

  @Test
  void open_ofAForgedHead_isRefused() throws Exception {
    publish();
    Path head = rig.copy().resolve(CopyPaths.HEAD);
    Files.writeString(head, Files.readString(head).replace("sequence 1\n", "sequence 2\n"));

    assertThatThrownBy(() -> FolderSnapshot.open(rig.copy()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not signed by enough release holders");
  }

  private void publish() throws IOException {
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
  }

  private static String text(FolderSnapshot snapshot, String path, String query)
      throws SnapshotStore.Unreadable {
    SnapshotStore.Page page = snapshot.find(path, query).orElseThrow();
    return new String(snapshot.read(page.route().objects().getFirst()), StandardCharsets.UTF_8);
  }
}

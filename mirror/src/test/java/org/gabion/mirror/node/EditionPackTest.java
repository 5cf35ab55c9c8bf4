package org.gabion.mirror.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.Head;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.publish.WrittenEdition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// All that is new in one piece, right and wrong.
final class EditionPackTest {
  @TempDir Path temp;

  private OpenedCopy edition;
  private Head head;
  private EditionPack pack;
  private int stores;

  @BeforeEach
  void write() throws IOException {
    MirrorRig rig = MirrorRig.found(temp);
    edition =
        new WrittenEdition(rig)
            .html("/", "<h1>home</h1>")
            .html("/a", "<p>a page")
            .text("/b.txt", "text/plain", "x".repeat(5000))
            .write(1, MirrorRig.START);
    head = edition.head().document();
    pack =
        EditionPack.of(edition.header(), edition.recent(), NodeStore.ofOthers(rig.copy()))
            .orElseThrow();
  }

  private NodeStore emptyStore() throws IOException {
    return NodeStore.own(temp.resolve("store-" + stores++));
  }

  @Test
  void pack_ofAnEdition_givesAllOfIt() throws IOException {
    NodeStore store = emptyStore();
    assertThat(pack.unpack(head, store, new Arrivals())).isTrue();
    for (ObjectRef object : edition.recent().objects()) {
      assertThat(store.readNamed(CopyPaths.object(object.digest()), object.digest())).isPresent();
    }
    assertThat(store.read(CopyPaths.snapshot(1))).contains(edition.header().encoded());
    assertThat(store.read(CopyPaths.recent(1))).contains(edition.recent().bytes());
  }

  @Test
  void pack_withAnyByteChanged_isRefusedAndLeavesNothingWrong() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      byte[] bytes = pack.bytes().clone();
      bytes[i < 4 ? i : random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      assertRefused(bytes);
    }
  }

  @Test
  void pack_thatIsCutOffOrNone_isRefused() throws IOException {
    assertRefused(java.util.Arrays.copyOf(pack.bytes(), pack.bytes().length - 1));
    for (String text : List.of("", "\n", "0\n", "9999999\n", "-1\n", "12345678901234567890\n")) {
      assertRefused(text.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void assertRefused(byte[] bytes) throws IOException {
    NodeStore store = emptyStore();
    assertThat(new EditionPack(1, bytes).unpack(head, store, new Arrivals())).isFalse();
    try (var files = Files.walk(store.root())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = store.root().relativize(file).toString();
        Digest digest =
            CopyPages.named(path)
                .orElse(
                    path.equals(CopyPaths.snapshot(1))
                        ? head.snapshot()
                        : edition.header().recent().digest());
        assertThat(Digest.of(Files.readAllBytes(file))).as(path).isEqualTo(digest);
      }
    }
  }

  @Test
  void edition_withMoreThanFits_hasNoPack() throws IOException {
    MirrorRig rig = MirrorRig.found(temp.resolve("large"));
    OpenedCopy large =
        new WrittenEdition(rig)
            .page("/big", 200, "video/mp4", new byte[EditionPack.MAX_BYTES])
            .write(1, MirrorRig.START);
    Optional<EditionPack> none =
        EditionPack.of(large.header(), large.recent(), NodeStore.ofOthers(rig.copy()));
    assertThat(none).isEmpty();
  }
}

package org.gabion.mirror.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.MirrorRig;
import org.gabion.mirror.capture.DirectoryCapture;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.OpenedCopy;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.publish.Heartbeats;
import org.gabion.mirror.publish.PublishRules;
import org.gabion.mirror.restore.Restore;
import org.gabion.mirror.upload.CopyUpload;
import org.gabion.mirror.upload.HeadUpload;
import org.gabion.mirror.upload.UploadRules;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An edition on its way to a real server.
final class CopyUploadTest {
  private static final UploadRules RULES = new UploadRules(4, 2, Duration.ofMillis(50), 0);

  @TempDir Path temp;

  private MirrorRig rig;
  private Path site;

  @BeforeEach
  void publishFirst() throws IOException {
    rig = MirrorRig.found(temp);
    site = Files.createDirectories(temp.resolve("site"));
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      byte[] page = new byte[3000];
      random.nextBytes(page);
      Files.write(site.resolve("page-" + i + ".bin"), page);
    }
    publish();
    Files.createDirectories(rig.copy().resolve("r"));
    Files.writeString(rig.copy().resolve("r/index.html"), "to read");
  }

  private void publish() throws IOException {
    rig.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);
  }

  private CopyUpload.Uploaded upload(MirrorTarget target) throws IOException {
    return new CopyUpload(rig.copy(), temp.resolve("notes"), RULES, (_, _) -> {}).run(target);
  }

  @Test
  void editions_sentByWebDav_areWholeThere() throws Exception {
    try (DavServer dav = new DavServer(temp.resolve("dav"));
        MirrorTarget target = dav.target()) {
      CopyUpload.Uploaded first = upload(target);
      assertThat(first.files()).isGreaterThan(60);
      restore(temp.resolve("dav/www/copies"), "back-1");

      Files.writeString(site.resolve("page-7.bin"), "changed");
      publish();
      CopyUpload.Uploaded second = upload(target);

      // One object, its shard, list, header, root and head.
      assertThat(second.files()).isLessThan(12);
      restore(temp.resolve("dav/www/copies"), "back-2");
      assertThat(temp.resolve("back-2/page-7.bin")).content().isEqualTo("changed");
      assertThat(temp.resolve("dav/www/copies/r/index.html")).content().isEqualTo("to read");
    }
  }

  @Test
  void server_killedInBetween_hasNoHeadAndIsCompletedLater() throws Exception {
    SshServer ssh = new SshServer(temp.resolve("sshd"));
    Path there = temp.resolve("sshd/copies");
    AtomicLong sent = new AtomicLong();
    try (MirrorTarget target = ssh.target()) {
      CopyUpload cut =
          new CopyUpload(
              rig.copy(),
              temp.resolve("notes"),
              RULES,
              (files, _) -> {
                sent.set(files);
                if (files == 30) {
                  ssh.kill();
                }
              });
      assertThatThrownBy(() -> cut.run(target))
          .isInstanceOfSatisfying(
              TargetFault.class,
              fault -> assertThat(fault.kind()).isEqualTo(TargetFault.Kind.PASSING));
    } finally {
      ssh.close();
    }
    assertThat(there.resolve(CopyPaths.HEAD)).doesNotExist();
    DirectoryTarget again = new DirectoryTarget(there, InstantSource.system());

    CopyUpload.Uploaded rest = upload(again);

    assertThat(rest.files()).isLessThan(45);
    restore(there, "back");
  }

  @Test
  void heartbeat_sentByWebDav_isTheHeadAloneAndOnlyWhereItsEditionLies() throws Exception {
    Heartbeats heartbeats = new Heartbeats(rig.copy(), rig.ring(), rig.clock());
    HeadUpload beat = new HeadUpload(rig.copy(), RULES);
    try (DavServer dav = new DavServer(temp.resolve("dav"));
        MirrorTarget target = dav.target()) {
      assertThatThrownBy(() -> beat.run(target))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not hold edition 1")
          .hasMessageContaining("gabion mirror publish --to");
      assertThat(target.get(CopyPaths.HEAD, 2048)).isEmpty();
      upload(target);
      byte[] old = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));
      rig.at(MirrorRig.START.plusSeconds(60));
      heartbeats.say(Duration.ofDays(7), Duration.ofDays(90));

      assertThat(beat.run(target)).isTrue();

      byte[] head = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));
      assertThat(target.get(CopyPaths.HEAD, 2048)).hasValue(head);
      restore(temp.resolve("dav/www/copies"), "back");
      // What was sent is still known: the head alone goes again.
      assertThat(upload(target).files()).isEqualTo(1);
      // An older word does not take the place of a later one.
      rig.at(MirrorRig.START.plusSeconds(30));
      Files.write(rig.copy().resolve(CopyPaths.HEAD), old);
      heartbeats.say(Duration.ofDays(7), Duration.ofDays(90));
      assertThat(beat.run(target)).isFalse();
      assertThat(target.get(CopyPaths.HEAD, 2048)).hasValue(head);
      // A target that is behind gets the edition first.
      Files.writeString(site.resolve("page-7.bin"), "changed");
      publish();
      assertThatThrownBy(() -> beat.run(target))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("does not hold edition 2");
    }
  }

  @Test
  void backup_olderThanTheTarget_isRefused() throws Exception {
    Path there = temp.resolve("there");
    DirectoryTarget target = new DirectoryTarget(there, InstantSource.system());
    byte[] old = Files.readAllBytes(rig.copy().resolve(CopyPaths.HEAD));
    Files.writeString(site.resolve("page-7.bin"), "changed");
    publish();
    upload(target);
    Files.write(rig.copy().resolve(CopyPaths.HEAD), old);

    assertThatThrownBy(() -> upload(target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("newer than edition 1")
        .hasMessageContaining("old backup");
  }

  @Test
  void target_thatIsFull_keepsTheEditionBefore() throws Exception {
    Path there = temp.resolve("small");
    Files.createDirectories(there);
    try (SmallDisk disk = SmallDisk.mount(there, "600k")) {
      DirectoryTarget target = new DirectoryTarget(there, InstantSource.system());
      upload(target);
      byte[] head = Files.readAllBytes(there.resolve(CopyPaths.HEAD));
      byte[] large = new byte[900_000];
      new Random(6).nextBytes(large);
      Files.write(site.resolve("large.bin"), large);
      publish();

      assertThatThrownBy(() -> upload(target))
          .isInstanceOfSatisfying(
              TargetFault.class,
              fault -> {
                assertThat(fault.kind()).isEqualTo(TargetFault.Kind.FULL);
                assertThat(fault).hasMessageContaining("free space");
              });
      assertThat(there.resolve(CopyPaths.HEAD)).hasBinaryContent(head);
      restore(there, "back");
      assertThat(disk.isMounted()).isTrue();
    }
  }

  @Test
  void upload_withABoundOfBytes_sendsNoMoreThanThat() throws Exception {
    AtomicLong sent = new AtomicLong();
    Path there = temp.resolve("slow");
    CopyUpload slow =
        new CopyUpload(
            rig.copy(),
            temp.resolve("slow-notes"),
            RULES.withBytesPerSecond(1),
            (files, _) -> sent.set(files));
    Thread uploading =
        Thread.ofPlatform()
            .start(
                () ->
                    assertThatThrownBy(
                            () -> slow.run(new DirectoryTarget(there, InstantSource.system())))
                        .hasMessageContaining("interrupted"));
    try {
      await().until(() -> sent.get() >= 1);
      // What a whole upload without a bound takes is time enough for a second file.
      upload(new DirectoryTarget(temp.resolve("fast"), InstantSource.system()));

      assertThat(sent).hasValue(1);
      assertThat(there.resolve(CopyPaths.HEAD)).doesNotExist();
    } finally {
      await()
          .until(
              () -> {
                uploading.interrupt();
                return !uploading.isAlive();
              });
    }
  }

  @Test
  void copy_thatLostAnObject_isRefusedAndTakesNothingAway() throws Exception {
    Path there = temp.resolve("there");
    DirectoryTarget target = new DirectoryTarget(there, InstantSource.system());
    upload(target);
    Path lost = anObject();
    Files.delete(lost);

    assertThatThrownBy(() -> upload(target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(lost.getFileName()))
        .hasMessageContaining("publish again");
    restore(there, "back");
  }

  @Test
  void object_thatRotted_isNotSent() throws Exception {
    Path there = temp.resolve("there");
    Path rotten = anObject();
    byte[] bytes = Files.readAllBytes(rotten);
    bytes[5] ^= 1;
    Files.write(rotten, bytes);

    assertThatThrownBy(() -> upload(new DirectoryTarget(there, InstantSource.system())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(rotten.getFileName()))
        .hasMessageContaining("damaged");
    assertThat(there.resolve(CopyPaths.HEAD)).doesNotExist();
  }

  @Test
  void target_thatHoldsAnotherSite_isLeftAlone() throws Exception {
    Path there = temp.resolve("there");
    DirectoryTarget target = new DirectoryTarget(there, InstantSource.system());
    upload(target);
    byte[] head = Files.readAllBytes(there.resolve(CopyPaths.HEAD));
    MirrorRig stranger = MirrorRig.found(temp.resolve("stranger"));
    stranger.publisher().publish(new DirectoryCapture(site), PublishRules.USUAL);

    assertThatThrownBy(
            () ->
                new CopyUpload(stranger.copy(), temp.resolve("notes-2"), RULES, (_, _) -> {})
                    .run(target))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("copy of another site");
    assertThat(there.resolve(CopyPaths.HEAD)).hasBinaryContent(head);
    restore(there, "back");
  }

  @Test
  void uploadAfterOneThatWasCutOff_sweepsItsDrafts() throws Exception {
    Path there = temp.resolve("there");
    DirectoryTarget target = new DirectoryTarget(there, InstantSource.system());
    CopyUpload cut =
        new CopyUpload(
            rig.copy(),
            temp.resolve("notes"),
            RULES,
            (_, _) -> {
              throw new IllegalStateException("cut off");
            });
    assertThatThrownBy(() -> cut.run(target)).isInstanceOf(IOException.class);
    Path draft = Files.write(there.resolve(".gabion/.part-left"), new byte[3]);
    Files.setLastModifiedTime(draft, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

    upload(target);

    assertThat(draft).doesNotExist();
    restore(there, "back");
  }

  @Test
  void uploadAfterOneThatWasCutOff_doesNotTrustWhatWasNotedBefore() throws Exception {
    Path there = temp.resolve("there");
    DirectoryTarget target = new DirectoryTarget(there, InstantSource.system());
    Path page = rig.copy().resolve("r/index.html");
    upload(target);
    Files.writeString(page, "other words");
    Files.writeString(rig.copy().resolve("r/kept.html"), "kept");
    AtomicLong files = new AtomicLong();
    CopyUpload cut =
        new CopyUpload(
            rig.copy(),
            temp.resolve("notes"),
            RULES,
            (sent, _) -> {
              files.set(sent);
              if (sent == 2) {
                throw new IllegalStateException("cut off");
              }
            });
    assertThatThrownBy(() -> cut.run(target)).isInstanceOf(IOException.class);
    assertThat(there.resolve("r/index.html")).content().isEqualTo("other words");
    Files.writeString(page, "to read");

    upload(target);

    assertThat(there.resolve("r/index.html")).content().isEqualTo("to read");
    assertThat(there.resolve("r/kept.html")).content().isEqualTo("kept");
    Files.delete(rig.copy().resolve("r/kept.html"));
    upload(target);
    assertThat(there.resolve("r/kept.html")).doesNotExist();
  }

  private Path anObject() throws IOException {
    try (Stream<Path> files = Files.walk(rig.copy().resolve(CopyPaths.OBJECTS))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toFile().length() == 3000)
          .findFirst()
          .orElseThrow();
    }
  }

  private void restore(Path copy, String to) throws IOException {
    FolderSource source = new FolderSource(copy);
    CopyHead head = CopyHead.read(source, TrustedSite.of(RootWalk.begin(source, rig.site())));
    new Restore(OpenedCopy.open(source, head.file().head()), temp.resolve(to)).run();
    try (Stream<Path> files = Files.list(temp.resolve(to))) {
      assertThat(files.count()).isGreaterThanOrEqualTo(60);
    }
    assertThat(Optional.of(temp.resolve(to).resolve("page-3.bin")))
        .hasValueSatisfying(
            page -> assertThat(page).hasSameBinaryContentAs(site.resolve("page-3.bin")));
  }
}

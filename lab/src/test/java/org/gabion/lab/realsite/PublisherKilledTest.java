package org.gabion.lab.realsite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.lab.load.OutsideProgram;
import org.gabion.mirror.web.HostFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gabion mirror publish` in a process of its own is killed (SIGKILL) while it sends, and while it
/// makes the edition: whoever reads sees one edition, whole.
final class PublisherKilledTest {
  private static final long SEED = Long.getLong("gabion.seed", 4);
  private static final int ROUNDS = 4;

  @TempDir Path temp;

  private KilledMirror rig;

  @BeforeEach
  void found() throws IOException {
    rig = new KilledMirror(temp);
  }

  @Test
  void pushToAFolder_killedAt5And50And95Percent_leavesTheEditionBeforeWhole() throws Exception {
    pushKilled(temp.resolve("there"), temp.resolve("there").toString());
  }

  @Test
  void pushBySftp_killedAt5And50And95Percent_leavesTheEditionBeforeWhole() throws Exception {
    for (OutsideProgram program :
        new OutsideProgram[] {OutsideProgram.SSHD, OutsideProgram.SSH_KEYGEN}) {
      assumeThat(program.locate()).as(program.howToGet()).isPresent();
    }
    Path there = temp.resolve("there");
    try (Serving.Server ssh = Serving.ssh(temp.resolve("ssh"))) {
      rig.set("GABION_SSH_KEY", temp.resolve("ssh/user").toString());
      rig.set("GABION_KNOWN_HOSTS", temp.resolve("ssh/known").toString());
      String user = System.getProperty("user.name");
      pushKilled(there, "sftp://" + user + "@127.0.0.1:" + ssh.port() + there);
    }
  }

  private void pushKilled(Path there, String target) throws Exception {
    String mirror = rig.mirror().toString();
    rig.run("publish", mirror, "--from", rig.site(1).toString(), "--to", target);
    rig.assertHolds(there, 1);
    rig.run("publish", mirror, "--from", rig.site(2).toString());
    byte[] head = Files.readAllBytes(there.resolve(CopyPaths.HEAD));
    int all = rig.missing(there);
    assertThat(all).isGreaterThan(2 * KilledMirror.PAGES);

    for (int percent : new int[] {5, 50, 95}) {
      Process push =
          rig.start(
              "publish",
              mirror,
              "--from",
              rig.site(2).toString(),
              "--to",
              target,
              "--upload-rate",
              "500KiB");
      boolean killed =
          KilledMirror.kill(push, () -> 100 * (all - rig.missing(there)) >= percent * all);

      assertThat(killed).as("killed at " + percent + " %").isTrue();
      assertThat(there.resolve(CopyPaths.HEAD)).hasBinaryContent(head);
      rig.assertHolds(there, 1);
    }

    rig.run("publish", mirror, "--from", rig.site(2).toString(), "--to", target);
    rig.assertHolds(there, 2);
    rig.assertReadable(there, 2);
    KilledMirror.age(there);
    KilledMirror.age(rig.mirror().resolve("sent"));
    rig.run("publish", mirror, "--from", rig.site(2).toString(), "--to", target);
    assertThat(rig.missing(there)).isZero();
    Set<String> left = Trees.files(there);
    left.removeAll(KilledMirror.files(rig.copy()));
    // Hidden files, which the list of the copy leaves out.
    assertThat(left)
        .containsExactlyInAnyOrder(CopyPaths.HEAD, HostFiles.HTACCESS, HostFiles.NOJEKYLL);
  }

  @Test
  void publish_killedAtRandomMoments_isAlwaysOneEdition() throws Exception {
    Random random = new Random(SEED);
    String mirror = rig.mirror().toString();
    rig.run("publish", mirror, "--from", rig.site(1).toString());
    int held = 1;
    int killed = 0;
    for (int version = 2; version <= ROUNDS + 1; version++) {
      long edition = KilledMirror.edition(rig.copy());
      int before = Trees.files(rig.copy()).size();
      int files = 1 + random.nextInt(KilledMirror.PAGES);
      Process publish = rig.start("publish", mirror, "--from", rig.site(version).toString());
      killed +=
          KilledMirror.kill(publish, () -> Trees.files(rig.copy()).size() >= before + files)
              ? 1
              : 0;
      held = KilledMirror.edition(rig.copy()) > edition ? version : held;
      rig.assertHolds(rig.copy(), held);
    }
    assertThat(killed).as("seed " + SEED).isGreaterThan(ROUNDS / 2);

    rig.run("publish", mirror, "--from", rig.site(ROUNDS + 2).toString());
    rig.assertHolds(rig.copy(), ROUNDS + 2);
    rig.assertReadable(rig.copy(), ROUNDS + 2);
    KilledMirror.age(rig.copy());
    rig.run("publish", mirror, "--from", rig.site(ROUNDS + 3).toString());
    rig.assertHolds(rig.copy(), ROUNDS + 3);
    // Two editions are kept, and nothing of those that were cut off.
    long objects = Trees.files(rig.copy().resolve(CopyPaths.OBJECTS)).size();
    assertThat(objects).isLessThanOrEqualTo(2L * (KilledMirror.PAGES + 1));
    assertThat(Trees.files(rig.copy())).noneMatch(path -> path.contains(".part-"));
  }

  @Test
  void publish_killedWhileItMakesThePagesToRead_makesThemAllNextTime() throws Exception {
    String mirror = rig.mirror().toString();
    rig.run("publish", mirror, "--from", rig.site(1).toString());
    Process publish = rig.start("publish", mirror, "--from", rig.site(2).toString());
    boolean killed = KilledMirror.kill(publish, () -> readable(2) > 5);
    assertThat(killed).isTrue();
    assertThat(readable(2)).isLessThan(KilledMirror.PAGES);
    rig.assertHolds(rig.copy(), 2);

    rig.run("publish", mirror, "--from", rig.site(2).toString());

    assertThat(KilledMirror.edition(rig.copy())).isEqualTo(2);
    rig.assertReadable(rig.copy(), 2);
  }

  private long readable(int version) throws IOException {
    long count = 0;
    try (Stream<Path> files = Files.list(rig.copy().resolve("r"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".html")).toList()) {
        if (Files.readString(file).contains(KilledMirror.words(version))) {
          count++;
        }
      }
    }
    return count;
  }
}

package org.gabion.mirror.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only a target by SFTP can meet, against OpenSSH.
final class SftpTargetTest {
  private static final int LIMIT = 1 << 20;

  @TempDir Path temp;

  private Optional<SshServer> server = Optional.empty();
  private final List<MirrorTarget> opened = new ArrayList<>();

  @AfterEach
  void stop() {
    opened.forEach(MirrorTarget::close);
    server.ifPresent(SshServer::close);
  }

  private SshServer started(SshServer ssh) {
    server = Optional.of(ssh);
    return ssh;
  }

  private static byte[] content(int length, int seed) {
    byte[] content = new byte[length];
    new Random(seed).nextBytes(content);
    return content;
  }

  @Test
  void sftp_thatFallsSilent_isAFaultThatMayPass() throws Exception {
    SshServer ssh = started(new SshServer(temp.resolve("sshd")));
    MirrorTarget target = ssh.impatient(Duration.ofSeconds(2));
    opened.add(target);
    target.put(".gabion/head", content(100, 1));
    ssh.freeze();

    assertThatThrownBy(() -> target.put(".gabion/head", content(100, 2)))
        .isInstanceOfSatisfying(
            TargetFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(TargetFault.Kind.PASSING));
  }

  @Test
  void sftp_toAFullDisk_saysSoAndLeavesNoDraft() throws Exception {
    SshServer ssh = started(new SshServer(temp.resolve("sshd")));
    Path there = Files.createDirectories(temp.resolve("sshd/copies"));
    try (SmallDisk disk = SmallDisk.mount(there, "600k")) {
      assertThat(disk.isMounted()).isTrue();
      MirrorTarget target = ssh.target();
      opened.add(target);
      target.put(".gabion/head", content(100, 1));

      assertThatThrownBy(() -> target.put(".gabion/o/large", content(900_000, 2)))
          .isInstanceOfSatisfying(
              TargetFault.class, fault -> assertThat(fault.kind()).isEqualTo(TargetFault.Kind.FULL))
          .hasMessageContaining("free space");
      assertThat(there.resolve(".gabion/o")).isEmptyDirectory();
      assertThat(target.get(".gabion/head", LIMIT).orElseThrow()).isEqualTo(content(100, 1));
    }
  }

  @Test
  void sftp_toAMachineWithAnotherKey_isRefused() throws Exception {
    SshServer ssh = started(new SshServer(temp.resolve("sshd")));

    assertThatThrownBy(ssh::otherKey)
        .isInstanceOfSatisfying(
            TargetFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(TargetFault.Kind.REFUSED))
        .hasMessageContaining("another key than");
  }

  @Test
  void sftp_toAMachineKnownByItsEd25519Key_withSuchAKeyOfTheUser_works() throws Exception {
    SshServer ssh = started(new SshServer(temp.resolve("sshd")));

    try (MirrorTarget target = ssh.byEd25519()) {
      target.put(".gabion/head", content(100, 1));
      assertThat(target.get(".gabion/head", LIMIT).orElseThrow()).isEqualTo(content(100, 1));
    }
  }

  @Test
  void sftp_withAPassword_works() throws Exception {
    SshServer ssh = started(SshServer.ofPasswords(temp.resolve("sshd")));

    try (MirrorTarget target = ssh.target()) {
      target.put(".gabion/head", content(100, 1));
      assertThat(target.get(".gabion/head", LIMIT).orElseThrow()).isEqualTo(content(100, 1));
    }
    assertThatThrownBy(() -> ssh.wrongLogin().close())
        .isInstanceOfSatisfying(
            TargetFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(TargetFault.Kind.REFUSED))
        .hasMessageContaining("see that the key or the password is right")
        .hasMessageNotContaining("a guess");
  }

  @Test
  void sftp_toAMachineThatIsNotKnown_saysWhichLineToAdd() throws Exception {
    SshServer ssh = started(new SshServer(temp.resolve("sshd")));

    assertThatThrownBy(ssh::unknownHost)
        .isInstanceOf(TargetFault.class)
        .hasMessageContaining("SHA256:")
        .hasMessageContaining("add this line to")
        .hasMessageContaining("ecdsa-sha2-nistp256 ");
  }
}

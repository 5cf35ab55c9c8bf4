package org.gabion.mirror.target;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// OpenSSH's server with keys of its own.
final class SshServer implements TargetServer {
  private static final String PROGRAM = "/usr/sbin/sshd";

  private static final String PASSWORD = "a right guess";

  // The same password as SHA-512 crypt: openssl passwd -6 -salt gabiontest
  private static final String CRYPTED =
      "$6$gabiontest$50.2l4ZNcTy6RCRezbwCmh7d/7VVPNESDOxt2YqHHg73zZjBeCQaq4rTNTfHXiRRu/QUOrpXLGZvd8"
          + "Yk1p.3A0";

  private final Path folder;
  private final boolean byPassword;
  private RealProgram sshd;
  private final int port;

  SshServer(Path folder) throws IOException, InterruptedException {
    this(folder, false);
  }

  /// A server that takes a password only. It reads it from a file of its own, which it alone sees
  /// in the place of the machine's.
  static SshServer ofPasswords(Path folder) throws IOException, InterruptedException {
    assumeThat(
            new ProcessBuilder("unshare", "--mount", "true")
                .redirectErrorStream(true)
                .start()
                .waitFor())
        .as("this test mounts a file for one process, which only root may do: run it with sudo")
        .isZero();
    return new SshServer(folder, true);
  }

  private SshServer(Path folder, boolean byPassword) throws IOException, InterruptedException {
    RealProgram.assumeInstalled(PROGRAM, "openssh-server");
    this.byPassword = byPassword;
    this.folder = folder;
    port = RealProgram.freePort();
    Files.createDirectories(folder);
    Files.createDirectories(Path.of("/run/sshd"));
    key("host", "ecdsa");
    key("host-25519", "ed25519");
    key("user", "ecdsa");
    key("user-25519", "ed25519");
    key("stranger", "ecdsa");
    Files.writeString(
        folder.resolve("authorized"),
        Files.readString(folder.resolve("user.pub"))
            + Files.readString(folder.resolve("user-25519.pub")));
    Files.setPosixFilePermissions(
        folder.resolve("authorized"), PosixFilePermissions.fromString("rw-------"));
    String host = Files.readString(folder.resolve("host.pub"));
    Files.writeString(folder.resolve("known"), "[127.0.0.1]:" + port + " " + host);
    Files.writeString(folder.resolve("known-none"), "");
    Files.writeString(
        folder.resolve("sshd_config"),
        """
        Port %d
        ListenAddress 127.0.0.1
        HostKey %s
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        UsePAM no
        StrictModes no
        PasswordAuthentication %s
        PubkeyAuthentication %s
        KbdInteractiveAuthentication no
        PermitRootLogin yes
        Subsystem sftp internal-sftp
        """
            .formatted(
                port,
                folder.resolve("host"),
                folder.resolve("host-25519"),
                folder.resolve("authorized"),
                byPassword ? "yes" : "no",
                byPassword ? "no" : "yes"));
    String user = System.getProperty("user.name");
    Files.writeString(folder.resolve("shadow"), user + ":" + CRYPTED + ":20000:0:99999:7:::\n");
    sshd = started();
  }

  private RealProgram started() throws IOException {
    List<String> command = new ArrayList<>();
    if (byPassword) {
      String mount = "mount --bind \"$0\" /etc/shadow && exec \"$@\"";
      String own = folder.resolve("shadow").toString();
      command.addAll(List.of("unshare", "--mount", "sh", "-c", mount, own));
    }
    String config = folder.resolve("sshd_config").toString();
    command.addAll(List.of(PROGRAM, "-D", "-e", "-f", config));
    return RealProgram.start(folder.resolve("output.txt"), port, command.toArray(String[]::new));
  }

  private void key(String name, String kind) throws IOException, InterruptedException {
    Process made =
        new ProcessBuilder(
                "ssh-keygen", "-q", "-t", kind, "-N", "", "-f", folder.resolve(name).toString())
            .redirectErrorStream(true)
            .start();
    if (made.waitFor() != 0) {
      throw new IOException("ssh-keygen failed");
    }
  }

  /// As an operator names it.
  String address() {
    return "sftp://"
        + System.getProperty("user.name")
        + "@127.0.0.1:"
        + port
        + folder.resolve("copies");
  }

  private MirrorTarget with(String key, String known) throws TargetFault {
    return with(key, known, Duration.ofSeconds(20));
  }

  private MirrorTarget with(String key, String known, Duration timeout) throws TargetFault {
    return with(Optional.empty(), Optional.of(folder.resolve(key)), known, timeout);
  }

  private MirrorTarget with(
      Optional<String> password, Optional<Path> key, String known, Duration timeout)
      throws TargetFault {
    return new SftpTarget(
        new SftpTarget.Login(
            System.getProperty("user.name"),
            "127.0.0.1",
            port,
            folder.resolve("copies").toString(),
            password,
            key,
            folder.resolve(known)),
        InstantSource.system(),
        timeout);
  }

  private MirrorTarget withPassword(String password) throws TargetFault {
    return with(Optional.of(password), Optional.empty(), "known", Duration.ofSeconds(20));
  }

  @Override
  public MirrorTarget target() throws TargetFault {
    return byPassword ? withPassword(PASSWORD) : with("user", "known");
  }

  @Override
  public MirrorTarget wrongLogin() throws TargetFault {
    return byPassword ? withPassword("a guess") : with("stranger", "known");
  }

  /// A target whose known hosts have the machine's Ed25519 key only, and whose user has such a one.
  MirrorTarget byEd25519() throws IOException {
    Files.writeString(
        folder.resolve("known-25519"),
        "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("host-25519.pub")));
    return with("user-25519", "known-25519");
  }

  /// A target that has never seen this machine.
  MirrorTarget unknownHost() throws TargetFault {
    return with("user", "known-none");
  }

  /// A target that knows this machine by another key.
  MirrorTarget otherKey() throws IOException {
    Files.writeString(
        folder.resolve("known-other"),
        "[127.0.0.1]:" + port + " " + Files.readString(folder.resolve("stranger.pub")));
    return with("user", "known-other");
  }

  /// A target that waits only so long for a connection that says nothing.
  MirrorTarget impatient(Duration timeout) throws TargetFault {
    return with("user", "known", timeout);
  }

  /// Stops it and its sessions where they are, without closing anything.
  void freeze() throws IOException, InterruptedException {
    sshd.freeze();
  }

  @Override
  public void kill() {
    sshd.kill();
  }

  @Override
  public Optional<Path> folder() {
    return Optional.of(folder.resolve("copies"));
  }

  @Override
  public void startAgain() throws IOException {
    sshd = started();
  }

  @Override
  public void close() {
    sshd.close();
  }
}

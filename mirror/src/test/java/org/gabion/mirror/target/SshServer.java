package org.gabion.mirror.target;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// OpenSSH's server with keys of its own.
final class SshServer implements TargetServer {
  private static final String PROGRAM = "/usr/sbin/sshd";

  private final Path folder;
  private RealProgram sshd;
  private final int port;

  SshServer(Path folder) throws IOException, InterruptedException {
    RealProgram.assumeInstalled(PROGRAM, "openssh-server");
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
        PasswordAuthentication no
        PermitRootLogin yes
        Subsystem sftp internal-sftp
        """
            .formatted(
                port,
                folder.resolve("host"),
                folder.resolve("host-25519"),
                folder.resolve("authorized")));
    sshd = started();
  }

  private RealProgram started() throws IOException {
    return RealProgram.start(
        folder.resolve("output.txt"),
        port,
        PROGRAM,
        "-D",
        "-e",
        "-f",
        folder.resolve("sshd_config").toString());
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
    return new SftpTarget(
        new SftpTarget.Login(
            System.getProperty("user.name"),
            "127.0.0.1",
            port,
            folder.resolve("copies").toString(),
            Optional.empty(),
            Optional.of(folder.resolve(key)),
            folder.resolve(known)),
        InstantSource.system(),
        timeout);
  }

  @Override
  public MirrorTarget target() throws TargetFault {
    return with("user", "known");
  }

  @Override
  public MirrorTarget wrongLogin() throws TargetFault {
    return with("stranger", "known");
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

package org.gabion.mirror.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.KnownHostsServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/// A folder on another machine, over SFTP. A file is written as a draft and renamed over its place.
/// One connection for all threads.
public final class SftpTarget implements MirrorTarget {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration DRAFT_AGE = Duration.ofDays(1);
  private static final int PERMISSIONS = 0644;

  private final String name;
  private final String root;
  private final InstantSource clock;
  private final SshClient client;
  private final SftpClient sftp;
  private final AtomicLong drafts = new AtomicLong();
  private final long run;

  /// Where to, and as whom.
  ///
  /// @param folder the root of the copy on the other machine
  /// @param password empty if a key file is used
  /// @param keyFile empty if a password is used
  /// @param knownHosts as OpenSSH keeps it; a machine that is not there is refused
  public record Login(
      String user,
      String host,
      int port,
      String folder,
      Optional<String> password,
      Optional<Path> keyFile,
      Path knownHosts) {
    @Override
    public String toString() {
      return "sftp://" + user + "@" + host + ":" + port + folder;
    }
  }

  /// Connects.
  public SftpTarget(Login login, InstantSource clock) throws TargetFault {
    this.name = login.toString();
    this.root = login.folder().endsWith("/") ? login.folder() : login.folder() + "/";
    this.clock = clock;
    this.run = clock.millis();
    this.client = SshClient.setUpDefaultClient();
    CoreModuleProperties.IO_CONNECT_TIMEOUT.set(client, TIMEOUT);
    CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ofMinutes(10));
    client.setServerKeyVerifier(
        new KnownHostsServerKeyVerifier((_, _, key) -> refuse(login, key), login.knownHosts()));
    client.start();
    try {
      this.sftp = connect(login);
    } catch (IOException | GeneralSecurityException e) {
      client.stop();
      throw connectFault(login, e);
    }
  }

  /// Thrown out of the key check: it says what to add where.
  private static final class UnknownHost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownHost(String message) {
      super(message);
    }
  }

  private static boolean refuse(Login login, PublicKey key) {
    String host = login.port() == 22 ? login.host() : "[" + login.host() + "]:" + login.port();
    throw new UnknownHost(
        "the key of "
            + host
            + " is not known: "
            + KeyUtils.getFingerPrint(key)
            + "; if that is right, add this line to "
            + login.knownHosts()
            + ": "
            + host
            + " "
            + PublicKeyEntry.toString(key));
  }

  private SftpClient connect(Login login) throws IOException, GeneralSecurityException {
    ClientSession session =
        client.connect(login.user(), login.host(), login.port()).verify(TIMEOUT).getSession();
    if (login.keyFile().isPresent()) {
      for (KeyPair pair : new FileKeyPairProvider(login.keyFile().get()).loadKeys(session)) {
        session.addPublicKeyIdentity(pair);
      }
    }
    login.password().ifPresent(session::addPasswordIdentity);
    session.auth().verify(TIMEOUT);
    SftpClient made = SftpClientFactory.instance().createSftpClient(session);
    return made;
  }

  private static TargetFault connectFault(Login login, Exception cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof UnknownHost) {
        return new TargetFault(TargetFault.Kind.REFUSED, login + ": " + at.getMessage(), cause);
      }
      if (at instanceof SshException ssh
          && ssh.getDisconnectCode()
              == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
        return new TargetFault(
            TargetFault.Kind.REFUSED,
            login + " does not let this user in; see that the key or the password is right",
            cause);
      }
      if (at instanceof SshException ssh
          && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_HOST_KEY_NOT_VERIFIABLE) {
        return new TargetFault(
            TargetFault.Kind.REFUSED,
            login
                + " shows another key than "
                + login.knownHosts()
                + " has; ask whoever runs it before you change that line",
            cause);
      }
    }
    return new TargetFault(
        TargetFault.Kind.PASSING,
        login + " can not be reached: " + cause.getMessage() + "; see that it runs",
        cause);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void put(String path, byte[] content) throws TargetFault {
    String file = root + path;
    String folder = file.substring(0, file.lastIndexOf('/'));
    String draft =
        folder + "/" + DirectoryTarget.DRAFT_PREFIX + run + "-" + drafts.incrementAndGet();
    try {
      try {
        write(draft, content);
      } catch (SftpException e) {
        if (e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
          throw e;
        }
        makeFolders(folder);
        write(draft, content);
      }
      rename(draft, file);
    } catch (IOException e) {
      throw fault("write", path, e);
    }
  }

  private void write(String draft, byte[] content) throws IOException {
    try (SftpClient.CloseableHandle handle =
        sftp.open(
            draft,
            SftpClient.OpenMode.Write,
            SftpClient.OpenMode.Create,
            SftpClient.OpenMode.Truncate)) {
      int piece = 32_000;
      for (int at = 0; at < content.length; at += piece) {
        sftp.write(handle, at, content, at, Math.min(piece, content.length - at));
      }
      SftpClient.Attributes open = new SftpClient.Attributes();
      open.setPermissions(PERMISSIONS);
      sftp.setStat(handle, open);
    }
  }

  private void rename(String draft, String file) throws IOException {
    OpenSSHPosixRenameExtension posix = sftp.getExtension(OpenSSHPosixRenameExtension.class);
    if (posix != null && posix.isSupported()) {
      posix.posixRename(draft, file);
      return;
    }
    try {
      sftp.rename(draft, file);
    } catch (SftpException e) {
      // Old servers do not rename over a file: for a moment there is none.
      sftp.remove(file);
      sftp.rename(draft, file);
    }
  }

  private synchronized void makeFolders(String folder) throws IOException {
    for (int slash = folder.indexOf('/', 1); ; slash = folder.indexOf('/', slash + 1)) {
      String part = slash < 0 ? folder : folder.substring(0, slash);
      if (!exists(part)) {
        sftp.mkdir(part);
      }
      if (slash < 0) {
        return;
      }
    }
  }

  private boolean exists(String path) throws IOException {
    return stat(path).isPresent();
  }

  private Optional<SftpClient.Attributes> stat(String path) throws IOException {
    try {
      return Optional.of(sftp.stat(path));
    } catch (SftpException e) {
      if (e.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Optional<byte[]> get(String path, int limit) throws TargetFault {
    try (InputStream in = sftp.read(root + path)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw new TargetFault(
            TargetFault.Kind.REFUSED,
            name
                + ": "
                + path
                + " is larger than "
                + limit
                + " bytes; it is no file of a copy, remove it");
      }
      return Optional.of(content);
    } catch (TargetFault e) {
      throw e;
    } catch (IOException e) {
      if (isMissing(e)) {
        return Optional.empty();
      }
      throw fault("read", path, e);
    }
  }

  private static boolean isMissing(IOException e) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (at instanceof SftpException sftp
          && sftp.getStatus() == SftpConstants.SSH_FX_NO_SUCH_FILE) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<Long> size(String path) throws TargetFault {
    try {
      return stat(root + path)
          .filter(SftpClient.Attributes::isRegularFile)
          .map(SftpClient.Attributes::getSize);
    } catch (IOException e) {
      throw fault("look at", path, e);
    }
  }

  @Override
  public List<String> list(String folder) throws TargetFault {
    return entries(folder, false);
  }

  @Override
  public List<String> folders(String folder) throws TargetFault {
    return entries(folder, true);
  }

  private List<String> entries(String folder, boolean folders) throws TargetFault {
    List<String> names = new ArrayList<>();
    try {
      for (SftpClient.DirEntry entry : sftp.readDir(root + folder)) {
        String entryName = entry.getFilename();
        boolean wanted =
            folders ? entry.getAttributes().isDirectory() : entry.getAttributes().isRegularFile();
        if (wanted
            && !entryName.equals(".")
            && !entryName.equals("..")
            && !entryName.startsWith(DirectoryTarget.DRAFT_PREFIX)) {
          names.add(entryName);
        }
      }
    } catch (RuntimeException | IOException e) {
      IOException io = e instanceof IOException known ? known : new IOException(e);
      if (isMissing(io)) {
        return List.of();
      }
      throw fault("list", folder, io);
    }
    names.sort(null);
    return names;
  }

  @Override
  public void delete(String path) throws TargetFault {
    try {
      sftp.remove(root + path);
    } catch (IOException e) {
      if (!isMissing(e)) {
        throw fault("delete", path, e);
      }
    }
  }

  @Override
  public void sweep() throws TargetFault {
    try {
      sweep(root.substring(0, root.length() - 1), 0);
    } catch (IOException e) {
      throw fault("sweep", ".", e);
    }
  }

  private void sweep(String folder, int depth) throws IOException {
    Instant old = clock.instant().minus(DRAFT_AGE);
    if (!exists(folder)) {
      return;
    }
    for (SftpClient.DirEntry entry : sftp.readDir(folder)) {
      String entryName = entry.getFilename();
      boolean isFolder = entry.getAttributes().isDirectory();
      if (isFolder && !entryName.equals(".") && !entryName.equals("..") && depth < 8) {
        sweep(folder + "/" + entryName, depth + 1);
      } else if (entryName.startsWith(DirectoryTarget.DRAFT_PREFIX)
          && entry.getAttributes().getModifyTime().toInstant().isBefore(old)) {
        sftp.remove(folder + "/" + entryName);
      }
    }
  }

  private TargetFault fault(String what, String path, IOException cause) {
    String text = "can not " + what + " " + path + " at " + name + ": " + cause.getMessage();
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof SftpException refused) {
        return switch (refused.getStatus()) {
          case SftpConstants.SSH_FX_NO_SPACE_ON_FILESYSTEM, SftpConstants.SSH_FX_QUOTA_EXCEEDED ->
              new TargetFault(
                  TargetFault.Kind.FULL, text + "; free space there, then publish again", cause);
          case SftpConstants.SSH_FX_PERMISSION_DENIED ->
              new TargetFault(
                  TargetFault.Kind.REFUSED, text + "; let this user write there", cause);
          case SftpConstants.SSH_FX_NO_CONNECTION, SftpConstants.SSH_FX_CONNECTION_LOST ->
              new TargetFault(TargetFault.Kind.PASSING, text, cause);
          default ->
              // OpenSSH says "failure" also when the disk is full.
              new TargetFault(
                  TargetFault.Kind.REFUSED,
                  text + "; see that there is space and that this user may write there",
                  cause);
        };
      }
    }
    return new TargetFault(TargetFault.Kind.PASSING, text, cause);
  }

  @Override
  public void close() {
    client.stop();
  }
}

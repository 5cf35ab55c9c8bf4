package org.gabion.mirror.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHPosixRenameExtension;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHStatExtensionInfo;
import org.apache.sshd.sftp.client.extensions.openssh.OpenSSHStatPathExtension;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;

/// A folder on another machine, over SFTP. A file is written as a draft and renamed over its place.
/// One connection for all threads; one that broke is made anew by the next call.
public final class SftpTarget implements MirrorTarget {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Duration DRAFT_AGE = Duration.ofDays(1);
  private static final int PERMISSIONS = 0644;

  private final String name;
  private final String root;
  private final InstantSource clock;
  private final SftpConnection connection;
  private final AtomicLong drafts = new AtomicLong();
  private final String run;

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
    this(login, clock, TIMEOUT);
  }

  /// @param timeout of a connection that says nothing
  SftpTarget(Login login, InstantSource clock, Duration timeout) throws TargetFault {
    this.name = login.toString();
    this.root = login.folder().endsWith("/") ? login.folder() : login.folder() + "/";
    this.clock = clock;
    this.run = Long.toHexString(ThreadLocalRandom.current().nextLong());
    this.connection = new SftpConnection(login, timeout);
    try {
      connection.connect();
    } catch (TargetFault e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void put(String path, byte[] content) throws TargetFault {
    SftpClient sftp = connection.open();
    String file = root + path;
    String folder = file.substring(0, file.lastIndexOf('/'));
    String draft =
        folder + "/" + DirectoryTarget.DRAFT_PREFIX + run + "-" + drafts.incrementAndGet();
    try {
      try {
        write(sftp, draft, content);
      } catch (SftpException e) {
        if (e.getStatus() != SftpConstants.SSH_FX_NO_SUCH_FILE) {
          throw e;
        }
        makeFolders(sftp, folder);
        write(sftp, draft, content);
      }
      rename(sftp, draft, file);
    } catch (IOException e) {
      boolean isFull = isFull(sftp, folder, content.length);
      removeDraft(sftp, draft, e);
      throw isFull ? full(path, e) : fault("write", path, e);
    }
  }

  /// OpenSSH says only "failure" when the disk is full, but tells how much is free.
  private static boolean isFull(SftpClient sftp, String folder, int wanted) {
    try {
      OpenSSHStatPathExtension space = sftp.getExtension(OpenSSHStatPathExtension.class);
      if (space == null || !space.isSupported()) {
        return false;
      }
      OpenSSHStatExtensionInfo free = space.stat(folder);
      return free.f_bavail * free.f_frsize < wanted || free.f_files > 0 && free.f_favail == 0;
    } catch (IOException | RuntimeException unknown) {
      return false;
    }
  }

  private static void removeDraft(SftpClient sftp, String draft, IOException fault) {
    try {
      sftp.remove(draft);
    } catch (IOException left) {
      fault.addSuppressed(left);
    }
  }

  private TargetFault full(String path, IOException cause) {
    return new TargetFault(
        TargetFault.Kind.FULL,
        "can not write "
            + path
            + " at "
            + name
            + ": no space; free space there, then publish again",
        cause);
  }

  private static void write(SftpClient sftp, String draft, byte[] content) throws IOException {
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

  private static void rename(SftpClient sftp, String draft, String file) throws IOException {
    OpenSSHPosixRenameExtension posix = sftp.getExtension(OpenSSHPosixRenameExtension.class);
    if (posix != null && posix.isSupported()) {
      posix.posixRename(draft, file);
      return;
    }
    try {
      sftp.rename(draft, file);
    } catch (SftpException e) {
      if (stat(sftp, file).isEmpty()) {
        throw e;
      }
      // Old servers do not rename over a file: for a moment there is none.
      sftp.remove(file);
      sftp.rename(draft, file);
    }
  }

  private synchronized void makeFolders(SftpClient sftp, String folder) throws IOException {
    for (int slash = folder.indexOf('/', 1); ; slash = folder.indexOf('/', slash + 1)) {
      String part = slash < 0 ? folder : folder.substring(0, slash);
      if (stat(sftp, part).isEmpty()) {
        sftp.mkdir(part);
      }
      if (slash < 0) {
        return;
      }
    }
  }

  private static Optional<SftpClient.Attributes> stat(SftpClient sftp, String path)
      throws IOException {
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
    try (InputStream in = connection.open().read(root + path)) {
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
      return stat(connection.open(), root + path)
          .filter(SftpClient.Attributes::isRegularFile)
          .map(SftpClient.Attributes::getSize);
    } catch (TargetFault e) {
      throw e;
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
      for (SftpClient.DirEntry entry : connection.open().readDir(root + folder)) {
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
    } catch (TargetFault e) {
      throw e;
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
      connection.open().remove(root + path);
    } catch (TargetFault e) {
      throw e;
    } catch (IOException e) {
      if (!isMissing(e)) {
        throw fault("delete", path, e);
      }
    }
  }

  @Override
  public void sweep() throws TargetFault {
    try {
      sweep(connection.open(), root.substring(0, root.length() - 1), 0);
    } catch (TargetFault e) {
      throw e;
    } catch (IOException e) {
      throw fault("sweep", ".", e);
    }
  }

  private void sweep(SftpClient sftp, String folder, int depth) throws IOException {
    Instant old = clock.instant().minus(DRAFT_AGE);
    if (stat(sftp, folder).isEmpty()) {
      return;
    }
    for (SftpClient.DirEntry entry : sftp.readDir(folder)) {
      String entryName = entry.getFilename();
      boolean isFolder = entry.getAttributes().isDirectory();
      if (isFolder && !entryName.equals(".") && !entryName.equals("..") && depth < 8) {
        sweep(sftp, folder + "/" + entryName, depth + 1);
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
    connection.close();
  }
}

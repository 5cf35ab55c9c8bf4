package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files that nobody but their owner can read, from the moment they exist. Stateless.
final class SecretFile {
  private SecretFile() {}

  /// Writes a new file of mode 0600.
  ///
  /// @throws IOException if it exists already
  static void create(Path file, String text) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (SeekableByteChannel out = Files.newByteChannel(file, options, owner("rw-------"))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  /// Refuses a secret that others than the owner of its file may know.
  ///
  /// @throws IOException if they can read it, with the remedy
  static void refuseIfShared(Path file) throws IOException {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(file);
    boolean isShared =
        rights.stream()
            .anyMatch(
                right ->
                    switch (right) {
                      case OWNER_READ, OWNER_WRITE, OWNER_EXECUTE -> false;
                      case GROUP_READ,
                          GROUP_WRITE,
                          GROUP_EXECUTE,
                          OTHERS_READ,
                          OTHERS_WRITE,
                          OTHERS_EXECUTE ->
                          true;
                    });
    if (isShared) {
      throw new IOException(
          file
              + " can be used by others than its owner: 'chmod 600 "
              + file
              + "' first, and make a"
              + " new one if others may have read it");
    }
  }

  /// Rights for what is created, where the file system knows them.
  static FileAttribute<?>[] owner(String rights) {
    if (!FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(rights);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
  }
}

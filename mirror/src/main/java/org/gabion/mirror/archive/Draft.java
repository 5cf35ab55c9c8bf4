package org.gabion.mirror.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// A file while it is written, beside the one whose place it takes at the end. One thread.
final class Draft implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final Path file;
  private final Path draft;
  private final OutputStream out;

  private Draft(Path file, Path draft, OutputStream out) {
    this.file = file;
    this.draft = draft;
    this.out = out;
  }

  /// @throws IOException names the file that can not be written, and what to do
  static Draft of(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    Path draft = file.resolveSibling(".part-" + file.getFileName());
    try {
      return new Draft(file, draft, new BufferedOutputStream(Files.newOutputStream(draft), BUFFER));
    } catch (FileSystemException e) {
      throw new IOException(
          "can not write "
              + file
              + ": "
              + Optional.ofNullable(e.getReason()).orElse("no such folder, or no permission")
              + "; name a file in a folder that is writable and has room",
          e);
    }
  }

  OutputStream out() {
    return out;
  }

  /// Puts it in its place; a file that is there is replaced.
  void finish() throws IOException {
    out.close();
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() throws IOException {
    try (out) {
      Files.deleteIfExists(draft);
    }
  }
}

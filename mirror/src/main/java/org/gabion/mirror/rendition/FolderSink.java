package org.gabion.mirror.rendition;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// A rendition in a folder. A file is written beside its place and moved there; one that is already
/// there with the same content is not touched, so that tools which compare times see no change.
public final class FolderSink implements RenditionSink {
  private static final String DRAFT = ".part-rendition";

  private final Path root;

  /// @param root made when the first file is put
  public FolderSink(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public void put(String path, Content content) throws IOException {
    Path file = place(path);
    Path folder = Optional.ofNullable(file.getParent()).orElse(root);
    Path draft = folder.resolve(DRAFT);
    try {
      Files.createDirectories(folder);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
        content.writeTo(out);
      }
      if (Files.isRegularFile(file) && Files.mismatch(draft, file) < 0) {
        Files.delete(draft);
      } else {
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (FileSystemException e) {
      throw new IOException(
          "can not write "
              + file
              + ": "
              + Optional.ofNullable(e.getReason()).orElse("no permission")
              + "; see that "
              + root
              + " is writable and has room",
          e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    Path file = place(path);
    try {
      Files.deleteIfExists(file);
      for (Path folder = file.getParent();
          folder != null && !folder.equals(root);
          folder = folder.getParent()) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException e) {
      // Other files are still there.
    }
  }

  private Path place(String path) {
    Path place = root.resolve(path).normalize();
    if (!place.startsWith(root)) {
      throw new IllegalArgumentException("a path that leaves the folder: " + path);
    }
    return place;
  }
}

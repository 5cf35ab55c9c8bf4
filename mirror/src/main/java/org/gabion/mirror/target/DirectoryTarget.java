package org.gabion.mirror.target;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A folder of this machine. A file is written under another name, `.part-…`, forced to the disk
/// and then moved to its place.
public final class DirectoryTarget implements MirrorTarget {
  static final String DRAFT_PREFIX = ".part-";

  private static final Duration DRAFT_AGE = Duration.ofDays(1);

  private final Path root;
  private final InstantSource clock;
  private final AtomicLong drafts = new AtomicLong();

  /// @param root made when the first file is put
  public DirectoryTarget(Path root, InstantSource clock) {
    this.root = root.toAbsolutePath().normalize();
    this.clock = clock;
  }

  @Override
  public String name() {
    return root.toString();
  }

  @Override
  public void put(String path, byte[] content) throws TargetFault {
    Path file = place(path);
    Path draft =
        file.resolveSibling(
            DRAFT_PREFIX + ProcessHandle.current().pid() + "-" + drafts.incrementAndGet());
    try {
      Files.createDirectories(parent(file));
      try (FileChannel channel =
          FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(false);
      }
      move(draft, file);
    } catch (IOException e) {
      try {
        Files.deleteIfExists(draft);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw fault("write", file, e);
    }
  }

  private static void move(Path draft, Path file) throws IOException {
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public Optional<byte[]> get(String path, int limit) throws TargetFault {
    Path file = place(path);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw new TargetFault(
            TargetFault.Kind.REFUSED,
            file + " is larger than " + limit + " bytes; it is no file of a copy, remove it");
      }
      return Optional.of(content);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (TargetFault e) {
      throw e;
    } catch (IOException e) {
      throw fault("read", file, e);
    }
  }

  @Override
  public Optional<Long> size(String path) throws TargetFault {
    Path file = place(path);
    try {
      BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.isRegularFile() ? Optional.of(found.size()) : Optional.empty();
    } catch (NoSuchFileException | NotDirectoryException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw fault("look at", file, e);
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
    Path at = place(folder);
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(at)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        boolean wanted = folders ? Files.isDirectory(entry) : Files.isRegularFile(entry);
        if (wanted && !name.startsWith(DRAFT_PREFIX)) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (IOException e) {
      throw fault("list", at, e);
    }
    names.sort(null);
    return names;
  }

  @Override
  public void delete(String path) throws TargetFault {
    Path file = place(path);
    try {
      Files.deleteIfExists(file);
      for (Path folder = parent(file); !folder.equals(root); folder = parent(folder)) {
        Files.deleteIfExists(folder);
      }
    } catch (DirectoryNotEmptyException | NotDirectoryException e) {
      // Other files are still there.
    } catch (IOException e) {
      throw fault("delete", file, e);
    }
  }

  @Override
  public void sweep() throws TargetFault {
    if (!Files.isDirectory(root)) {
      return;
    }
    try (var files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (String.valueOf(file.getFileName()).startsWith(DRAFT_PREFIX) && isOld(file)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (java.io.UncheckedIOException | IOException e) {
      throw fault("sweep", root, e instanceof IOException io ? io : new IOException(e));
    }
  }

  private boolean isOld(Path file) {
    try {
      return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
          .toInstant()
          .isBefore(clock.instant().minus(DRAFT_AGE));
    } catch (IOException gone) {
      return false;
    }
  }

  private Path place(String path) {
    Path place = root.resolve(path).normalize();
    if (!place.startsWith(root)) {
      throw new IllegalArgumentException("a path that leaves the folder: " + path);
    }
    return place;
  }

  private static Path parent(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }

  private TargetFault fault(String what, Path file, IOException cause) {
    String reason =
        cause instanceof FileSystemException at && at.getReason() != null
            ? at.getReason()
            : cause instanceof AccessDeniedException
                ? "no permission"
                : String.valueOf(cause.getMessage());
    String text = reason.toLowerCase(Locale.ROOT);
    if (text.contains("no space") || text.contains("quota")) {
      return new TargetFault(
          TargetFault.Kind.FULL,
          "can not " + what + " " + file + ": " + reason + "; free space, then publish again",
          cause);
    }
    return new TargetFault(
        TargetFault.Kind.REFUSED,
        "can not " + what + " " + file + ": " + reason + "; see that " + root + " is writable",
        cause);
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}

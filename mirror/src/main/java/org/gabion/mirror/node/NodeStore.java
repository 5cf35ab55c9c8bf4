package org.gabion.mirror.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.Digest;

/// A node's own files, laid out as any copy, so that another web server can serve them too.
///
/// Files are written beside their place and moved; they are not forced to the disk one by one,
/// because each is checked by its digest when it is read for the first time after a start. Safe for
/// use by several threads; blocks.
final class NodeStore {
  private static final String DRAFT = ".part-";

  private final Path root;
  private final boolean isOwn;
  private final AtomicLong drafts = new AtomicLong();
  private final Set<Long> checked = ConcurrentHashMap.newKeySet();
  private final Set<Path> folders = ConcurrentHashMap.newKeySet();

  private NodeStore(Path root, boolean isOwn) {
    this.root = root.toAbsolutePath().normalize();
    this.isOwn = isOwn;
  }

  /// A store that this process alone writes; what an earlier one left half is swept away.
  ///
  /// @throws IOException if the folder can not be made or read
  static NodeStore own(Path root) throws IOException {
    Files.createDirectories(root);
    NodeStore store = new NodeStore(root, true);
    store.sweep();
    return store;
  }

  /// Files that others write; they are only read.
  static NodeStore ofOthers(Path root) {
    return new NodeStore(root, false);
  }

  private void sweep() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (String.valueOf(file.getFileName()).startsWith(DRAFT)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  Path root() {
    return root;
  }

  boolean has(String path) {
    return Files.isRegularFile(place(path));
  }

  /// Whether there is a file of this size.
  boolean has(String path, int size) {
    try {
      return has(path) && Files.size(place(path)) == size;
    } catch (IOException e) {
      return false;
    }
  }

  /// Reads a file again, however often it was read before. One that is wrong is deleted.
  boolean isRight(String path, Digest digest) throws IOException {
    Optional<byte[]> bytes = read(path);
    if (bytes.isPresent() && Digest.of(bytes.get()).equals(digest)) {
      return true;
    }
    checked.remove(digest.firstLong());
    if (bytes.isPresent()) {
      delete(path);
    }
    return false;
  }

  /// The names of all files in a folder, the lower numbers first; none if there is no such folder.
  List<String> names(String folder) throws IOException {
    try (Stream<Path> files = Files.list(place(folder))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> !name.startsWith("."))
          .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /// A file as it is.
  Optional<byte[]> read(String path) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(place(path)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /// A file that is named by its digest. One that was damaged on the disk is deleted and not given.
  Optional<byte[]> readNamed(String path, Digest digest) throws IOException {
    boolean known = checked.contains(digest.firstLong());
    if (!known && !has(path)) {
      return Optional.empty();
    }
    Optional<byte[]> bytes = read(path);
    if (bytes.isEmpty() || known) {
      return bytes;
    }
    if (Digest.of(bytes.get()).equals(digest)) {
      checked.add(digest.firstLong());
      return bytes;
    }
    if (isOwn) {
      delete(path);
    }
    return Optional.empty();
  }

  /// Keeps what was checked against its digest.
  void putNamed(String path, Digest digest, byte[] content) throws IOException {
    put(path, content);
    checked.add(digest.firstLong());
  }

  void put(String path, byte[] content) throws IOException {
    Path file = place(path);
    Path folder = Objects.requireNonNull(file.getParent());
    if (folders.add(folder)) {
      Files.createDirectories(folder);
    }
    Path draft = folder.resolve(DRAFT + drafts.incrementAndGet());
    try {
      write(draft, content);
    } catch (NoSuchFileException e) {
      // Deleted behind its back.
      Files.createDirectories(folder);
      write(draft, content);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void write(Path draft, byte[] content) throws IOException {
    // In one piece: Files.write takes 8 KiB at a time.
    try (FileChannel channel =
        FileChannel.open(draft, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(draft);
      throw e;
    }
  }

  void delete(String path) throws IOException {
    Files.deleteIfExists(place(path));
  }

  private Path place(String path) {
    if (!path.startsWith(CopyPaths.FOLDER + "/") || path.contains("..") || path.contains("//")) {
      throw new IllegalArgumentException("no path of a copy: " + path);
    }
    return root.resolve(path);
  }
}

package org.gabion.analyze.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.gabion.core.proof.Merkle;

/// A folder from anybody, of which only plain files are read that were reached without a link.
///
/// Remembers which files were asked for, so that the others can be told. Not thread safe.
final class Folder {
  private static final int MOST_FILES = 1_000_000;

  private final Path dir;
  private final Map<String, Long> sizes = new HashMap<>();
  private final TreeSet<String> unclaimed = new TreeSet<>();
  private final List<String> odd = new ArrayList<>();
  private boolean tooMany;

  private Folder(Path dir) {
    this.dir = dir;
  }

  /// Looks at all names below the folder.
  static Folder scan(Path dir) throws IOException {
    Folder folder = new Folder(dir);
    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          private boolean empty = true;

          @Override
          public FileVisitResult preVisitDirectory(Path sub, BasicFileAttributes attributes) {
            empty = true;
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            empty = false;
            return folder.add(file, attributes)
                ? FileVisitResult.CONTINUE
                : FileVisitResult.TERMINATE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path sub, @org.jspecify.annotations.Nullable IOException fault) throws IOException {
            if (fault != null) {
              throw fault;
            }
            if (empty) {
              folder.unclaimed.add(folder.name(sub) + "/");
            }
            empty = false;
            return FileVisitResult.CONTINUE;
          }
        });
    return folder;
  }

  private boolean add(Path file, BasicFileAttributes attributes) {
    if (sizes.size() + odd.size() == MOST_FILES) {
      tooMany = true;
      return false;
    }
    if (attributes.isRegularFile()) {
      sizes.put(name(file), attributes.size());
      unclaimed.add(name(file));
    } else {
      odd.add(name(file));
    }
    return true;
  }

  private String name(Path file) {
    return dir.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
  }

  /// Links, devices and the like.
  List<String> odd() {
    return odd;
  }

  boolean hasTooMany() {
    return tooMany;
  }

  /// Files that nobody asked for, and folders without any.
  Set<String> unclaimed() {
    return unclaimed;
  }

  /// Whether the file is there; it counts as asked for.
  boolean claim(String file) {
    unclaimed.remove(file);
    return sizes.containsKey(file);
  }

  /// The bytes of a file; empty if it is not there or longer than expected.
  Optional<byte[]> read(String file, int most) throws IOException {
    if (!claim(file) || size(file) > most) {
      return Optional.empty();
    }
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      return bytes.length > most ? Optional.empty() : Optional.of(bytes);
    }
  }

  private long size(String file) {
    return sizes.getOrDefault(file, 0L);
  }

  private InputStream open(String file) throws IOException {
    return Files.newInputStream(dir.resolve(file), LinkOption.NOFOLLOW_LINKS);
  }

  /// What keeps a file from having this size and SHA-256, in words.
  Optional<String> flaw(String file, long size, String sha256) throws IOException {
    if (!claim(file)) {
      return Optional.of("is missing");
    }
    long there = size(file);
    if (there != size) {
      return Optional.of("has " + there + " bytes where " + size + " were signed");
    }
    MessageDigest digest = Merkle.sha256();
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = open(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).equals(sha256)
        ? Optional.empty()
        : Optional.of("is not the file that was signed: its SHA-256 differs");
  }

  Path path() {
    return dir;
  }
}

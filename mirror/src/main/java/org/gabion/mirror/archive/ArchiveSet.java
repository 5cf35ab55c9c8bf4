package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Web archives that are read as one: `.warc`, `.warc.gz` and `.wacz` files, known by their first
/// bytes. A WACZ is checked against the digests that it names before anything of it is read.
/// Closing it ends reading.
public final class ArchiveSet implements AutoCloseable {
  private static final int MAGIC = 4;
  private static final int MAX_FILES = 10_000;

  private final List<WarcFile> files;
  private final List<Wacz> opened;

  private ArchiveSet(List<WarcFile> files, List<Wacz> opened) {
    this.files = files;
    this.opened = opened;
  }

  /// Opens archives.
  ///
  /// @throws IOException names the file that can not be read, and why
  public static ArchiveSet open(List<Path> paths, ArchiveLimits limits) throws IOException {
    if (paths.isEmpty() || paths.size() > MAX_FILES) {
      throw new IOException("name one archive at least, and at most " + MAX_FILES);
    }
    List<WarcFile> files = new ArrayList<>();
    List<Wacz> opened = new ArrayList<>();
    ArchiveSet set = new ArchiveSet(files, opened);
    try {
      long left = limits.maxTotalBytes();
      for (Path path : paths) {
        if (kind(path) == Kind.ZIP) {
          Wacz wacz = Wacz.open(path, limits, left);
          opened.add(wacz);
          files.addAll(wacz.files());
          left -= wacz.bytes();
        } else {
          files.add(file(path.toString(), () -> Files.newInputStream(path), limits));
        }
      }
      return set;
    } catch (IOException | RuntimeException e) {
      try (set) {
        throw e;
      }
    }
  }

  private enum Kind {
    ZIP,
    GZIP,
    PLAIN
  }

  private static Kind kind(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException(path + " is no file; name a .warc, .warc.gz or .wacz file");
    }
    if (!Files.isReadable(path)) {
      throw new IOException(path + " can not be read: no permission");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return kind(path.toString(), in.readNBytes(MAGIC));
    }
  }

  private static Kind kind(String name, byte[] begin) throws IOException {
    int magic = 0;
    for (int i = 0; i < MAGIC; i++) {
      magic = magic << 8 | (i < begin.length ? begin[i] & 0xff : 0);
    }
    return switch (magic) {
      case 0x504b0304, 0x504b0506 -> Kind.ZIP;
      case 0x57415243 -> Kind.PLAIN;
      case 0x28b52ffd ->
          throw new IOException(name + " is packed with zstd; unpack it with 'zstd -d' first");
      default -> {
        if (magic >>> 16 == 0x1f8b) {
          yield Kind.GZIP;
        }
        throw new IOException(
            name + (begin.length == 0 ? " is empty" : " is no WARC and no WACZ, or is damaged"));
      }
    };
  }

  /// A WARC whose bytes can be opened again and again.
  ///
  /// @throws IOException if it is none
  static WarcFile file(String name, RawInput.Opener opener, ArchiveLimits limits)
      throws IOException {
    try (InputStream in = opener.open()) {
      return switch (kind(name, in.readNBytes(MAGIC))) {
        case ZIP ->
            throw new IOException(
                name + " is an archive within an archive; unpack it and name it by itself");
        case GZIP -> new WarcFile(name, opener, true, limits);
        case PLAIN -> new WarcFile(name, opener, false, limits);
      };
    }
  }

  /// The WARC files in all of them, in order.
  public List<WarcFile> files() {
    return List.copyOf(files);
  }

  @Override
  public void close() throws IOException {
    IOException fault = null;
    for (Wacz wacz : opened) {
      try {
        wacz.close();
      } catch (IOException e) {
        fault = e;
      }
    }
    if (fault != null) {
      throw fault;
    }
  }
}

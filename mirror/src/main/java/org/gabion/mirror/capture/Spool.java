package org.gabion.mirror.capture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Where the contents of answers lie while they are looked at: small ones in memory, others in a
/// temporary folder that goes at the end. Safe for use by several threads.
public final class Spool implements AutoCloseable {
  /// What is larger goes to a file.
  static final int IN_MEMORY = 1 << 20;

  private final Path folder;

  private Spool(Path folder) {
    this.folder = folder;
  }

  public static Spool create() throws IOException {
    return new Spool(Files.createTempDirectory("gabion-crawl"));
  }

  Writer writer(long limit) {
    return new Writer(limit);
  }

  /// Takes a stream to its end; empty if there is more than the limit.
  public Optional<Body> take(InputStream in, long limit) throws IOException {
    try (Writer writer = writer(limit)) {
      byte[] buffer = new byte[16 << 10];
      for (int n = in.read(buffer); n >= 0 && !writer.isOver(); n = in.read(buffer)) {
        writer.write(buffer, 0, n);
      }
      return writer.finish();
    }
  }

  /// Takes one content, by one thread at a time. What is beyond the limit is dropped, and then
  /// there is no content at all.
  final class Writer implements AutoCloseable {
    private final long limit;
    private byte[] memory = new byte[0];
    private Optional<Path> file = Optional.empty();
    private Optional<OutputStream> out = Optional.empty();
    private long size;
    private boolean over;
    private boolean finished;

    private Writer(long limit) {
      this.limit = limit;
    }

    boolean isOver() {
      return over;
    }

    void write(byte[] source, int from, int length) throws IOException {
      over |= size + length > limit;
      if (over) {
        return;
      }
      if (out.isEmpty() && size + length > IN_MEMORY) {
        Path path = Files.createTempFile(folder, "body", "");
        file = Optional.of(path);
        OutputStream stream = Files.newOutputStream(path);
        out = Optional.of(stream);
        stream.write(memory, 0, (int) size);
        memory = new byte[0];
      }
      if (out.isPresent()) {
        out.get().write(source, from, length);
      } else {
        int needed = (int) size + length;
        if (needed > memory.length) {
          memory = Arrays.copyOf(memory, Math.min(IN_MEMORY, Math.max(needed, 2 * memory.length)));
        }
        System.arraycopy(source, from, memory, (int) size, length);
      }
      size += length;
    }

    /// The content; empty if it is larger than the limit.
    Optional<Body> finish() throws IOException {
      if (over) {
        return Optional.empty();
      }
      finished = true;
      if (out.isPresent()) {
        out.get().close();
        return file.map(path -> Body.of(path, size));
      }
      return Optional.of(Body.of(Arrays.copyOf(memory, (int) size)));
    }

    /// Drops what was taken, unless it was finished.
    @Override
    public void close() throws IOException {
      if (!finished) {
        finished = true;
        if (out.isPresent()) {
          out.get().close();
        }
        if (file.isPresent()) {
          Files.deleteIfExists(file.get());
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }
}

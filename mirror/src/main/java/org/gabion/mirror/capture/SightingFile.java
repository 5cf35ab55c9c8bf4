package org.gabion.mirror.capture;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The sightings of one capture in a temporary file, so that memory does not grow with the archive.
/// It goes when it is closed. One thread: first all are added, then they are read, as often as need
/// be.
final class SightingFile implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final Path file;
  private final DataOutputStream out;
  private long count;

  /// Takes sightings.
  @FunctionalInterface
  interface Reader {
    void read(Sighting sighting) throws IOException;
  }

  private SightingFile(Path file, DataOutputStream out) {
    this.file = file;
    this.out = out;
  }

  static SightingFile create() throws IOException {
    Path file = Files.createTempFile("gabion-archive", ".index");
    return new SightingFile(
        file, new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER)));
  }

  void add(Sighting sighting) throws IOException {
    sighting.write(out);
    count++;
  }

  /// Hands over all, in the order in which they were added.
  void readAll(Reader reader) throws IOException {
    out.flush();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
      for (long i = 0; i < count; i++) {
        reader.read(Sighting.read(in));
      }
    }
  }

  @Override
  public void close() throws IOException {
    try (out) {
      Files.deleteIfExists(file);
    }
  }
}

package org.gabion.analyze.evidence;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gabion.core.proof.Merkle;
import org.gabion.core.proof.Tiles;

/// Writes the tree of a folder of evidence: its entries in bundles and its hashes in tiles (C2SP
/// tlog-tiles). Not thread safe.
final class TreeFiles {
  /// An entry's length stands before it in two bytes.
  private static final int MOST_ENTRY = 0xffff;

  private final Path dir;
  private final Tiles<IOException> tiles;
  private final ByteArrayOutputStream bundle = new ByteArrayOutputStream(1 << 16);
  private int bundled;

  TreeFiles(Path dir) {
    this.dir = dir;
    this.tiles =
        new Tiles<>(
            (level, index, width, hashes) -> write(Layout.tile(level, index, width), hashes));
  }

  void add(Entry entry) throws IOException {
    byte[] bytes = entry.bytes();
    if (bytes.length > MOST_ENTRY) {
      throw new IllegalStateException("an entry of " + bytes.length + " bytes");
    }
    bundle.write(bytes.length >> 8);
    bundle.write(bytes.length);
    bundle.write(bytes);
    tiles.add(Merkle.leaf(bytes));
    if (++bundled == Tiles.WIDTH) {
      flush();
    }
  }

  private void flush() throws IOException {
    write(Layout.entries((tiles.size() - 1) / Tiles.WIDTH, bundled), bundle.toByteArray());
    bundle.reset();
    bundled = 0;
  }

  /// Writes what is not full.
  void finish() throws IOException {
    if (bundled > 0) {
      flush();
    }
    tiles.finish();
  }

  long size() {
    return tiles.size();
  }

  byte[] root() {
    return tiles.root();
  }

  private void write(String file, byte[] bytes) throws IOException {
    Path path = dir.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }
}

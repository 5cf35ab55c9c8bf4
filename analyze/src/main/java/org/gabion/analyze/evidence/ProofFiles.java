package org.gabion.analyze.evidence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gabion.core.proof.InclusionPath;
import org.gabion.core.proof.TreeProof;

/// Makes proofs from the tiles of a folder of evidence. Not thread safe.
final class ProofFiles {
  private final Path dir;
  private final long size;
  private final String checkpoint;

  ProofFiles(Path dir, long size, String checkpoint) {
    this.dir = dir;
    this.size = size;
    this.checkpoint = checkpoint;
  }

  /// The proof of a leaf; it carries the entry, so that nothing but it, the artefact and the key is
  /// needed.
  TreeProof of(long index, Entry entry) throws IOException {
    InclusionPath.TileReader<IOException> tiles =
        (level, tile, width) -> Files.readAllBytes(dir.resolve(Layout.tile(level, tile, width)));
    return new TreeProof(
        Optional.of(entry.bytes()), index, InclusionPath.of(index, size, tiles), checkpoint);
  }
}

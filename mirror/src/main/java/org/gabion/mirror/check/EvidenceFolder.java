package org.gabion.mirror.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.gabion.core.snapshot.Digest;

/// Keeps documents that exclude each other: files named by what they are and by their digest, so
/// that the same proof is kept once, and none is ever written over.
public final class EvidenceFolder {
  private final Path folder;

  /// @param folder made when there is something to keep
  public EvidenceFolder(Path folder) {
    this.folder = folder;
  }

  /// Keeps both documents of every contradiction.
  ///
  /// @return the files
  public List<Path> keep(CheckReport report) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (CheckReport.Row row : report.mirrors()) {
      if (row.verdict().proof().isPresent()) {
        Verdict.Contradiction proof = row.verdict().proof().get();
        files.add(keep(proof, proof.reference()));
        files.add(keep(proof, proof.other()));
      }
    }
    return List.copyOf(files);
  }

  private Path keep(Verdict.Contradiction proof, byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    Path file = folder.resolve(proof.what() + "-" + proof.number() + "-" + Digest.of(bytes));
    if (!Files.exists(file)) {
      Path temporary = Files.createTempFile(folder, ".proof", "");
      Files.write(temporary, bytes);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }
}

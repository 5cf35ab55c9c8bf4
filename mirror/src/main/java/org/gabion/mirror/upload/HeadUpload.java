package org.gabion.mirror.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Heartbeat;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.Signed;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.target.MirrorTarget;

/// Sends a new heartbeat to a target: the head alone, and only where its edition lies already.
public final class HeadUpload {
  private final Path copy;
  private final UploadRules rules;

  public HeadUpload(Path copy, UploadRules rules) {
    this.copy = copy;
    this.rules = rules;
  }

  /// Sends it.
  ///
  /// @return whether it was sent; false if the target has a later one
  /// @throws IOException if the target has another edition, or none, or does not answer
  public boolean run(MirrorTarget target) throws IOException {
    Tries tries = new Tries(rules);
    byte[] head = Files.readAllBytes(copy.resolve(CopyPaths.HEAD));
    HeadCheck check = new HeadCheck(copy);
    CopyHead mine = check.own(new FolderSource(copy));
    Optional<byte[]> bytes = tries.of(() -> target.get(CopyPaths.HEAD, HeadFile.MAX_BYTES));
    check.refuseOther(target, mine, bytes);
    if (bytes.isEmpty()
        || !(HeadFile.parse(bytes.get()) instanceof Parsed.Valid<HeadFile>(HeadFile there))
        || !there.head().identity().equals(mine.file().head().identity())) {
      throw new IOException(
          target.name()
              + " does not hold edition "
              + mine.file().head().document().sequence()
              + "; send it there first: 'gabion mirror publish --to'");
    }
    Optional<Signed<Heartbeat>> saidThere =
        mine.site().judge(there) instanceof HeadVerdict.Newer newer
            ? newer.heartbeat()
            : Optional.empty();
    if (isLater(saidThere, mine.file().heartbeat())) {
      return false;
    }
    tries.of(
        () -> {
          target.put(CopyPaths.HEAD, head);
          return true;
        });
    return true;
  }

  private static boolean isLater(
      Optional<Signed<Heartbeat>> there, Optional<Signed<Heartbeat>> here) {
    return there.isPresent()
        && here.isPresent()
        && there.get().document().at().isAfter(here.get().document().at());
  }
}

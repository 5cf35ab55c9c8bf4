package org.gabion.mirror.upload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.gabion.core.snapshot.HeadFile;
import org.gabion.core.snapshot.HeadVerdict;
import org.gabion.core.snapshot.Parsed;
import org.gabion.core.snapshot.TrustedSite;
import org.gabion.mirror.copy.CopyHead;
import org.gabion.mirror.copy.FolderSource;
import org.gabion.mirror.copy.RootWalk;
import org.gabion.mirror.target.MirrorTarget;

/// Compares the operator's own head with a target's before anything is sent.
record HeadCheck(Path copy) {
  /// The operator's own head.
  ///
  /// @throws IOException if there is none that counts
  CopyHead own(FolderSource own) throws IOException {
    TrustedSite site = TrustedSite.of(RootWalk.begin(own, RootWalk.siteOf(own)));
    CopyHead mine = CopyHead.read(own, site);
    if (!(mine.verdict() instanceof HeadVerdict.Newer)) {
      throw new IOException(copy + " holds no edition that counts; publish first");
    }
    return mine;
  }

  /// Refuses a target that another site or a later edition is on.
  void refuseOther(MirrorTarget target, CopyHead mine, Optional<byte[]> there) throws IOException {
    if (there.isEmpty()
        || !(HeadFile.parse(there.get()) instanceof Parsed.Valid<HeadFile>(HeadFile other))) {
      return;
    }
    if (!other.head().document().site().equals(mine.file().head().document().site())) {
      throw new IOException(
          target.name() + " holds the copy of another site; name a folder of its own for this one");
    }
    HeadVerdict verdict = mine.site().after(mine.verdict()).judge(other);
    if (verdict instanceof HeadVerdict.Newer newer) {
      throw new IOException(
          target.name()
              + " holds edition "
              + newer.head().document().sequence()
              + ", newer than edition "
              + mine.file().head().document().sequence()
              + " in "
              + copy
              + ": this is an old backup; bring the newer copy back first");
    }
    if (verdict instanceof HeadVerdict.SplitView) {
      throw new IOException(
          target.name()
              + " holds another edition "
              + mine.file().head().document().sequence()
              + " with a valid signature; see who has published, and change the release key");
    }
  }
}

package org.gabion.mirror.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gabion.core.snapshot.CopyPaths;
import org.gabion.core.snapshot.ObjectRef;
import org.gabion.core.snapshot.Route;
import org.gabion.mirror.copy.CopyFault;
import org.gabion.mirror.copy.OpenedCopy;

/// Sees that a folder has all of its edition, before the edition is sent and before anything is
/// deleted elsewhere: a folder that lost files must not make others lose them. The index is read
/// whole; of an object only the size is looked at, its bytes are checked when it is sent.
final class WholeCopy {
  private final Path folder;
  private final OpenedCopy copy;

  WholeCopy(Path folder, OpenedCopy copy) {
    this.folder = folder;
    this.copy = copy;
  }

  /// @throws IOException if a part is missing; it names the part and the remedy
  void check() throws IOException {
    try {
      copy.recent();
      for (int i = 0; i < copy.header().shards().size(); i++) {
        for (Route route : copy.shard(i).routes()) {
          for (ObjectRef object : route.objects()) {
            check(object);
          }
        }
      }
    } catch (CopyFault e) {
      throw new IOException(
          "the copy is damaged, nothing was sent: " + e.getMessage() + "; publish again", e);
    }
  }

  private void check(ObjectRef object) throws IOException {
    String path = CopyPaths.object(object.digest());
    Path file = folder.resolve(path);
    if (!Files.isRegularFile(file) || Files.size(file) != object.size()) {
      throw new CopyFault(
          CopyFault.Kind.MISSING, file + " is not there, or not of " + object.size() + " bytes");
    }
  }
}

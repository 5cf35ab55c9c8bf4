package org.gabion.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gabion.core.snapshot.CopyPaths;

/// The operator's own folder of a mirror: `copy` goes out, `keys` never does.
record MirrorFolder(Path root) {
  Path copy() {
    return root.resolve("copy");
  }

  Path keys() {
    return root.resolve("keys");
  }

  /// What was sent where.
  Path sent() {
    return root.resolve("sent");
  }

  /// @throws IOException if 'mirror init' did not make it
  MirrorFolder existing() throws IOException {
    if (!Files.isRegularFile(copy().resolve(CopyPaths.root(1)))) {
      throw new IOException(
          root + " is no mirror; 'gabion mirror init " + root + "' makes one there");
    }
    return this;
  }
}

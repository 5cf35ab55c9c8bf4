package org.gabion.mirror.target;

import java.nio.file.Path;
import java.util.Optional;

/// A real server that a target writes to, started for a test.
interface TargetServer extends AutoCloseable {
  /// A target with an empty root.
  MirrorTarget target() throws Exception;

  /// The same place with a wrong password or key; the fault comes at once or at the first use.
  MirrorTarget wrongLogin() throws Exception;

  /// Ends the server in the middle of whatever it does.
  void kill() throws Exception;

  /// Where the root of the copy lies on this machine; empty if it keeps no drafts in a folder.
  Optional<Path> folder();

  /// Starts it again at the same address, with what it held.
  void startAgain() throws Exception;

  @Override
  void close();
}

package org.gabion.mirror.target;

/// A real server that a target writes to, started for a test.
interface TargetServer extends AutoCloseable {
  /// A target with an empty root.
  MirrorTarget target() throws Exception;

  /// The same place with a wrong password or key; the fault comes at once or at the first use.
  MirrorTarget wrongLogin() throws Exception;

  /// Ends the server in the middle of whatever it does.
  void kill() throws Exception;

  @Override
  void close();
}

package org.gabion.guard.admin;

/// What the admin port asks the guard (port). Called on the admin thread; answers at once.
public interface StatusSource {
  /// Where in its life the guard is.
  enum Phase {
    STARTING,
    SERVING,
    DRAINING,
    STOPPED
  }

  Phase phase();

  Status status();
}

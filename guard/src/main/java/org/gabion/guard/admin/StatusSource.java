package org.gabion.guard.admin;

import java.util.Optional;
import org.gabion.guard.detection.FoundSoFar;

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

  /// What the detector has found; empty if it is off.
  Optional<FoundSoFar> found();
}

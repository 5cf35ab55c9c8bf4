package org.gabion.guard;

import java.io.IOException;
import java.nio.file.Path;
import org.gabion.core.snapshot.SnapshotStore;

/// Where the guard gets the copy of a site that has `snapshot` in its configuration.
///
/// Asked at the start, and at a reload for each folder that is new; what it gives is used until a
/// reload names another folder. Whoever made it closes it, after the guard.
@FunctionalInterface
public interface SnapshotSource {
  /// @param site its name
  /// @throws IOException if there can be no copy in this folder; the message is for the operator. A
  ///   folder whose first edition has yet to come is no fault.
  SnapshotStore open(String site, Path folder) throws IOException;
}

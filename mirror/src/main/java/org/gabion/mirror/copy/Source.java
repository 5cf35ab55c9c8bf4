package org.gabion.mirror.copy;

import java.io.IOException;
import java.util.Optional;

/// Where a copy's files are read from. Safe for use by several threads; blocks.
///
/// Nothing that a source gives is believed.
public interface Source {
  /// The address or folder, for people.
  String name();

  /// A file of the copy.
  ///
  /// @param path relative to the copy's root
  /// @param limit in bytes; more is a fault
  /// @return empty if the source says that there is no such file
  /// @throws IOException if the source can not be reached, is too slow or gives too much
  Optional<byte[]> fetch(String path, int limit) throws IOException;
}

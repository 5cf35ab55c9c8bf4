package org.gabion.mirror.archive;

import java.io.IOException;
import java.io.InputStream;

/// Unpacked bytes that know where they stand in their file. One thread.
abstract class PlacedInput extends InputStream {
  /// The next byte's place; only after [#isAtEnd] said no.
  abstract Place place();

  /// Whether no byte is left.
  abstract boolean isAtEnd() throws IOException;

  abstract void seek(Place place) throws IOException;
}

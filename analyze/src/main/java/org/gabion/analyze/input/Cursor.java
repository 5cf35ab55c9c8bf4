package org.gabion.analyze.input;

import java.io.Closeable;
import java.io.IOException;

/// Walks once through one input, chunk by chunk. One thread.
sealed interface Cursor extends Closeable permits PlainCursor, StreamCursor {
  /// Whether no chunk is left.
  boolean atEnd();

  /// The time at which the next chunk begins; [Inputs#NO_TIME] if nothing before it had a time.
  long begin();

  /// Cuts the next chunk.
  ///
  /// @param buffer holds it afterwards, if [#fills]
  /// @param most about so many bytes, unless no line ends in them
  Piece next(byte[] buffer, int most) throws IOException;

  /// Whether [#next] fills the buffer; if not, the chunk can be read from its file.
  boolean fills();

  /// Bytes of the file read so far, as stored.
  long stored();
}

package org.gabion.guard.log;

import org.gabion.core.window.Observation;

/// Renders one finished request as one line, straight into a block.
///
/// Not thread safe: one per event loop. It never throws, whatever the request holds, and never
/// allocates.
sealed interface LineFormat permits JsonLine, CombinedLine {
  /// Room that any line of this observation fits in; quick, and often far too much.
  int roughBound(Observation observation);

  /// The same, closer: the bytes that are really logged, each at its widest.
  int bound(Observation observation);

  /// Writes the line with its end at `to[at]`.
  ///
  /// @return the offset behind it
  int render(Observation observation, byte[] to, int at);

  /// Writes the record that `lines` were lost between two times; a format without such a record
  /// writes nothing.
  int renderGap(long lines, long fromMicros, long toMicros, byte[] to, int at);
}

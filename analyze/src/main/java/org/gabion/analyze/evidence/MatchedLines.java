package org.gabion.analyze.evidence;

import java.io.IOException;

/// The lines of all incidents: read as often as there are passes, never held together.
public interface MatchedLines {
  /// Hands on each line of each incident in the order of the input, on one thread; a line of two
  /// incidents twice.
  ///
  /// @throws IOException if the input can not be read, or the sink throws it
  void read(Sink sink) throws IOException;

  /// Takes the lines one by one.
  interface Sink {
    void line(MatchedLine line) throws IOException;
  }
}

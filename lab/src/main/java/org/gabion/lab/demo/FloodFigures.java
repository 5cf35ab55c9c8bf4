package org.gabion.lab.demo;

/// Running counts of the flood, told by the flood. Two readings subtract to the time between them.
///
/// @param due requests that the schedule asked for; it never waits for answers
/// @param sent requests that went out
/// @param answered answers below 400
/// @param refused answers of 400 and above
/// @param dropped connections closed or reset without an answer
/// @param timedOut requests given up after the flood's patience
/// @param unsent requests that could not go out because all sockets were busy: the flood fell short
///   by these
record FloodFigures(
    long due, long sent, long answered, long refused, long dropped, long timedOut, long unsent) {

  static FloodFigures none() {
    return new FloodFigures(0, 0, 0, 0, 0, 0, 0);
  }

  FloodFigures minus(FloodFigures earlier) {
    return new FloodFigures(
        due - earlier.due,
        sent - earlier.sent,
        answered - earlier.answered,
        refused - earlier.refused,
        dropped - earlier.dropped,
        timedOut - earlier.timedOut,
        unsent - earlier.unsent);
  }
}

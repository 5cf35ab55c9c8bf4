package org.gabion.core.window;

/// The shape of windows: what decides how much memory they take.
///
/// @param lengthMicros length of a window
/// @param requests sampled requests of each [Stratum]
/// @param clients sampled clients
/// @param panel clients of whom one visit is kept, to test signatures on
/// @param epoch of the seed that made the hashes; windows of different epochs do not merge
public record WindowConfig(long lengthMicros, int requests, int clients, int panel, long epoch) {
  /// One minute; at most 1.6 MB a window.
  public static WindowConfig minutes(long epoch) {
    return new WindowConfig(60_000_000L, 1024, 4096, 2048, epoch);
  }

  /// @throws IllegalArgumentException if the length does not divide an hour, or a sample is empty
  public WindowConfig {
    if (lengthMicros < 1
        || 3_600_000_000L % lengthMicros != 0
        || requests < 16
        || clients < 16
        || panel < 16) {
      throw new IllegalArgumentException(
          "windows of "
              + lengthMicros
              + " us, "
              + requests
              + " requests, "
              + clients
              + " clients, a panel of "
              + panel);
    }
  }

  /// The number of the window that this time falls in.
  public long index(long micros) {
    return Math.floorDiv(micros, lengthMicros);
  }
}

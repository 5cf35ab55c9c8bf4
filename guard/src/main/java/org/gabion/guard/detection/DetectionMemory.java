package org.gabion.guard.detection;

import org.gabion.core.window.Epoch;

/// How many requests and clients windows and baseline may sample, so that detection as a whole
/// stays within the configured memory, however much comes.
///
/// @param requests sampled of each kind in a window
/// @param clients sampled in a window
/// @param baselineClients that the baseline keeps
record DetectionMemory(int requests, int clients, int baselineClients) {
  private static final int MOST_REQUESTS = 2048;

  /// Bytes held at the most for each sampled request of a kind, measured on saturated windows
  /// (`DetectionMemoryTest`): 60 minutes, three windows a loop, and the baseline twice as deep.
  private static final int BYTES_A_REQUEST = 120_000;

  /// The largest samples that fit.
  static DetectionMemory within(long bytes) {
    int requests = 64;
    while (requests < MOST_REQUESTS && 2L * requests * BYTES_A_REQUEST <= bytes) {
      requests *= 2;
    }
    return new DetectionMemory(requests, 2 * requests, 32 * requests);
  }

  Epoch epoch(long fromMicros, byte[] secret) {
    return new Epoch(fromMicros, secret, requests, clients, baselineClients);
  }

  /// Whether the epoch samples as much.
  boolean shapes(Epoch epoch) {
    return epoch.window().requests() == requests
        && epoch.window().clients() == clients
        && epoch.baselineClients() == baselineClients;
  }
}

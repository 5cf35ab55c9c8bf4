package org.gabion.guard.detection;

import org.gabion.core.window.Epoch;

/// How many requests and clients windows and baseline may sample, so that detection as a whole
/// stays within the configured memory, however much comes.
///
/// @param requests sampled of each kind in a window
/// @param clients sampled in a window
/// @param panel clients of whom a window keeps one visit
/// @param baselineClients clients of whom the baseline keeps one visit
record DetectionMemory(int requests, int clients, int panel, int baselineClients) {
  private static final int MOST_REQUESTS = 2048;
  private static final int STEP = 16;

  /// Of a baseline's client; its sketch holds 140, see below.
  private static final int BYTES_A_BASELINE_CLIENT = 132;

  /// Set aside of a full window for each sampled request of a kind. Its sketches hold 1,568 bytes:
  /// 6 kinds of 164, 4 clients of 76, 2 clients of the panel of 140. The rest is room for what does
  /// not grow with windows: the baseline's clients, columns and rates.
  private static final int BYTES_A_REQUEST = 6 * 156 + 4 * 172 + 2 * 132;

  /// Full windows' worth that the pipeline holds at the most, the panels of the baseline apart:
  /// 25.3 as `DetectionMemoryTest` measures it, with both generations of the baseline.
  private static final int PIPELINE_WINDOWS = 27;

  /// The largest samples that fit.
  static DetectionMemory within(long bytes, int loops) {
    int baselineClients = 1024 * Math.clamp(bytes >> 20, 16, 64);
    long left = bytes - (long) baselineClients * BYTES_A_BASELINE_CLIENT;
    int windows = PIPELINE_WINDOWS + Detection.MOST_PENDING + loops * LoopRecorder.MOST_WINDOWS;
    long requests = left / windows / BYTES_A_REQUEST / STEP * STEP;
    int most = Math.clamp(requests, STEP, MOST_REQUESTS);
    return new DetectionMemory(most, 4 * most, 2 * most, baselineClients);
  }

  Epoch epoch(long fromMicros, byte[] secret) {
    return new Epoch(fromMicros, secret, requests, clients, panel, baselineClients);
  }

  /// Whether the epoch samples as much.
  boolean shapes(Epoch epoch) {
    return epoch.window().requests() == requests
        && epoch.window().clients() == clients
        && epoch.window().panel() == panel
        && epoch.baselineClients() == baselineClients;
  }
}

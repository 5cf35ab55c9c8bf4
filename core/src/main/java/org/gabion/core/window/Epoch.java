package org.gabion.core.window;

import java.util.HexFormat;
import org.gabion.core.request.KeyedHash;

/// A stretch of time in which one secret makes all hashes, and all windows have one shape.
///
/// Begins on the boundary of a window, so that each window belongs to one epoch, and ends where the
/// next one begins. Values of different epochs have nothing in common. Immutable.
public final class Epoch {
  private static final long ID = 0x65706f6368L;

  private final long fromMicros;
  private final byte[] secret;
  private final WindowConfig window;
  private final int baselineClients;

  /// @param fromMicros when it begins, microseconds since 1970
  /// @param secret 16 random bytes
  /// @param requests sampled requests of each kind in a window
  /// @param clients sampled clients in a window
  /// @param panel clients of whom a window keeps one visit
  /// @param baselineClients clients of whom the baseline keeps one visit, to test signatures on
  /// @throws IllegalArgumentException if the secret has another length, no window begins at
  ///   `fromMicros`, or a sample is too small
  public Epoch(
      long fromMicros, byte[] secret, int requests, int clients, int panel, int baselineClients) {
    this.fromMicros = fromMicros;
    this.secret = secret.clone();
    // The name of a secret must not be chosen apart from it, or two could meet under one name.
    long id = KeyedHash.sipHash24(secret).hash(ID);
    this.window = new WindowConfig(60_000_000L, requests, clients, panel, id);
    this.baselineClients = baselineClients;
    if (Math.floorMod(fromMicros, window.lengthMicros()) != 0 || baselineClients < 16) {
      throw new IllegalArgumentException(
          "an epoch from " + fromMicros + " us with " + baselineClients + " clients");
    }
  }

  public long fromMicros() {
    return fromMicros;
  }

  /// The number of its first window.
  public long firstWindow() {
    return window.index(fromMicros);
  }

  /// Tells its secret from others, and does not tell the secret.
  public long id() {
    return window.epoch();
  }

  /// The hash that makes all its values.
  public KeyedHash hash() {
    return KeyedHash.of(secret);
  }

  /// The shape of its windows.
  public WindowConfig window() {
    return window;
  }

  public int baselineClients() {
    return baselineClients;
  }

  String secretInHex() {
    return HexFormat.of().formatHex(secret);
  }

  /// Never the secret.
  @Override
  public String toString() {
    return "Epoch[%016x from %d]".formatted(id(), fromMicros);
  }
}

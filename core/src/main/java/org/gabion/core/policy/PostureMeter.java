package org.gabion.core.policy;

/// Tells [Posture] from what the origin suffers, never from the volume of visits alone: a crowd
/// that the origin serves in time is no load.
///
/// Enters under load when waits last or are long, when visits are shed, or when the origin fails;
/// leaves after {@value #CALM_AFTER_SECONDS} s without one, so that it does not flicker (hysteresis
/// as in Kandula et al., "Botz-4-Sale", NSDI 2005). One writer; any thread may read [#posture].
public final class PostureMeter {
  /// A longer wait for the origin is felt, if it comes [#LASTING] times in a row: one hiccup is no
  /// load.
  public static final long BAD_WAIT_NANOS = 20_000_000L;

  /// So long a wait is felt at once.
  public static final long LONG_WAIT_NANOS = 10 * BAD_WAIT_NANOS;

  static final int LASTING = 3;

  static final int CALM_AFTER_SECONDS = 60;
  private static final long CALM_AFTER_NANOS = CALM_AFTER_SECONDS * 1_000_000_000L;
  private static final int FEW_ANSWERS = 10;

  private volatile Posture posture = Posture.CALM;
  private long lastBad;
  private int waitsInRow;

  /// Takes in what happened since the last call, about ten times a second.
  ///
  /// @param longestWaitNanos the longest time any visit waited, or still waits, for the origin
  /// @param shed visits turned away because the origin was busy
  /// @param answers requests the origin was given and that ended
  /// @param failures those of them that failed: no connection, timeout, broken answer, 502 to 504
  /// @return the posture from now on
  public Posture observe(long now, long longestWaitNanos, long shed, long answers, long failures) {
    boolean failing = answers >= FEW_ANSWERS && 2 * failures > answers;
    waitsInRow = longestWaitNanos > BAD_WAIT_NANOS ? waitsInRow + 1 : 0;
    boolean waiting = waitsInRow >= LASTING || longestWaitNanos > LONG_WAIT_NANOS;
    if (waiting || shed > 0 || failing) {
      lastBad = now;
      posture = Posture.UNDER_LOAD;
    } else if (posture == Posture.UNDER_LOAD && now - lastBad >= CALM_AFTER_NANOS) {
      posture = Posture.CALM;
    }
    return posture;
  }

  /// The posture after the last observation.
  public Posture posture() {
    return posture;
  }
}

package org.gabion.analyze;

import java.util.List;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;
import org.gabion.core.signature.Mined;

/// An incident whose bounds are known and whose requests are not counted yet.
///
/// @param finding the place of its finding among the findings, which ties waves together
record Draft(
    int finding,
    Kind kind,
    Judgement judgement,
    Segment segment,
    List<Mined> signatures,
    double calmPerMinute,
    List<String> reasons) {
  private static final long LEAST_AROUND = 600_000_000L;

  /// How much time before and after it is looked at, in microseconds.
  long around() {
    return Math.max(LEAST_AROUND, segment.toMicros() - segment.fromMicros());
  }

  /// Whether a request of this time is in it or that long before or after it.
  boolean isNear(long micros) {
    return isNear(micros, micros);
  }

  /// Whether a request between these times may be near.
  boolean isNear(long firstMicros, long lastMicros) {
    long around = around();
    return lastMicros >= segment.fromMicros() - around
        && firstMicros <= segment.toMicros() + around;
  }
}

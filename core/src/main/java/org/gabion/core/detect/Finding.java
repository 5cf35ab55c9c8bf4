package org.gabion.core.detect;

import java.util.List;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;

/// Something that happened, as the windows tell it.
///
/// @param fromMicros start of the first window in which it shows, microseconds since 1970
/// @param toMicros end of the last one
/// @param signatures what its requests share, best first; empty if nothing sets them apart
/// @param calmPerMinute how many requests a minute match the signatures on an ordinary day
/// @param impact what everybody met while it lasted
/// @param reasons why it is of this kind, in words
public record Finding(
    Kind kind,
    Judgement judgement,
    long fromMicros,
    long toMicros,
    List<Mined> signatures,
    double calmPerMinute,
    Impact impact,
    List<String> reasons) {

  /// Whether one is what became of the other: while a finding goes on, its bounds only widen and
  /// its signatures only grow more.
  public boolean isSame(Finding other) {
    return kind == other.kind
        && fromMicros < other.toMicros
        && other.fromMicros < toMicros
        && (signatures.isEmpty()
            || other.signatures.isEmpty()
            || signatures.stream().anyMatch(mine -> other.has(mine.signature())));
  }

  private boolean has(Signature signature) {
    return signatures.stream().anyMatch(each -> each.signature().equals(signature));
  }
}

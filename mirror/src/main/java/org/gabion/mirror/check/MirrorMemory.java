package org.gabion.mirror.check;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What earlier checks left behind about a mirror.
///
/// @param since when it came into its present class
/// @param failures how many times in a row it was unreachable
/// @param lastFailure the last of them
/// @param highest the highest sequence that it ever gave; 0 for none
/// @param audit the last look at its files
public record MirrorMemory(
    MirrorClass kind,
    Instant since,
    int failures,
    Instant lastFailure,
    long highest,
    Optional<Audit> audit) {
  private static final int MOST_FAILURES = 3;
  private static final Duration BACK_OFF = Duration.ofDays(1);

  /// Until when it is left alone by a check that repeats itself; empty if it is not.
  Optional<Instant> restsUntil(Instant now) {
    Instant until = lastFailure.plus(BACK_OFF);
    return failures >= MOST_FAILURES && now.isBefore(until) ? Optional.of(until) : Optional.empty();
  }

  /// What is remembered after a verdict.
  static MirrorMemory after(
      Optional<MirrorMemory> before,
      Verdict verdict,
      long sequence,
      Optional<Audit> audit,
      Instant now) {
    boolean failed = verdict.kind() == MirrorClass.UNREACHABLE;
    Instant since =
        before.filter(old -> old.kind() == verdict.kind()).map(MirrorMemory::since).orElse(now);
    return new MirrorMemory(
        verdict.kind(),
        since,
        failed ? before.map(MirrorMemory::failures).orElse(0) + 1 : 0,
        failed ? now : before.map(MirrorMemory::lastFailure).orElse(Instant.EPOCH),
        Math.max(sequence, before.map(MirrorMemory::highest).orElse(0L)),
        audit.or(() -> before.flatMap(MirrorMemory::audit)));
  }
}

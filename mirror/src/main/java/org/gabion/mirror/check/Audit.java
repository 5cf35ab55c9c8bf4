package org.gabion.mirror.check;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.gabion.core.snapshot.Digest;

/// What a look at some files of a mirror's copy gave.
///
/// @param head the identity of the head whose edition was looked at
/// @param of how many files the edition has that could be drawn; 0 if its index was not to be had
/// @param drawn how many of them were drawn by chance
/// @param looked how many of these were asked for before the time was over
/// @param faults of all files that were asked for, also those that are always asked for
/// @param fork an early root that is validly signed and is not the site's
public record Audit(
    Digest head,
    Instant at,
    int of,
    int drawn,
    int looked,
    List<FileFault> faults,
    Optional<Verdict.Contradiction> fork) {
  public Audit {
    faults = List.copyOf(faults);
    if (looked > drawn || drawn > of) {
      throw new IllegalArgumentException("looked at " + looked + " of " + drawn + " of " + of);
    }
  }

  /// Whether some bytes were wrong.
  public boolean isCorrupt() {
    return faults.stream().anyMatch(fault -> fault instanceof FileFault.Wrong);
  }
}

package org.gabion.mirror.check;

import java.util.List;
import java.util.Optional;

/// What a mirror's copy is thought of, and why.
///
/// @param reason in one sentence without a full stop
/// @param faults files that are not as they should be
/// @param proof two signed documents that exclude each other, of a mirror that shows one of them
public record Verdict(
    MirrorClass kind, String reason, List<FileFault> faults, Optional<Contradiction> proof) {
  public Verdict {
    faults = List.copyOf(faults);
  }

  /// Two validly signed documents of the same number with different content.
  ///
  /// @param what `head` or `root`
  /// @param number the sequence, or the root's number
  /// @param reference the one that is held to be the site's, with its signatures
  /// @param other the one that the mirror gave
  public record Contradiction(String what, long number, byte[] reference, byte[] other) {}

  static Verdict of(MirrorClass kind, String reason) {
    return new Verdict(kind, reason, List.of(), Optional.empty());
  }
}

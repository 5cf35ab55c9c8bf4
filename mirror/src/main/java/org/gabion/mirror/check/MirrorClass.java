package org.gabion.mirror.check;

import java.util.Optional;

/// What is to be thought of a mirror's copy. The first that fits counts, in the order of
/// [#TAMPERING] to [#INTACT]; only an unreachable mirror is told apart before all others.
///
/// The *newest* edition is the one with the highest sequence whose head counts and that was seen at
/// any mirror, in the copy the check began with, or in an earlier check.
public enum MirrorClass {
  /// It gave no head: nobody answered, not in time, with a fault, or there is none.
  UNREACHABLE("unreachable"),
  /// It gave a head or a root that is validly signed and differs from another validly signed one of
  /// the same number. Somebody shows different sites to different people, or has stolen a key.
  TAMPERING("tampering"),
  /// It gave bytes that are not what was signed: a head that does not count or can not be read, a
  /// root that does not follow, a file with another digest.
  CORRUPT("corrupt"),
  /// It gives an older edition although it had a newer one: it gave that before, or still holds its
  /// header. Or it gives an edition that a later root made void.
  ROLLED_BACK("rolled back"),
  /// It gives an older edition that says it is still the current one, longer after the newest was
  /// published than a mirror needs to take it: somebody may be holding it back.
  FROZEN("suspected freeze"),
  /// Files of its edition are missing, or were not given.
  PARTIAL("partial"),
  /// It gives an older edition, and does not claim that it is current.
  STALE("stale"),
  /// It gives the newest edition, and whatever was looked at is what was signed.
  INTACT("intact");

  private final String word;

  MirrorClass(String word) {
    this.word = word;
  }

  /// The word that is shown.
  public String word() {
    return word;
  }

  /// The name in documents for programs.
  public String code() {
    return word.replace(' ', '-');
  }

  static Optional<MirrorClass> ofCode(String code) {
    for (MirrorClass each : values()) {
      if (each.code().equals(code)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }
}

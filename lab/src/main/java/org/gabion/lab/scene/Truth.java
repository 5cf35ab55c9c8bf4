package org.gabion.lab.scene;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.gabion.core.detect.Judgement;
import org.gabion.core.detect.Kind;

/// What really happened in a scene.
///
/// @param isSeparable whether anything in the log tells the attack from readers
/// @param kinds words that fit
/// @param verdict the right one; [Judgement#BENIGN] where nothing must be called an attack
/// @param waves stretches of the attack without a pause of over 30 minutes; empty if there is none
record Truth(boolean isSeparable, Set<Kind> kinds, Judgement verdict, List<Wave> waves) {
  /// From the first line of the attack to the last, both included, microseconds since 1970.
  record Wave(long fromMicros, long toMicros, int lines) {
    @Override
    public String toString() {
      return "%s to %s, %d lines"
          .formatted(
              Instant.ofEpochMilli(fromMicros / 1000),
              Instant.ofEpochMilli(toMicros / 1000),
              lines);
    }
  }
}

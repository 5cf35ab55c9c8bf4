package org.gabion.guard.detection;

import java.util.List;
import org.gabion.core.detect.Finding;

/// What the detector has found, as it is at one moment. Immutable.
///
/// @param open findings that may still go on
/// @param ended the last ones that do not, oldest first
/// @param names words for values of their clauses
/// @param windows how many the detector has looked at
public record FoundSoFar(List<Finding> open, List<Finding> ended, ValueNames names, long windows) {
  public FoundSoFar {
    open = List.copyOf(open);
    ended = List.copyOf(ended);
  }
}

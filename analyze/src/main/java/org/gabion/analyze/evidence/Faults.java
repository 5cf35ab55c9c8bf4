package org.gabion.analyze.evidence;

import java.util.ArrayList;
import java.util.List;

/// What is wrong with a folder, up to a number that a reader can use. Not thread safe.
final class Faults {
  static final int MOST = 100;

  private final List<Verification.Fault> found = new ArrayList<>();

  void add(String file, String what) {
    Verification.Fault fault = new Verification.Fault(file, what);
    if (found.size() < MOST && !found.contains(fault)) {
      found.add(fault);
    }
  }

  boolean isFull() {
    return found.size() == MOST;
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  boolean names(String file) {
    return found.stream().anyMatch(fault -> fault.file().equals(file));
  }

  List<Verification.Fault> list() {
    return List.copyOf(found);
  }
}

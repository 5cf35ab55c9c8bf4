package org.gabion.guard;

import java.util.List;

/// Where a running guard reads its configuration again (port): the file that it was started with.
@FunctionalInterface
public interface ConfigSource {
  Loaded read();

  /// What was read.
  sealed interface Loaded {
    record Fresh(GuardConfig config) implements Loaded {}

    /// @param problems all of them, one line each
    record Refused(List<String> problems) implements Loaded {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }
}

package org.gabion.guard.admin;

import java.util.List;

/// Reads the configuration again (port). May take its time: it is called on a thread of its own,
/// one call at a time.
public interface Reloader {
  Outcome reload();

  /// What became of a reload.
  sealed interface Outcome {
    /// In force.
    ///
    /// @param changed keys whose value is another now
    /// @param needRestart those of them that wait for a restart
    record Applied(long revision, List<String> changed, List<String> needRestart)
        implements Outcome {
      public Applied {
        changed = List.copyOf(changed);
        needRestart = List.copyOf(needRestart);
      }
    }

    /// Nothing changed.
    ///
    /// @param problems all of them, one line each
    record Refused(List<String> problems) implements Outcome {
      public Refused {
        problems = List.copyOf(problems);
      }
    }
  }
}

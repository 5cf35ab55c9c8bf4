package org.gabion.lab.bench;

import java.io.IOException;
import java.util.Optional;
import org.gabion.lab.load.OutsideProgram;
import org.gabion.lab.load.PinnedProcess;

/// A reverse proxy under measurement.
sealed interface Target permits NginxTarget, HaproxyTarget, GuardTarget {
  String name();

  /// Writes the target's configuration and starts it, one worker on one core.
  Running start(Setting setting) throws IOException, OutsideProgram.Missing;

  /// A target that was started.
  ///
  /// @param sink closed with it, if its log needs one
  record Running(
      String name, Setting setting, PinnedProcess process, LineCount lines, Optional<LogSink> sink)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      process.close();
      if (sink.isPresent()) {
        sink.get().close();
      }
    }
  }
}

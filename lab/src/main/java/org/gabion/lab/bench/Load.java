package org.gabion.lab.bench;

import java.io.IOException;
import java.time.Duration;
import org.gabion.lab.load.LoopbackUrl;
import org.gabion.lab.load.OutsideProgram;

/// Closed-loop load on one target: each connection asks again as soon as it is answered.
interface Load {
  /// Loads the target for a time, on the load's core.
  Figures run(LoopbackUrl url, Duration length)
      throws IOException, InterruptedException, OutsideProgram.Missing;

  /// How many requests may be under way when the load ends.
  int connections();

  /// What the client side saw.
  ///
  /// @param answered complete answers of any status
  /// @param errors connections that failed, broke or timed out
  /// @param refused answers with a status of 400 or more
  /// @param bytes of all answers, heads included
  record Figures(
      long answered,
      double seconds,
      long bytes,
      long errors,
      long refused,
      double p50ms,
      double p99ms) {
    double perSecond() {
      return answered / seconds;
    }
  }
}

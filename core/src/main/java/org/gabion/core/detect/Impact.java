package org.gabion.core.detect;

import java.util.function.IntPredicate;
import org.gabion.core.sketch.LogHistogram;
import org.gabion.core.window.WindowSummary;

/// What a finding costs everybody: measured apart from what it is, over the minutes that it lasts.
///
/// @param failedShare share of all requests that were answered 5xx, or not at all
/// @param usualFailedShare the same on an ordinary day
/// @param originP90Micros nine of ten answers of the origin took no longer; -1 if the log has no
///   times
/// @param usualOriginP90Micros the same on an ordinary day; -1 if unknown
/// @param queueP90Micros nine of ten requests waited no longer before the origin was asked; -1 if
///   the log does not tell
public record Impact(
    double failedShare,
    double usualFailedShare,
    long originP90Micros,
    long usualOriginP90Micros,
    long queueP90Micros) {
  private static final double WORSE_FAILED = 0.02;
  private static final int WORSE_TIMES = 2;
  private static final long LONG_QUEUE = 20_000;
  private static final int LEAST_FAILED = 5;

  static final Impact NONE = new Impact(0, 0, -1, -1, -1);

  /// Whether visitors notice: more failures than usual, answers that take twice as long, or a queue
  /// of more than 20 ms.
  public boolean isFelt() {
    return failedShare > usualFailedShare + WORSE_FAILED
        || usualOriginP90Micros > 0 && originP90Micros > WORSE_TIMES * usualOriginP90Micros
        || queueP90Micros > LONG_QUEUE;
  }

  /// The worse of the two in each respect.
  Impact worse(Impact other) {
    return new Impact(
        Math.max(failedShare, other.failedShare),
        Math.max(usualFailedShare, other.usualFailedShare),
        Math.max(originP90Micros, other.originP90Micros),
        Math.max(usualOriginP90Micros, other.usualOriginP90Micros),
        Math.max(queueP90Micros, other.queueP90Micros));
  }

  static Impact of(WindowSummary now, Baseline baseline) {
    return new Impact(
        now.requests() == 0 ? 0 : (double) now.failed() / now.requests(),
        baseline.failedShare(),
        p90(now.origin()),
        p90(baseline.origin()),
        p90(now.queue()));
  }

  /// Whether others than these notice something. Few failures are chance.
  static boolean isFeltByOthers(Block block, Baseline baseline, IntPredicate theirs) {
    double all = 0;
    double failed = 0;
    for (int row = 0; row < block.rows.size(); row++) {
      if (!theirs.test(row)) {
        int status = block.rows.status(row);
        all += block.rows.weight(row);
        failed += status == 0 || status >= 499 ? block.rows.weight(row) : 0;
      }
    }
    Impact whole = block.impact(baseline);
    return new Impact(
            failed < LEAST_FAILED ? 0 : failed / all,
            whole.usualFailedShare,
            whole.originP90Micros,
            whole.usualOriginP90Micros,
            whole.queueP90Micros)
        .isFelt();
  }

  private static long p90(LogHistogram times) {
    return times.total() == 0 ? -1 : times.quantile(0.9);
  }
}

package org.gabion.core.detect;

import java.util.List;

/// One way to see that something is wrong. A pure step: the same block and baseline give the same
/// suspicions.
sealed interface Detector
    permits SurgeDetector,
        PartsDetector,
        CrowdDetector,
        LoginDetector,
        ScanDetector,
        BulkDetector,
        MonitorDetector {
  /// All of them, in the order in which their suspicions are taken up.
  static List<Detector> all() {
    return List.of(
        new LoginDetector(),
        new ScanDetector(),
        new BulkDetector(),
        new SurgeDetector(),
        new PartsDetector(),
        new CrowdDetector(),
        new MonitorDetector());
  }

  /// What is abnormal in this block.
  ///
  /// @param block without what open findings explain
  List<Suspicion> step(Block block, Baseline baseline);
}

package org.gabion.mirror.check;

import java.time.Instant;

/// One round in a history: what a chart shows of it.
///
/// @param mirrors how many were asked
/// @param intact how many of them had an intact copy
/// @param killNumber see [KillNumber]
public record RoundFigures(Instant at, CheckKind kind, int mirrors, int intact, int killNumber) {
  /// What a chart shows of a report.
  public static RoundFigures of(CheckReport report) {
    return new RoundFigures(
        report.at(),
        report.kind(),
        report.mirrors().size(),
        report.intact(),
        report.kill().number());
  }
}

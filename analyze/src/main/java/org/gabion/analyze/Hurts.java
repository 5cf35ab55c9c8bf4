package org.gabion.analyze;

import java.util.Locale;
import org.gabion.analyze.report.Analysis;

/// Who was hurt: what other visitors met during an incident, against the time before it. Stateless.
final class Hurts {
  private static final double WORSE_ERRORS = 0.02;
  private static final double WORSE_TIMES = 2;

  private Hurts() {}

  static Analysis.Hurt of(IncidentTally tally, Facts facts) {
    IncidentTally.Group others = tally.others;
    IncidentTally.Group before = tally.before;
    double errors = share(others);
    double errorsBefore = share(before);
    double p90 = p90(others);
    double p90Before = p90(before);
    long affected = Math.round(others.failedClients.estimate());
    StringBuilder words = new StringBuilder();
    if (others.requests == 0) {
      words.append("No other visitor came during it.");
    } else if (errors > errorsBefore + WORSE_ERRORS) {
      words.append(
          String.format(
              Locale.ROOT,
              "About %d other visitors met errors: %.1f %% of their requests failed, %.1f %% before.",
              affected,
              100 * errors,
              100 * errorsBefore));
    }
    if (p90 > 0 && p90Before > 0 && p90 > WORSE_TIMES * p90Before) {
      words.append(
          String.format(
              Locale.ROOT,
              "%sOne answer in ten took longer than %.0f ms, %.0f ms before.",
              words.isEmpty() ? "" : " ",
              p90,
              p90Before));
    }
    if (words.isEmpty()) {
      words.append("Nobody, as far as this log can tell.");
    }
    if (!facts.hasTimes()) {
      words.append(" The log has no response times, so it can not tell who had to wait.");
    }
    return new Analysis.Hurt(
        words.toString(), others.requests, errors, errorsBefore, p90, p90Before, affected);
  }

  private static double share(IncidentTally.Group group) {
    return group.requests == 0 ? 0 : (double) group.errors / group.requests;
  }

  /// Milliseconds; -1 if the log has no times.
  private static double p90(IncidentTally.Group group) {
    return group.times.total() == 0 ? -1 : group.times.quantile(0.9) / 1000.0;
  }
}

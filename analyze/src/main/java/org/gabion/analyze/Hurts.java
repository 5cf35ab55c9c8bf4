package org.gabion.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.Analysis.Hurt;

/// Who was hurt: what other visitors met during an incident, against the time before it. Stateless.
final class Hurts {
  private Hurts() {}

  static Hurt of(IncidentTally tally, Facts facts) {
    IncidentTally.Group others = tally.others;
    IncidentTally.Group before = tally.before;
    Hurt hurt =
        new Hurt(
            "",
            others.requests,
            share(others),
            share(before),
            p90(others),
            p90(before),
            others.failedClients.count());
    return new Hurt(
        sentence(hurt, before.requests, facts),
        hurt.requests(),
        hurt.errorShare(),
        hurt.errorShareBefore(),
        hurt.p90Millis(),
        hurt.p90MillisBefore(),
        hurt.affectedClients());
  }

  private static String sentence(Hurt hurt, long requestsBefore, Facts facts) {
    List<String> words = new ArrayList<>();
    if (hurt.requests() == 0) {
      words.add("No other visitor is in this log meanwhile: nobody came, or nobody got through.");
    }
    if (hurt.hasMoreErrors()) {
      words.add(
          String.format(
              Locale.ROOT,
              "%s met errors: %.1f %% of their requests failed%s.",
              visitors(hurt.affectedClients()),
              100 * hurt.errorShare(),
              requestsBefore == 0
                  ? ""
                  : String.format(Locale.ROOT, ", %.1f %% before", 100 * hurt.errorShareBefore())));
    }
    if (hurt.isSlower()) {
      words.add(
          String.format(
              Locale.ROOT,
              "One answer in ten took longer than %s, %s before.",
              millis(hurt.p90Millis()),
              millis(hurt.p90MillisBefore())));
    }
    if (words.isEmpty()) {
      words.add("Nobody, as far as this log can tell.");
    }
    if (!facts.hasTimes()) {
      words.add("The log has no response times, so it can not tell who had to wait.");
    }
    return String.join(" ", words);
  }

  private static String visitors(long clients) {
    return (clients > Analysis.MOST_EXACT ? "About " : "")
        + String.format(Locale.ROOT, "%,d", clients)
        + (clients == 1 ? " other visitor" : " other visitors");
  }

  private static String millis(double millis) {
    return millis < 1000
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, "%.1f s", millis / 1000);
  }

  /// -1 if there were no requests.
  private static double share(IncidentTally.Group group) {
    return group.requests == 0 ? -1 : (double) group.errors / group.requests;
  }

  /// Milliseconds; -1 if the log has no times.
  private static double p90(IncidentTally.Group group) {
    return group.times.total() == 0 ? -1 : group.times.quantile(0.9) / 1000.0;
  }
}

package org.gabion.analyze;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.gabion.analyze.report.Analysis;

/// Makes the timeline of a report: at most 240 buckets over the whole span. Stateless.
final class Timelines {
  private static final int MOST = 240;

  private Timelines() {}

  static Analysis.Timeline of(Analyzer.Span span, TimeCounts all, List<IncidentTally> tallies) {
    if (span.isEmpty()) {
      return new Analysis.Timeline(java.time.Instant.EPOCH, 60, List.of(), List.of());
    }
    long first = Math.floorDiv(span.from(), 60_000_000L);
    long minutes = Math.floorDiv(span.to(), 60_000_000L) - first + 1;
    long width = (minutes + MOST - 1) / MOST;
    int buckets = (int) ((minutes + width - 1) / width);
    List<Long> counts = new ArrayList<>(Collections.nCopies(buckets, 0L));
    all.each((second, count) -> add(counts, (second / 60 - first) / width, count));
    List<List<Long>> matched = new ArrayList<>();
    for (IncidentTally tally : tallies) {
      List<Long> each = new ArrayList<>(Collections.nCopies(buckets, 0L));
      tally.seconds().each((second, count) -> add(each, (second / 60 - first) / width, count));
      matched.add(List.copyOf(each));
    }
    return new Analysis.Timeline(
        Incidents.instant(first * 60_000_000L), width * 60, List.copyOf(counts), matched);
  }

  private static void add(List<Long> counts, long bucket, long count) {
    if (bucket >= 0 && bucket < counts.size()) {
      counts.set((int) bucket, counts.get((int) bucket) + count);
    }
  }
}

package org.gabion.guard.detection;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import org.gabion.core.detect.Finding;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Journal;
import org.gabion.core.window.Epoch;
import org.jspecify.annotations.Nullable;

/// Remembers what was found, and tells the journal when a finding opens and ends. One writer.
final class FindingLog {
  private static final int MOST_ENDED = 100;

  private final Journal journal;
  private final Deque<Finding> ended = new ArrayDeque<>();
  private List<Finding> open = List.of();
  private volatile long opened;
  private @Nullable ValueNames names;
  private long namesOf;

  FindingLog(Journal journal) {
    this.journal = journal;
  }

  /// Words for the values of this epoch.
  ValueNames names(Epoch epoch) {
    @Nullable ValueNames known = names;
    if (known == null || namesOf != epoch.id()) {
      known = new ValueNames(epoch.hash());
      names = known;
      namesOf = epoch.id();
    }
    return known;
  }

  /// Findings since the start.
  long opened() {
    return opened;
  }

  /// Takes what the detector tells after a step.
  ///
  /// @param over has ended with this step, or before it and was told: some began long before they
  ///   could be seen, and were never open
  /// @param now goes on
  void see(List<Finding> over, List<Finding> now, Epoch epoch) {
    for (Finding finding : over) {
      if (!has(ended, finding)) {
        if (!has(open, finding)) {
          open(finding, epoch);
        }
        end(finding);
      }
    }
    for (Finding finding : open) {
      if (!has(now, finding) && !has(ended, finding)) {
        end(finding);
      }
    }
    for (Finding finding : now) {
      if (!has(open, finding)) {
        open(finding, epoch);
      }
    }
    open = List.copyOf(now);
  }

  private static boolean has(Collection<Finding> findings, Finding finding) {
    return findings.stream().anyMatch(finding::isSame);
  }

  FoundSoFar told(ValueNames words, long windows) {
    return new FoundSoFar(open, List.copyOf(ended), words, windows);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void open(Finding finding, Epoch epoch) {
    opened++;
    journal.record(
        new Event.FindingOpened(
            finding.kind(),
            finding.judgement(),
            finding.fromMicros(),
            names(epoch).signatures(finding.signatures()),
            finding.reasons()));
  }

  private void end(Finding finding) {
    journal.record(
        new Event.FindingEnded(
            finding.kind(), finding.judgement(), finding.fromMicros(), finding.toMicros()));
    if (ended.size() == MOST_ENDED) {
      ended.removeFirst();
    }
    ended.addLast(finding);
  }
}

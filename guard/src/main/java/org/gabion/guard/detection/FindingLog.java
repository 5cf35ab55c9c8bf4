package org.gabion.guard.detection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.gabion.core.detect.Finding;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Journal;
import org.gabion.core.signature.Signature;
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

  /// These are open now.
  void see(List<Finding> now, Epoch epoch) {
    for (Finding finding : open) {
      if (now.stream().noneMatch(each -> isSame(finding, each))) {
        end(finding);
      }
    }
    for (Finding finding : now) {
      if (open.stream().noneMatch(each -> isSame(each, finding))) {
        open(finding, epoch);
      }
    }
    open = List.copyOf(now);
  }

  /// The detector has ended with these findings, open or ended before.
  void end(List<Finding> all, Epoch epoch) {
    List<Finding> last = new ArrayList<>();
    for (Finding finding : all) {
      if (ended.stream().noneMatch(each -> isSame(each, finding))) {
        last.add(finding);
      }
    }
    for (Finding finding : last) {
      if (open.stream().noneMatch(each -> isSame(each, finding))) {
        open(finding, epoch);
      }
      end(finding);
    }
    open = List.of();
  }

  FoundSoFar told(ValueNames words, long windows) {
    return new FoundSoFar(open, List.copyOf(ended), words, windows);
  }

  /// Two looks at one finding: while it goes on its bounds only widen.
  private static boolean isSame(Finding one, Finding other) {
    return one.kind() == other.kind()
        && one.fromMicros() < other.toMicros()
        && other.fromMicros() < one.toMicros()
        && (one.signatures().isEmpty()
            || other.signatures().isEmpty()
            || one.signatures().stream().anyMatch(mine -> has(other, mine.signature())));
  }

  private static boolean has(Finding finding, Signature signature) {
    return finding.signatures().stream().anyMatch(each -> each.signature().equals(signature));
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

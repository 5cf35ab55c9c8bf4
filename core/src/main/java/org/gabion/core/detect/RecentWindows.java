package org.gabion.core.detect;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.window.ClientSample;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;

/// The windows of the last hour: each of the last minutes, and what came before by quarters of an
/// hour. At most 16 summaries. Not thread safe.
final class RecentWindows {
  private static final int QUARTER = 15;
  private static final int QUARTERS = 4;

  private final WindowConfig shape;
  private final int minutesKept;
  private final TreeMap<Long, WindowSummary> minutes = new TreeMap<>();

  private record Quarter(long index, WindowSummary summary) {}

  private final Deque<Quarter> quarters = new ArrayDeque<>();

  /// @param minutesKept how many minutes can be asked for one by one
  RecentWindows(WindowConfig shape, int minutesKept) {
    this.shape = shape;
    this.minutesKept = minutesKept;
  }

  /// Takes the next minute and forgets the oldest. Minutes without requests need not be told.
  void add(long minute, WindowSummary summary) {
    forget(minute);
    minutes.put(minute, summary);
    long quarter = Math.floorDiv(minute, QUARTER);
    if (quarters.isEmpty() || quarters.getLast().index != quarter) {
      quarters.add(new Quarter(quarter, new WindowSummary(shape)));
    }
    quarters.getLast().summary.mergeFrom(summary);
  }

  private void forget(long minute) {
    minutes.headMap(minute - minutesKept + 1).clear();
    long oldest = Math.floorDiv(minute, QUARTER) - QUARTERS + 1;
    while (!quarters.isEmpty() && quarters.getFirst().index < oldest) {
      quarters.removeFirst();
    }
  }

  Optional<WindowSummary> minute(long minute) {
    return Optional.ofNullable(minutes.get(minute));
  }

  /// The minutes from the first to the last, merged.
  Optional<WindowSummary> merged(long first, long last) {
    return merged(minutes.subMap(first, true, last, true).values());
  }

  private Optional<WindowSummary> merged(Collection<WindowSummary> parts) {
    if (parts.size() <= 1) {
      return parts.stream().findFirst();
    }
    WindowSummary merged = new WindowSummary(shape);
    parts.forEach(merged::mergeFrom);
    return Optional.of(merged);
  }

  /// The sampled clients of the minutes from the first to the last.
  ClientSample clients(long first, long last) {
    return WindowSummary.clients(shape, minutes.subMap(first, true, last, true).values());
  }

  /// The last quarters of an hour, the running one included, merged.
  Optional<WindowSummary> hour() {
    return merged(quarters.stream().map(Quarter::summary).toList());
  }

  /// The first minute that [#hour] tells of.
  long hourStart() {
    return quarters.isEmpty() ? 0 : quarters.getFirst().index * QUARTER;
  }

  /// Memory held now, in bytes.
  long bytesHeld() {
    return minutes.values().stream().mapToLong(WindowSummary::bytesHeld).sum()
        + quarters.stream().mapToLong(quarter -> quarter.summary.bytesHeld()).sum();
  }
}

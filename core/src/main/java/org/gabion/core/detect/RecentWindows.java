package org.gabion.core.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.core.window.ClientsAround;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;

/// The windows of the last hour: the last minutes one by one, and all of it by five minutes and by
/// quarters of an hour, so that a longer look merges few summaries. At most 21 summaries. Not
/// thread safe.
final class RecentWindows {
  private static final int FIVE = 5;
  private static final int TEN = 10;
  private static final int QUARTER = 15;
  private static final int QUARTERS = 4;

  /// The smallest sample: not used.
  private static final int LEAST = 16;

  private final WindowConfig shape;
  private final int minutesKept;
  private final TreeMap<Long, WindowSummary> minutes = new TreeMap<>();

  /// Minutes merged.
  private record Part(long index, WindowSummary summary) {}

  /// The running one, which is not in its quarter yet, and the one before it.
  private final Deque<Part> fives = new ArrayDeque<>();

  private final Deque<Part> quarters = new ArrayDeque<>();

  /// Dropped summaries, whose memory is used again.
  private final Deque<WindowSummary> spare = new ArrayDeque<>();

  /// What the last look at ten minutes was merged in, and the last one at an hour.
  private final WindowSummary mergedTen;

  private final WindowSummary mergedHour;

  /// @param minutesKept how many minutes can be asked for one by one
  RecentWindows(WindowConfig shape, int minutesKept) {
    // Signatures are tested on the baseline's panel; and who came is asked of the longest look
    // only.
    this.shape = shape(shape, shape.clients());
    this.minutesKept = minutesKept;
    this.mergedTen = new WindowSummary(shape(shape, LEAST));
    this.mergedHour = new WindowSummary(this.shape);
  }

  private static WindowConfig shape(WindowConfig of, int clients) {
    return new WindowConfig(of.lengthMicros(), of.requests(), clients, LEAST, of.epoch());
  }

  /// Takes the next minute, which is marked, and forgets the oldest.
  void add(long minute, WindowSummary summary) {
    pass(minute);
    minutes.put(minute, summary);
    fives.getLast().summary.mergeFrom(summary);
  }

  /// Takes the next minute, which has no requests, and forgets the oldest. Minutes of a hole in the
  /// log are left out.
  void pass(long minute) {
    long five = Math.floorDiv(minute, FIVE);
    boolean begins = fives.isEmpty() || fives.getLast().index != five;
    if (begins && !fives.isEmpty()) {
      Part done = fives.getLast();
      last(quarters, Math.floorDiv(done.index, QUARTER / FIVE)).mergeFrom(done.summary);
    }
    forget(minute);
    if (begins) {
      last(fives, five);
    }
  }

  /// The last part, which is begun if it is not that one.
  private WindowSummary last(Deque<Part> parts, long index) {
    if (parts.isEmpty() || parts.getLast().index != index) {
      parts.add(new Part(index, spare.isEmpty() ? new WindowSummary(shape) : spare.remove()));
    }
    return parts.getLast().summary;
  }

  private void forget(long minute) {
    minutes.headMap(minute - minutesKept + 1).clear();
    drop(fives, Math.floorDiv(minute, FIVE) - 1);
    drop(quarters, Math.floorDiv(minute, QUARTER) - QUARTERS + 1);
  }

  private void drop(Deque<Part> parts, long before) {
    while (!parts.isEmpty() && parts.getFirst().index < before) {
      WindowSummary dropped = parts.removeFirst().summary;
      dropped.clear();
      spare.add(dropped);
    }
  }

  /// Forgets the minutes one by one, which nothing asks for after a hole; all of them stay in the
  /// longer looks.
  void forgetMinutes() {
    minutes.clear();
  }

  Optional<WindowSummary> minute(long minute) {
    return Optional.ofNullable(minutes.get(minute));
  }

  /// Until the next look: the running five minutes and the five before, merged: all ten at the end
  /// of the running ones. Empty if nothing came.
  Optional<WindowSummary> ten() {
    return merged(mergedTen, fives.stream().map(Part::summary).toList());
  }

  /// The clients of a minute that was not added yet, and of the nine before it.
  ClientsAround around(long minute, WindowSummary summary) {
    List<WindowSummary> parts = new ArrayList<>();
    parts.add(summary);
    long five = Math.floorDiv(minute, FIVE) - 1;
    for (Part part : fives) {
      if (part.index >= five) {
        parts.add(part.summary);
      }
    }
    parts.addAll(minutes.subMap(minute - TEN + 1, five * FIVE).values());
    return ClientsAround.of(parts);
  }

  /// The first minute that [#ten] tells of.
  long tenStart() {
    return fives.isEmpty() ? 0 : fives.getFirst().index * FIVE;
  }

  /// Until the next look: the last quarters of an hour, the running one included, merged. Empty if
  /// nothing came.
  Optional<WindowSummary> hour() {
    List<WindowSummary> parts = new ArrayList<>();
    quarters.forEach(quarter -> parts.add(quarter.summary));
    if (!fives.isEmpty()) {
      parts.add(fives.getLast().summary);
    }
    return merged(mergedHour, parts);
  }

  /// The first minute that [#hour] tells of.
  long hourStart() {
    return quarters.isEmpty() ? tenStart() : quarters.getFirst().index * QUARTER;
  }

  private static Optional<WindowSummary> merged(WindowSummary into, List<WindowSummary> all) {
    List<WindowSummary> parts = all.stream().filter(part -> part.requests() > 0).toList();
    if (parts.size() <= 1) {
      return parts.stream().findFirst();
    }
    into.clear();
    parts.forEach(into::mergeFrom);
    return Optional.of(into);
  }

  /// Memory held now, in bytes.
  long bytesHeld() {
    return minutes.values().stream().mapToLong(WindowSummary::bytesHeld).sum()
        + mergedTen.bytesHeld()
        + mergedHour.bytesHeld()
        + spare.stream().mapToLong(WindowSummary::bytesHeld).sum()
        + fives.stream().mapToLong(part -> part.summary.bytesHeld()).sum()
        + quarters.stream().mapToLong(part -> part.summary.bytesHeld()).sum();
  }
}

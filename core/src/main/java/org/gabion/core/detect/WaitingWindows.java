package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.gabion.core.window.ClientsAround;
import org.gabion.core.window.WindowSummary;
import org.jspecify.annotations.Nullable;

/// Minutes that wait until those after them tell who fetches what pages are made of: those at the
/// start and after a hole. Whoever puts them in bounds them. Not thread safe.
final class WaitingWindows {
  /// After so many minutes without a word it is not known well enough who is there.
  static final int HOLE = 2;

  private static final int TEN = 10;

  private final TreeMap<Long, @Nullable WindowSummary> minutes = new TreeMap<>();
  private long bytesOfContent;

  /// @param summary null if the minute had no requests
  void put(long minute, @Nullable WindowSummary summary) {
    minutes.put(minute, summary);
    bytesOfContent += summary == null ? 0 : summary.bytesOfContent();
  }

  boolean isEmpty() {
    return minutes.isEmpty();
  }

  int size() {
    return minutes.size();
  }

  /// Memory that their content needs, in bytes.
  long bytesOfContent() {
    return bytesOfContent;
  }

  double visitsPerMinute() {
    double visits = 0;
    for (@Nullable WindowSummary each : minutes.values()) {
      visits += each == null ? 0 : each.visits();
    }
    return minutes.isEmpty() ? 0 : visits / minutes.size();
  }

  /// Marks each with the ten minutes that end with it. The first ones, at the start and after a
  /// hole, have none before them: they are marked with the first ten.
  void mark() {
    long begin = Long.MIN_VALUE;
    long before = Long.MIN_VALUE;
    for (var each : minutes.entrySet()) {
      long minute = each.getKey();
      if (begin == Long.MIN_VALUE || minute - before > HOLE) {
        begin = minute;
      }
      before = minute;
      if (each.getValue() != null) {
        each.getValue().mark(ClientsAround.of(tenUntil(Math.max(minute, begin + TEN - 1))));
      }
    }
  }

  private List<WindowSummary> tenUntil(long minute) {
    List<WindowSummary> parts = new ArrayList<>();
    for (@Nullable WindowSummary each :
        minutes.subMap(minute - TEN + 1, true, minute, true).values()) {
      if (each != null) {
        parts.add(each);
      }
    }
    return parts;
  }

  /// All of them, by their minute; read only.
  NavigableMap<Long, @Nullable WindowSummary> all() {
    return minutes;
  }

  /// Takes the first one out.
  Map.Entry<Long, @Nullable WindowSummary> remove() {
    Map.Entry<Long, @Nullable WindowSummary> first = minutes.firstEntry();
    minutes.remove(first.getKey());
    bytesOfContent -= first.getValue() == null ? 0 : first.getValue().bytesOfContent();
    return first;
  }

  /// Memory held now, in bytes.
  long bytesHeld() {
    long held = 0;
    for (@Nullable WindowSummary each : minutes.values()) {
      held += each == null ? 0 : each.bytesHeld();
    }
    return held;
  }
}

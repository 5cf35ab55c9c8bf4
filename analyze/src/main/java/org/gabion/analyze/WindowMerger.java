package org.gabion.analyze;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowSummary;

/// Merges the windows of chunks and hands them on in the order of time, each once nothing more is
/// expected for it: chunks come in the order of their beginnings, so that is what is over well
/// before one begins.
///
/// A log in any order may keep many windows open. They hold at most a given number of bytes, and
/// the earliest are handed on when there are more; what comes for them afterwards is dropped and
/// counted. A few lines with times far ahead close nothing: their windows wait for the end. Not
/// thread safe.
final class WindowMerger {
  /// More than any log needs that is written as requests come: at least 20 minutes of the fullest.
  static final long MOST_BYTES = 48L << 20;

  /// Of a window, its samples and its place here, beside what they hold.
  private static final long OVERHEAD = 1024;

  private static final int LATE_WINDOWS = 5;

  /// So much of a chunk may be earlier than what counts as its beginning.
  private static final double STRAYS = 0.01;

  private final Consumer<Window> next;
  private final long mostBytes;
  private final TreeMap<Long, WindowSummary> pending = new TreeMap<>();
  private long held;
  private long done = Long.MIN_VALUE;

  WindowMerger(long mostBytes, Consumer<Window> next) {
    this.mostBytes = mostBytes;
    this.next = next;
  }

  /// Takes windows of a chunk, in the order of time.
  ///
  /// @param begin the window in which the chunk begins, if these are its first
  /// @return requests that came too late for their window
  long add(List<Window> windows, OptionalLong begin) {
    long before = begin.isPresent() ? Math.min(begin.getAsLong(), begin(windows)) : Long.MIN_VALUE;
    long late = 0;
    for (Window window : windows) {
      if (window.index() <= done) {
        late += window.summary().requests();
      } else {
        merge(window);
      }
    }
    close(Math.max(Long.MIN_VALUE + LATE_WINDOWS, before) - LATE_WINDOWS);
    while (held > mostBytes && pending.size() > 1) {
      emit();
    }
    return late;
  }

  private static long begin(List<Window> windows) {
    long all = windows.stream().mapToLong(window -> window.summary().requests()).sum();
    long seen = 0;
    for (Window window : windows) {
      seen += window.summary().requests();
      if (seen > STRAYS * all) {
        return window.index();
      }
    }
    return Long.MIN_VALUE;
  }

  private void merge(Window window) {
    WindowSummary known = pending.get(window.index());
    if (known == null) {
      pending.put(window.index(), window.summary());
      held += bytes(window.summary());
    } else {
      held -= bytes(known);
      known.mergeFrom(window.summary());
      held += bytes(known);
    }
  }

  private static long bytes(WindowSummary summary) {
    return OVERHEAD + summary.bytesHeld();
  }

  private void close(long before) {
    while (!pending.isEmpty() && pending.firstKey() < before) {
      emit();
    }
  }

  private void emit() {
    Map.Entry<Long, WindowSummary> first = pending.pollFirstEntry();
    held -= bytes(first.getValue());
    done = first.getKey();
    next.accept(new Window(first.getKey(), first.getValue()));
  }

  /// Hands on what is left.
  void finish() {
    close(Long.MAX_VALUE);
  }

  /// Memory held by the windows that wait, in bytes.
  long bytesHeld() {
    return held;
  }
}

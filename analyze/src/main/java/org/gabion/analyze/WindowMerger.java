package org.gabion.analyze;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowSummary;

/// Merges the windows of chunks and hands them on in the order of time, each once it is sure that
/// nothing more belongs to it: when most of a chunk is later than it by more than the bound on
/// lines out of order.
///
/// A single line with a time far ahead closes nothing: its window waits for the end. What comes
/// later than the bound is dropped and counted. Not thread safe.
final class WindowMerger {
  private static final int LATE_WINDOWS = 5;
  private static final int MOST_PENDING = 20_000;

  private final Consumer<Window> next;
  private final TreeMap<Long, WindowSummary> pending = new TreeMap<>();
  private long done = Long.MIN_VALUE;
  private long late;

  WindowMerger(Consumer<Window> next) {
    this.next = next;
  }

  /// Takes the windows of the next chunk, in the order of time.
  void add(List<Window> windows) {
    long requests = 0;
    for (Window window : windows) {
      requests += window.summary().requests();
      if (window.index() <= done) {
        late += window.summary().requests();
      } else {
        merge(window);
      }
    }
    long seen = 0;
    for (Window window : windows) {
      seen += window.summary().requests();
      if (seen >= 0.9 * requests) {
        close(window.index() - LATE_WINDOWS);
        break;
      }
    }
    while (pending.size() > MOST_PENDING) {
      emit(pending.firstEntry());
    }
  }

  private void merge(Window window) {
    WindowSummary known = pending.get(window.index());
    if (known == null) {
      pending.put(window.index(), window.summary());
    } else {
      known.mergeFrom(window.summary());
    }
  }

  private void close(long before) {
    while (!pending.isEmpty() && pending.firstKey() < before) {
      emit(pending.firstEntry());
    }
  }

  private void emit(Map.Entry<Long, WindowSummary> entry) {
    done = entry.getKey();
    next.accept(new Window(entry.getKey(), entry.getValue()));
    pending.remove(entry.getKey());
  }

  /// Hands on what is left.
  void finish() {
    close(Long.MAX_VALUE);
  }

  /// Requests that came too late for their window.
  long late() {
    return late;
  }
}

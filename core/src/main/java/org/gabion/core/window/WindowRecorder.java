package org.gabion.core.window;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import org.gabion.core.request.Features;
import org.jspecify.annotations.Nullable;

/// Sorts requests into windows by their own time. One writer: each event loop, or each chunk of a
/// log, has its own, and the summaries are merged afterwards.
///
/// Allocates only when a window is new or a sketch of one grows; nothing at all once windows come
/// back by [#reuse].
public final class WindowRecorder {
  private static final int MOST_SPARE = 2;

  private final WindowConfig config;
  private final TreeMap<Long, WindowSummary> open = new TreeMap<>();
  private long lastIndex = Long.MIN_VALUE;
  private @Nullable WindowSummary last;
  private final Deque<WindowSummary> spare = new ArrayDeque<>();

  public WindowRecorder(WindowConfig config) {
    this.config = config;
  }

  /// Records one request in the window of its time.
  public void record(Features features) {
    long index = config.index(features.startMicros);
    @Nullable WindowSummary window = last;
    // Most requests fall in the window of the one before.
    if (window == null || index != lastIndex) {
      window = open.get(index);
      if (window == null) {
        window = fresh();
        open.put(index, window);
      }
      last = window;
      lastIndex = index;
    }
    window.record(features);
  }

  private WindowSummary fresh() {
    @Nullable WindowSummary kept = spare.poll();
    if (kept != null) {
      return kept;
    }
    WindowSummary made = new WindowSummary(config);
    @Nullable WindowSummary before = last;
    // As much will come as came just now: growing step by step costs more than the memory.
    if (before != null) {
      made.expect(before);
    }
    return made;
  }

  /// Takes back the memory of a window that was handed out, for one to come.
  ///
  /// @param empty a summary of this recorder's shape that was cleared
  public void reuse(WindowSummary empty) {
    if (spare.size() < MOST_SPARE) {
      spare.add(empty);
    }
  }

  /// How many windows are open.
  public int open() {
    return open.size();
  }

  /// Memory held by the open windows now, in bytes.
  public long bytesHeld() {
    long held = 0;
    for (WindowSummary each : open.values()) {
      held += each.bytesHeld();
    }
    return held;
  }

  /// Hands out the windows before this one, in order, and forgets them.
  public List<Window> closeBefore(long index) {
    List<Window> closed = new ArrayList<>();
    var before = open.headMap(index);
    before.forEach((i, summary) -> closed.add(new Window(i, summary)));
    before.clear();
    last = null;
    lastIndex = Long.MIN_VALUE;
    return closed;
  }

  /// Hands out all windows, in order, and forgets them.
  public List<Window> closeAll() {
    return closeBefore(Long.MAX_VALUE);
  }
}

package org.gabion.guard.detection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.gabion.core.request.Features;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.Observation;
import org.gabion.core.window.ObservationFeatures;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowRecorder;
import org.jspecify.annotations.Nullable;

/// One event loop's side of detection: records finished requests in windows, and hands these over
/// when they are over.
///
/// One writer: the event loop calls [#record], [#tick], [#close]; the detection thread [#before],
/// [#poll], [#giveBack]; any thread the counters. Neither ever waits for the other.
public final class LoopRecorder {
  private static final VarHandle BEFORE;
  private static final VarHandle LATE;
  private static final VarHandle FAILED;

  /// A window stays open for so long after its end: a clock that is set back by less changes
  /// nothing.
  static final long GRACE_MICROS = 1_000_000;

  /// So many windows may wait for the detection thread; one more is given up.
  private static final int MOST_WAITING = 2;

  /// Windows that one loop has at the most: two that are open at the turn of a minute, and those
  /// that wait.
  static final int MOST_WINDOWS = 2 + MOST_WAITING;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      BEFORE = lookup.findVarHandle(LoopRecorder.class, "before", long.class);
      LATE = lookup.findVarHandle(LoopRecorder.class, "late", long.class);
      FAILED = lookup.findVarHandle(LoopRecorder.class, "failed", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /// A window and the epoch of its values.
  record Closed(Epoch epoch, Window window) {}

  private final Supplier<Epoch> newest;
  private final Runnable wake;
  private final Queue<Closed> closed = new ConcurrentLinkedQueue<>();
  private final Queue<Closed> given = new ConcurrentLinkedQueue<>();
  private Epoch epoch;
  private Features features;
  private WindowRecorder windows;

  /// The epoch that comes next, or the present one.
  private Epoch next;

  /// All windows before this one are handed over.
  private long before;

  /// Windows that wait for the detection thread, or are with it.
  private int away;

  private long late;
  private long failed;

  /// @param newest the latest epoch announced: well before it begins
  /// @param wake called after windows were handed over; must not wait
  LoopRecorder(Epoch first, Supplier<Epoch> newest, Runnable wake, long nowMicros) {
    this.newest = newest;
    this.wake = wake;
    this.epoch = first;
    this.next = first;
    this.features = new Features(first.hash());
    this.windows = new WindowRecorder(first.window());
    this.before = first.window().index(nowMicros);
  }

  /// Records a finished request, also one that was refused or malformed, in the window of its end.
  /// Never throws.
  public void record(Observation observation) {
    try {
      long window = epoch.window().index(observation.endMicros());
      // One comparison: the present epoch began before.
      if (window >= next.firstWindow() && next.id() != epoch.id()) {
        change();
      }
      ObservationFeatures.fill(features, observation);
      if (window < before) {
        clamp();
      }
      windows.record(features);
    } catch (RuntimeException fault) {
      // A fault in here must not cost a reader the answer.
      FAILED.setOpaque(this, failed + 1);
    }
  }

  /// The clock was set back: what would fall in a window that is gone counts in the one that is
  /// open.
  private void clamp() {
    features.startMicros = before * epoch.window().lengthMicros();
    LATE.setOpaque(this, late + 1);
  }

  private void change() {
    windows.closeAll().forEach(this::hand);
    epoch = next;
    features = new Features(epoch.hash());
    windows = new WindowRecorder(epoch.window());
    BEFORE.setRelease(this, Math.max(before, epoch.firstWindow()));
  }

  /// Hands over windows that are over. To be called several times a second.
  public void tick(long nowMicros) {
    next = newest.get();
    for (Closed empty = given.poll(); empty != null; empty = given.poll()) {
      away--;
      if (empty.epoch().id() == epoch.id()) {
        windows.reuse(empty.window().summary());
      }
    }
    long over = epoch.window().index(nowMicros - GRACE_MICROS);
    if (over > before) {
      for (Window window : windows.closeBefore(over)) {
        if (away < MOST_WAITING) {
          hand(window);
        } else {
          giveUp(window);
        }
      }
      BEFORE.setRelease(this, over);
      wake.run();
    }
  }

  /// Hands over everything. Called by the event loop when it ends.
  public void close() {
    windows.closeAll().forEach(this::hand);
    BEFORE.setRelease(this, Long.MAX_VALUE);
    wake.run();
  }

  private void hand(Window over) {
    away++;
    closed.add(new Closed(epoch, over));
  }

  /// The detection thread does not keep up: memory is bounded, so this window is not looked at.
  private void giveUp(Window over) {
    LATE.setOpaque(this, late + over.summary().requests());
    over.summary().clear();
    windows.reuse(over.summary());
  }

  /// The first window that may still come. To be asked before [#poll].
  long before() {
    return (long) BEFORE.getAcquire(this);
  }

  /// The next window handed over; null if there is none.
  @Nullable Closed poll() {
    return closed.poll();
  }

  /// Gives the memory of a window back to the loop. Its summary must be empty.
  void giveBack(Closed empty) {
    given.add(empty);
  }

  /// Requests that count in a later window than that of their end, or in none because the detection
  /// thread did not keep up.
  long late() {
    return (long) LATE.getOpaque(this);
  }

  /// Requests that could not be recorded.
  long failed() {
    return (long) FAILED.getOpaque(this);
  }
}

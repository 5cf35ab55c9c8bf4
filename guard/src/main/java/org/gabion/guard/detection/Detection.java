package org.gabion.guard.detection;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.gabion.core.detect.DetectionPipeline;
import org.gabion.core.journal.Event;
import org.gabion.core.journal.Journal;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowSummary;
import org.jspecify.annotations.Nullable;

/// Finds out what happens to the sites: takes the windows of all event loops, merges them, and
/// steps one [DetectionPipeline] over them. It tells what it finds and acts on nothing.
///
/// One thread of its own does all of that, and renews the secret of the hashes. Event loops never
/// wait for it; a request never does. Memory is bounded by the epoch's shape.
public final class Detection implements AutoCloseable {
  private static final long ROUND_NANOS = Duration.ofMillis(500).toNanos();
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(10);

  /// So many windows wait for a loop that does not answer; then the oldest goes without it.
  static final int MOST_PENDING = 3;

  private final Journal journal;
  private final InstantSource clock;
  private final Epochs epochs;
  private final List<LoopRecorder> loops = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private final TreeMap<Long, LoopRecorder.Closed> pending = new TreeMap<>();
  private final FindingLog findings;
  private Epoch epoch;
  private DetectionPipeline pipeline;
  private long emitted = Long.MIN_VALUE;
  private volatile Epoch announced;
  private volatile FoundSoFar found;
  private volatile boolean closing;
  private volatile long windows;
  private volatile long stepMicros;
  private volatile long lost;
  private volatile long held;
  private long failuresTold;

  /// @param bytes that detection may hold
  /// @param eventLoops that will record
  /// @param period after which the secret is renewed
  /// @throws IOException if the secret can not be read or kept
  public Detection(
      long bytes,
      int eventLoops,
      Duration period,
      Seeds seeds,
      Journal journal,
      InstantSource clock)
      throws IOException {
    this.journal = journal;
    this.clock = clock;
    this.epochs = new Epochs(seeds, DetectionMemory.within(bytes, eventLoops), period, nowMicros());
    this.epoch = epochs.newest();
    this.announced = epoch;
    this.pipeline = pipeline(epoch);
    this.findings = new FindingLog(journal);
    this.found = findings.told(new ValueNames(epoch.hash()), 0);
    this.thread = Thread.ofPlatform().daemon().name("gabion-detection").unstarted(this::run);
    thread.start();
  }

  private static DetectionPipeline pipeline(Epoch epoch) {
    return new DetectionPipeline(epoch.window(), epoch.baselineClients());
  }

  private long nowMicros() {
    Instant now = clock.instant();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
  }

  /// A new event loop's side.
  public LoopRecorder newLoop() {
    LoopRecorder loop =
        new LoopRecorder(announced, () -> announced, () -> LockSupport.unpark(thread), nowMicros());
    loops.add(loop);
    return loop;
  }

  /// What was found so far.
  public FoundSoFar found() {
    return found;
  }

  /// The epoch that the next windows belong to, unless another is announced.
  public Epoch epoch() {
    return announced;
  }

  /// Windows that the detector has looked at.
  public long windows() {
    return windows;
  }

  /// Processor-bound time of the detector so far, in microseconds.
  public long stepMicros() {
    return stepMicros;
  }

  /// Findings since the start.
  public long opened() {
    return findings.opened();
  }

  /// Requests that count in another window than that of their end, or in none.
  public long displaced() {
    long sum = lost;
    for (LoopRecorder loop : loops) {
      sum += loop.late() + loop.failed();
    }
    return sum;
  }

  /// Memory held by windows and baseline, as of the last window.
  public long bytes() {
    return held;
  }

  private void run() {
    while (!closing) {
      guarded(this::round);
      LockSupport.parkNanos(this, ROUND_NANOS);
    }
    guarded(this::round);
    guarded(this::end);
  }

  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException bug) {
      journal.record(new Event.Fault("detecting", bug.toString()));
      // The windows at hand may be the cause: they are given up, and what comes is looked at anew.
      pending.clear();
      pipeline = pipeline(epoch);
    }
  }

  private void round() {
    long before = Long.MAX_VALUE;
    // Asked before the windows are taken: what is before this is then among them.
    for (LoopRecorder loop : loops) {
      before = Math.min(before, loop.before());
    }
    for (LoopRecorder loop : loops) {
      take(loop);
    }
    while (!pending.isEmpty() && (pending.firstKey() < before || pending.size() > MOST_PENDING)) {
      step(pending.remove(pending.firstKey()));
    }
    renew();
    tellFailures();
  }

  private void take(LoopRecorder loop) {
    for (LoopRecorder.Closed part = loop.poll(); part != null; part = loop.poll()) {
      WindowSummary summary = part.window().summary();
      if (!merge(part)) {
        lose(summary.requests());
      }
      summary.clear();
      loop.giveBack(part);
    }
  }

  /// Whether the window is still to come.
  private boolean merge(LoopRecorder.Closed part) {
    long index = part.window().index();
    if (index <= emitted) {
      return false;
    }
    LoopRecorder.Closed whole = pending.get(index);
    if (whole == null) {
      WindowSummary empty = new WindowSummary(part.epoch().window());
      whole = new LoopRecorder.Closed(part.epoch(), new Window(index, empty));
      pending.put(index, whole);
    }
    if (whole.epoch().id() != part.epoch().id()) {
      return false;
    }
    whole.window().summary().mergeFrom(part.window().summary());
    return true;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void lose(long requests) {
    lost += requests;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one writer
  private void step(LoopRecorder.@Nullable Closed next) {
    if (next == null) {
      return;
    }
    long began = System.nanoTime();
    if (next.epoch().id() != epoch.id()) {
      // Values of two secrets can not be compared: what was found ends, and what is usual is learnt
      // anew.
      findings.see(pipeline.finish(), List.of(), epoch);
      epoch = next.epoch();
      pipeline = pipeline(epoch);
    }
    emitted = next.window().index();
    pipeline.step(next.window());
    windows++;
    findings.see(pipeline.takeClosed(), pipeline.open(), epoch);
    found = findings.told(findings.names(epoch), windows);
    held = pipeline.bytesHeld();
    stepMicros += (System.nanoTime() - began) / 1000;
  }

  private void renew() {
    try {
      if (epochs.advance(nowMicros())) {
        announced = epochs.newest();
      }
    } catch (IOException e) {
      announced = epochs.newest();
      journal.record(new Event.LogFailed("seed file", String.valueOf(e.getMessage())));
    }
  }

  private void tellFailures() {
    long failures = 0;
    for (LoopRecorder loop : loops) {
      failures += loop.failed();
    }
    if (failures > failuresTold) {
      journal.record(
          new Event.Fault("recording", (failures - failuresTold) + " requests were left out"));
      failuresTold = failures;
    }
  }

  private void end() {
    findings.see(pipeline.finish(), List.of(), epoch);
    found = findings.told(findings.names(epoch), windows);
  }

  /// Looks at what the loops have handed over ([LoopRecorder#close]), and ends.
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(CLOSE_DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

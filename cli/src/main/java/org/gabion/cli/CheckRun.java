package org.gabion.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.gabion.core.snapshot.Digest;
import org.gabion.mirror.check.Beginning;
import org.gabion.mirror.check.CheckHistory;
import org.gabion.mirror.check.CheckKind;
import org.gabion.mirror.check.CheckReport;
import org.gabion.mirror.check.MirrorCheck;
import org.gabion.mirror.check.MirrorClass;
import org.gabion.mirror.check.Recollection;
import org.gabion.mirror.check.RoundFigures;

/// The rounds of `gabion mirror check`: one, or one after the other until it is stopped. One
/// thread.
final class CheckRun {
  /// What a chart has without a history: a day of minutes.
  private static final int MOST_POINTS = 1440;

  private final MirrorCheck check;
  private final Subject subject;
  private final Optional<CheckHistory> history;
  private final CheckOutputs outputs;
  private final SecureRandom random = new SecureRandom();
  private final List<RoundFigures> points = new ArrayList<>();
  private Recollection memory = Recollection.NONE;

  /// What is checked.
  ///
  /// @param copies to begin with
  /// @param site its id; empty if the copies are one's own
  /// @param leastIntact so many intact copies are wanted
  record Subject(List<String> copies, Optional<Digest> site, CheckKind kind, int leastIntact) {}

  CheckRun(
      MirrorCheck check, Subject subject, Optional<CheckHistory> history, CheckOutputs outputs) {
    this.check = check;
    this.subject = subject;
    this.history = history;
    this.outputs = outputs;
  }

  /// One round.
  ///
  /// @return whether all is well
  boolean once() throws IOException {
    return isWell(round(false));
  }

  /// One round after the other.
  ///
  /// @param faults is told what went wrong in a round; the next one may be better
  /// @param stopped ends it
  void repeat(Duration every, Consumer<IOException> faults, CountDownLatch stopped) {
    long next = System.nanoTime();
    try {
      while (stopped.getCount() > 0) {
        try {
          round(true);
        } catch (IOException e) {
          if (stopped.getCount() > 0) {
            faults.accept(e);
          }
        }
        next = Math.max(next + every.toNanos(), System.nanoTime());
        if (stopped.await(next - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CheckReport round(boolean repeats) throws IOException {
    try (Beginning beginning = check.begin(subject.copies(), subject.site())) {
      if (history.isPresent()) {
        memory = history.get().recall(beginning.site().chain().site());
      }
      MirrorCheck.Round round =
          check.run(
              beginning,
              new MirrorCheck.Request(subject.kind(), memory, random.nextLong(), repeats));
      memory = round.after();
      keep(round);
      return round.report();
    }
  }

  /// What was found is told even if it can not be kept.
  private void keep(MirrorCheck.Round round) throws IOException {
    Optional<IOException> fault = Optional.empty();
    try {
      remember(round);
    } catch (IOException e) {
      fault = Optional.of(e);
    }
    outputs.write(round.report(), List.copyOf(points));
    if (fault.isPresent()) {
      throw fault.get();
    }
  }

  private void remember(MirrorCheck.Round round) throws IOException {
    if (points.size() >= MOST_POINTS) {
      points.removeFirst();
    }
    points.add(RoundFigures.of(round.report()));
    if (history.isPresent()) {
      history.get().add(round);
      points.clear();
      points.addAll(history.get().points());
    }
  }

  private boolean isWell(CheckReport report) {
    return report.intact() >= subject.leastIntact() && report.count(MirrorClass.TAMPERING) == 0;
  }
}

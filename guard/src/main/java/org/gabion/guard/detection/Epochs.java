package org.gabion.guard.detection;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.SeedFile;

/// Which secret makes the hashes when: a new one after each period. An epoch is announced and kept
/// two minutes before it begins, so that every event loop knows it in time. Not thread safe.
///
/// Keeps the present epoch and the one before, and forgets older secrets.
final class Epochs {
  private static final long MINUTE = 60_000_000L;
  private static final long NOTICE = 2 * MINUTE;

  private final Seeds seeds;
  private final DetectionMemory memory;
  private final long periodMicros;
  private List<Epoch> known;

  /// Goes on with the kept epoch if it is not over and its shape is the configured one, else begins
  /// another.
  Epochs(Seeds seeds, DetectionMemory memory, Duration period, long nowMicros) throws IOException {
    this.seeds = seeds;
    this.memory = memory;
    this.periodMicros = period.toMillis() * 1000;
    this.known = seeds.kept();
    if (known.isEmpty() || !goesOn(known.getLast(), nowMicros)) {
      long minute = Math.floorDiv(nowMicros, MINUTE) * MINUTE;
      known = known.stream().filter(epoch -> epoch.fromMicros() < minute).toList();
      add(minute);
    }
  }

  private boolean goesOn(Epoch epoch, long nowMicros) {
    return epoch.fromMicros() <= nowMicros
        && nowMicros < epoch.fromMicros() + periodMicros
        && memory.shapes(epoch);
  }

  /// The latest epoch, which may not have begun.
  Epoch newest() {
    return known.getLast();
  }

  /// Announces the next epoch if the present one ends soon. Returns whether it did.
  boolean advance(long nowMicros) throws IOException {
    if (nowMicros + NOTICE < newest().fromMicros() + periodMicros) {
      return false;
    }
    add(Math.floorDiv(nowMicros, MINUTE) * MINUTE + NOTICE + MINUTE);
    return true;
  }

  private void add(long fromMicros) throws IOException {
    List<Epoch> all = new ArrayList<>(known.isEmpty() ? List.of() : List.of(known.getLast()));
    all.add(memory.epoch(fromMicros, seeds.fresh()));
    known = List.copyOf(all);
    seeds.keep(new SeedFile.Read(known));
  }
}

package org.gabion.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import org.gabion.analyze.input.Inputs;

/// Shows on a terminal how far a long read has come; silent where nobody watches, and for the first
/// second. One thread.
final class ProgressBar implements Inputs.Progress {
  private static final int WIDTH = 30;
  private static final long QUIET_NANOS = 1_000_000_000L;
  private static final long STEP_NANOS = 200_000_000L;

  private final Optional<PrintWriter> out;
  private final long start = System.nanoTime();
  private long shown = start;
  private boolean dirty;

  private ProgressBar(Optional<PrintWriter> out) {
    this.out = out;
  }

  static ProgressBar on(PrintWriter err) {
    return new ProgressBar(Terminal.isThere() ? Optional.of(err) : Optional.empty());
  }

  @Override
  public void at(int pass, long done, long total) {
    long now = System.nanoTime();
    if (out.isEmpty() || now - start < QUIET_NANOS || now - shown < STEP_NANOS || total == 0) {
      return;
    }
    shown = now;
    dirty = true;
    int filled = (int) Math.min(WIDTH, WIDTH * done / total);
    out.get()
        .printf(
            Locale.ROOT,
            "\rReading %d: [%s%s] %3d %%, %,d of %,d MB",
            pass,
            "#".repeat(filled),
            ".".repeat(WIDTH - filled),
            100 * done / total,
            done >> 20,
            total >> 20);
    out.get().flush();
  }

  /// Wipes the bar away.
  void wipe() {
    if (dirty) {
      out.orElseThrow().print("\r" + " ".repeat(WIDTH + 48) + "\r");
      out.orElseThrow().flush();
      dirty = false;
    }
  }
}

package org.gabion.analyze;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.SeedFile;

/// Analyzes a guard's own log with the secret that the guard had when it wrote it, so that both
/// find the same.
///
/// When a log was written is known once it is read: it is read with the latest secret first, and
/// again if it is of an earlier epoch. A log of several epochs, or from before all that the file
/// knows, is read with one secret: what it tells is right, but need not equal what the guard found,
/// and the analysis says so. Not thread safe.
public final class SeededAnalyzer {
  private final SeedFile.Read seeds;
  private final boolean withLines;

  /// @param withLines whether incidents tell the numbers of their lines
  public SeededAnalyzer(SeedFile.Read seeds, boolean withLines) {
    this.seeds = seeds;
    this.withLines = withLines;
  }

  /// Reads all inputs and tells what happened.
  ///
  /// @param now when the rules will be read
  /// @throws IOException if one can not be read
  public Analyzer.Outcome analyze(Inputs inputs, Instant now) throws IOException {
    Analyzer.Outcome outcome = new Analyzer(seeds.last(), withLines).analyze(inputs, now);
    Optional<Analysis.Span> span = outcome.analysis().span();
    if (span.isEmpty()) {
      return outcome;
    }
    Epoch end = seeds.at(micros(span.get().to()));
    if (end != seeds.last()) {
      outcome = new Analyzer(end, withLines).analyze(inputs, now);
    }
    Optional<String> note = note(span.get().from(), end);
    return note.isPresent() ? with(outcome, note.get()) : outcome;
  }

  private Optional<String> note(Instant from, Epoch end) {
    if (micros(from) < seeds.epochs().getFirst().fromMicros()) {
      return Optional.of(
          "the log begins before the first epoch of the seed file, "
              + begin(seeds.epochs().getFirst())
              + ": what is found need not equal what the guard found");
    }
    return micros(from) < end.fromMicros()
        ? Optional.of(
            "the log is of more than one epoch of the seed file, and all of it was read with the"
                + " secret of the last, which begins "
                + begin(end)
                + ": to find what the guard found, analyze the lines before and after that time"
                + " apart")
        : Optional.empty();
  }

  private static Analyzer.Outcome with(Analyzer.Outcome outcome, String note) {
    Analysis analysis = outcome.analysis();
    List<String> notes = new ArrayList<>(analysis.detectorsNotRun());
    notes.add(note);
    return new Analyzer.Outcome(
        new Analysis(
            analysis.warnings(),
            analysis.files(),
            analysis.span(),
            analysis.requests(),
            analysis.incidents(),
            notes,
            analysis.timeline()),
        outcome.findings(),
        outcome.rules(),
        outcome.lines());
  }

  private static Instant begin(Epoch epoch) {
    return Incidents.instant(epoch.fromMicros());
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}

package org.gabion.analyze;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.input.Source;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.Printable;
import org.gabion.core.window.Window;

/// What the lines of one input were. Not thread safe.
final class FileTally {
  private static final int SAMPLES = 3;
  private static final int LATE_WINDOWS = 5;
  private static final double STRAYS = 0.01;

  private final Source source;
  private long lines;
  private long parsed;
  private long late;
  private long disordered;

  /// The window that nearly all requests so far were not after.
  private long reached = Long.MIN_VALUE;

  private Optional<PassOne.FirstRequest> first = Optional.empty();
  private final Map<LineOutcome, Long> rejected = new EnumMap<>(LineOutcome.class);
  private final Map<LineOutcome, List<byte[]>> samples = new EnumMap<>(LineOutcome.class);
  private final Facts facts = new Facts();

  FileTally(Source source) {
    this.source = source;
  }

  /// @param tooLate requests of it that came too late for their window
  void add(PassOne.Result result, long tooLate) {
    late += tooLate;
    order(result.windows());
    first = first.or(result::first);
    lines += result.lines();
    parsed += result.parsed();
    result.rejected().forEach((outcome, count) -> rejected.merge(outcome, count, Long::sum));
    result
        .samples()
        .forEach(
            (outcome, found) -> {
              List<byte[]> kept = samples.computeIfAbsent(outcome, o -> new ArrayList<>());
              found.stream().limit(SAMPLES - kept.size()).forEach(kept::add);
            });
    facts.merge(result.facts());
  }

  private void order(List<Window> windows) {
    long all = 0;
    for (Window window : windows) {
      all += window.summary().requests();
      if (window.index() < reached - LATE_WINDOWS) {
        disordered += window.summary().requests();
      }
    }
    long seen = 0;
    for (Window window : windows) {
      seen += window.summary().requests();
      if (seen <= (1 - STRAYS) * all) {
        reached = Math.max(reached, window.index());
      }
    }
  }

  /// Whether its own lines are not in the order of time, but for a few.
  boolean isDisordered() {
    return disordered > STRAYS * parsed;
  }

  long parsed() {
    return parsed;
  }

  /// Requests that came too late to be looked at.
  long late() {
    return late;
  }

  /// The first request.
  Optional<PassOne.FirstRequest> first() {
    return first;
  }

  Source source() {
    return source;
  }

  Facts facts() {
    return facts;
  }

  Analysis.InputFile report() {
    Map<String, List<String>> shown = new TreeMap<>();
    samples.forEach(
        (outcome, found) ->
            shown.put(outcome.reason, found.stream().map(FileTally::shown).toList()));
    return new Analysis.InputFile(
        source.path().toString(),
        source.format(),
        source.formatReason(),
        lines,
        parsed,
        Analyzer.words(rejected),
        shown);
  }

  private static String shown(byte[] line) {
    return Printable.of(new String(line, StandardCharsets.ISO_8859_1));
  }
}

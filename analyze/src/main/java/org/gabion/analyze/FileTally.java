package org.gabion.analyze;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.input.Source;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.report.Printable;

/// What the lines of one input were. Not thread safe.
final class FileTally {
  private static final int SAMPLES = 3;

  private final Source source;
  private long lines;
  private long parsed;
  private final Map<LineOutcome, Long> rejected = new EnumMap<>(LineOutcome.class);
  private final Map<LineOutcome, List<byte[]>> samples = new EnumMap<>(LineOutcome.class);
  private final Facts facts = new Facts();

  FileTally(Source source) {
    this.source = source;
  }

  void add(PassOne.Result result) {
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

  long parsed() {
    return parsed;
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

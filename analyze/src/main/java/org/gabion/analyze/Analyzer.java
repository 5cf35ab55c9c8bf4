package org.gabion.analyze;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.gabion.analyze.evidence.MatchedLines;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.Spool;
import org.gabion.analyze.report.Analysis;
import org.gabion.analyze.rules.IncidentRules;
import org.gabion.core.detect.DetectionPipeline;
import org.gabion.core.detect.Finding;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.sketch.BloomFilter;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;

/// Reads logs and tells what happened: a first pass records windows and steps the detector over
/// them, a second finds when each signature matched, a third counts. The later passes are left out
/// where nothing was found.
///
/// Memory is bounded whatever the input is: windows that wait for others of their time, by
/// [WindowMerger]; what a chunk tells, by handing it on in parts; what is kept of incidents, by
/// their number. Not thread safe.
public final class Analyzer {
  private static final long FILTER_BITS = 1L << 27;
  private static final int BASELINE_CLIENTS = 65_536;
  private static final long WINDOW_SECONDS = 60;

  /// More than anybody reads.
  private static final int MOST_INCIDENTS = 200;

  private final KeyedHash hash;
  private final IdleFeatures features;
  private final WindowConfig shape;
  private final int baselineClients;
  private final boolean withLines;

  /// @param hash the epoch's secret: the same one gives the same findings
  /// @param epoch names the secret
  /// @param withLines whether incidents tell the numbers of their lines
  public Analyzer(KeyedHash hash, long epoch, boolean withLines) {
    this(hash, WindowConfig.minutes(epoch), BASELINE_CLIENTS, withLines);
  }

  /// An analyzer that finds what the guard found which had this epoch.
  public Analyzer(Epoch epoch, boolean withLines) {
    this(epoch.hash(), epoch.window(), epoch.baselineClients(), withLines);
  }

  private Analyzer(KeyedHash hash, WindowConfig shape, int baselineClients, boolean withLines) {
    this.hash = hash;
    this.features = new IdleFeatures(hash);
    this.shape = shape;
    this.baselineClients = baselineClients;
    this.withLines = withLines;
  }

  /// What an analysis leaves.
  ///
  /// @param findings as the detector told them, before incidents were made of them
  /// @param rules for each attack what can be pasted against it
  /// @param lines the lines of the incidents, to be read again
  public record Outcome(
      Analysis analysis, List<Finding> findings, List<IncidentRules> rules, MatchedLines lines) {}

  /// Reads all inputs and tells what happened, without rules.
  ///
  /// @throws IOException if one can not be read
  public Analysis analyze(Inputs inputs) throws IOException {
    return run(inputs, Optional.empty()).analysis();
  }

  /// Reads all inputs and tells what happened.
  ///
  /// @param now when the rules will be read
  /// @throws IOException if one can not be read
  public Outcome analyze(Inputs inputs, Instant now) throws IOException {
    return run(inputs, Optional.of(now));
  }

  private Outcome run(Inputs inputs, Optional<Instant> now) throws IOException {
    DetectionPipeline pipeline = new DetectionPipeline(shape, baselineClients);
    WindowMerger merger = new WindowMerger(WindowMerger.MOST_BYTES, pipeline::step);
    Assets assets = new Assets(new BloomFilter(FILTER_BITS, 5, shape.epoch()));
    List<FileTally> files = new ArrayList<>();
    inputs.sources().forEach(source -> files.add(new FileTally(source)));
    Span span = new Span();
    TimeCounts all = new TimeCounts();
    inputs.<PassOne.Result>readInParts(
        Inputs.ALL,
        (source, chunk, parts) ->
            features.lend(
                lent -> {
                  PassOne pass = new PassOne(chunk, lent, shape, parts);
                  chunk.lines(pass);
                  PassOne.Result last = pass.finish();
                  chunk.strayed(pass.strayed());
                  chunk.covers(pass.firstMicros(), pass.lastMicros());
                  return last;
                }),
        (file, result) -> {
          // Told apart before they are merged, which changes them.
          for (Window window : result.windows()) {
            span.see(window);
            all.add(window.index() * WINDOW_SECONDS, window.summary().requests());
          }
          for (long key : result.assetKeys()) {
            assets.add(key);
          }
          files.get(file).add(result, merger.add(result.windows(), watermark(result)));
        });
    merger.finish();
    List<Analysis.Warning> warnings = new ArrayList<>();
    inputs.warnings().forEach(text -> warnings.add(new Analysis.Warning(text, Optional.empty())));
    Lateness.warning(files).ifPresent(warnings::add);
    List<Finding> findings = pipeline.finish();
    List<Draft> found = drafts(inputs, assets, findings, span);
    List<Draft> drafts = Incidents.gravest(found, MOST_INCIDENTS);
    List<List<Long>> lines = new ArrayList<>();
    List<IncidentTally> tallies = count(inputs, assets, drafts, lines);
    Facts facts = new Facts();
    files.forEach(file -> facts.merge(file.facts()));
    List<IncidentRules> rules =
        now.isPresent()
            ? Rules.make(inputs, hash, features, assets, tallies, facts, now.get())
            : List.of();
    List<String> notes = new ArrayList<>(Doubts.of(files));
    Lateness.note(files).ifPresent(notes::add);
    if (found.size() > drafts.size()) {
      notes.add(
          "the "
              + drafts.size()
              + " gravest of "
              + found.size()
              + " incidents are told: analyse a shorter time to see the others");
    }
    if (pipeline.dropped() > 0) {
      notes.add(
          pipeline.dropped()
              + " findings of the least grave were left out: analyse a shorter time to see them");
    }
    if (!span.isEmpty()) {
      notes.addAll(0, facts.missing());
    }
    Analysis analysis =
        new Analysis(
            List.copyOf(warnings),
            files.stream().map(FileTally::report).toList(),
            span.report(),
            requests(files),
            Incidents.of(tallies, lines, rules, facts, span, requests(files)),
            notes,
            Timelines.of(span, all, tallies));
    return new Outcome(
        analysis, findings, rules, new IncidentLines(inputs, features, drafts, assets));
  }

  /// The window in which a chunk begins: those that come after it begin no earlier.
  private OptionalLong watermark(PassOne.Result result) {
    return result.begin().isPresent()
        ? OptionalLong.of(shape.index(result.begin().getAsLong()))
        : OptionalLong.empty();
  }

  /// The stretches of time in which something is counted.
  private static Inputs.TimeFilter near(List<Draft> drafts) {
    return (first, last) -> drafts.stream().anyMatch(draft -> draft.isNear(first, last));
  }

  private List<Draft> drafts(Inputs inputs, Assets assets, List<Finding> findings, Span span)
      throws IOException {
    if (findings.isEmpty()) {
      return List.of();
    }
    List<MinuteTally> minutes = new ArrayList<>();
    findings.forEach(finding -> minutes.add(new MinuteTally()));
    // What has no signature is told by its time alone.
    if (findings.stream().anyMatch(finding -> !finding.signatures().isEmpty())) {
      inputs.<List<MinuteTally>>readInParts(
          Inputs.ALL,
          (source, chunk, parts) ->
              features.lend(
                  lent -> {
                    PassTwo pass = new PassTwo(chunk.parser(), lent, findings, assets, parts);
                    chunk.linesInTime(pass);
                    return pass.finish();
                  }),
          (file, result) -> {
            for (int i = 0; i < minutes.size(); i++) {
              minutes.get(i).merge(result.get(i));
            }
            MinuteTally.bound(minutes);
          });
    }
    return Incidents.drafts(findings, minutes, span.minutes());
  }

  /// @param lines takes the numbers of each incident's lines
  private List<IncidentTally> count(
      Inputs inputs, Assets assets, List<Draft> drafts, List<List<Long>> lines) throws IOException {
    List<IncidentTally> tallies = new ArrayList<>();
    IncidentTally.Room room = IncidentTally.Room.among(drafts.size());
    drafts.forEach(draft -> tallies.add(new IncidentTally(draft, withLines, room)));
    if (drafts.isEmpty()) {
      return tallies;
    }
    LineNumbers numbers = new LineNumbers(drafts.size(), Spool.usual(), LineNumbers.MOST_BYTES);
    inputs.closeToo(numbers);
    inputs.<Map<Integer, IncidentTally>>readInParts(
        near(drafts),
        (source, chunk, parts) ->
            features.lend(
                lent -> {
                  PassThree pass =
                      new PassThree(
                          chunk.parser(),
                          lent,
                          drafts,
                          assets,
                          chunk.firstLine(),
                          withLines,
                          parts);
                  chunk.linesInTime(pass);
                  return pass.finish();
                }),
        (file, result) -> {
          for (Map.Entry<Integer, IncidentTally> part : result.entrySet()) {
            tallies.get(part.getKey()).merge(part.getValue());
            numbers.add(part.getKey(), file, part.getValue().lines, part.getValue().lineCount);
          }
        });
    for (int i = 0; i < drafts.size(); i++) {
      lines.add(numbers.of(i));
    }
    return tallies;
  }

  private static long requests(List<FileTally> files) {
    return files.stream().mapToLong(FileTally::parsed).sum();
  }

  /// The reasons of a file's rejected lines as reports name them.
  static Map<String, Long> words(Map<LineOutcome, Long> rejected) {
    Map<String, Long> words = new TreeMap<>();
    rejected.forEach((outcome, count) -> words.put(outcome.reason, count));
    return words;
  }

  /// First and last request.
  static final class Span {
    private long from = Long.MAX_VALUE;
    private long to = Long.MIN_VALUE;

    void see(Window window) {
      from = Math.min(from, window.summary().firstMicros());
      to = Math.max(to, window.summary().lastMicros());
    }

    boolean isEmpty() {
      return from > to;
    }

    long from() {
      return from;
    }

    long to() {
      return to;
    }

    double minutes() {
      return isEmpty() ? 0 : (to - from) / 60e6;
    }

    Optional<Analysis.Span> report() {
      return isEmpty()
          ? Optional.empty()
          : Optional.of(new Analysis.Span(Incidents.instant(from), Incidents.instant(to)));
    }
  }
}

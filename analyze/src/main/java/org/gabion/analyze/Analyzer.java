package org.gabion.analyze;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.analyze.evidence.MatchedLines;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.input.Inputs;
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
/// Memory is bounded whatever the input is. Not thread safe.
public final class Analyzer {
  private static final long FILTER_BITS = 1L << 27;
  private static final int BASELINE_CLIENTS = 65_536;
  private static final long WINDOW_SECONDS = 60;

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
    WindowMerger merger = new WindowMerger(pipeline::step);
    Assets assets = new Assets(new BloomFilter(FILTER_BITS, 5, shape.epoch()));
    List<FileTally> files = new ArrayList<>();
    inputs.sources().forEach(source -> files.add(new FileTally(source)));
    Span span = new Span();
    TimeCounts all = new TimeCounts();
    inputs.read(
        (source, chunk) -> {
          PassOne.Result result =
              features.lend(
                  lent -> {
                    PassOne pass = new PassOne(chunk.parser(), lent, shape);
                    chunk.lines(pass);
                    return pass.finish();
                  });
          covers(chunk, result.windows());
          return result;
        },
        (file, result) -> {
          files.get(file).add(result);
          for (Window window : result.windows()) {
            span.see(window);
            all.add(window.index() * WINDOW_SECONDS, window.summary().requests());
          }
          for (long key : result.assetKeys()) {
            assets.add(key);
          }
          merger.add(result.windows());
        });
    merger.finish();
    List<Finding> findings = pipeline.finish();
    List<Draft> drafts = drafts(inputs, assets, findings, span);
    List<IncidentTally> tallies = count(inputs, assets, drafts);
    Facts facts = new Facts();
    files.forEach(file -> facts.merge(file.facts()));
    List<IncidentRules> rules =
        now.isPresent()
            ? Rules.make(inputs, hash, features, assets, tallies, facts, now.get())
            : List.of();
    List<String> notes = new ArrayList<>(inputs.warnings());
    if (merger.late() > 0) {
      notes.add(
          merger.late() + " lines came more than five minutes out of order and were not looked at");
    }
    Analysis analysis = report(files, facts, span, tallies, rules, all, notes);
    return new Outcome(
        analysis, findings, rules, new IncidentLines(inputs, features, drafts, assets));
  }

  private static void covers(Inputs.Chunk chunk, List<Window> windows) {
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Window window : windows) {
      first = Math.min(first, window.summary().firstMicros());
      last = Math.max(last, window.summary().lastMicros());
    }
    chunk.covers(first, last);
  }

  /// The stretches of time in which something is counted.
  private static Inputs.TimeFilter near(List<IncidentTally> tallies) {
    return (first, last) -> tallies.stream().anyMatch(tally -> tally.isNear(first, last));
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
      inputs.read(
          (source, chunk) ->
              features.lend(
                  lent -> {
                    PassTwo pass = new PassTwo(chunk.parser(), lent, findings, assets);
                    chunk.lines(pass);
                    return pass.finish();
                  }),
          (file, result) -> {
            for (int i = 0; i < minutes.size(); i++) {
              minutes.get(i).merge(result.get(i));
            }
          });
    }
    return Incidents.drafts(findings, minutes, span.minutes());
  }

  private List<IncidentTally> count(Inputs inputs, Assets assets, List<Draft> drafts)
      throws IOException {
    List<IncidentTally> tallies = new ArrayList<>();
    drafts.forEach(draft -> tallies.add(new IncidentTally(draft, withLines)));
    if (drafts.isEmpty()) {
      return tallies;
    }
    inputs.read(
        near(tallies),
        (source, chunk) ->
            features.lend(
                lent -> {
                  PassThree pass =
                      new PassThree(
                          chunk.parser(), lent, drafts, assets, chunk.firstLine(), withLines);
                  chunk.lines(pass);
                  return pass.finish();
                }),
        (file, result) -> {
          for (int i = 0; i < result.size(); i++) {
            tallies.get(i).merge(result.get(i));
          }
        });
    return tallies;
  }

  private static Analysis report(
      List<FileTally> files,
      Facts facts,
      Span span,
      List<IncidentTally> tallies,
      List<IncidentRules> rules,
      TimeCounts all,
      List<String> notes) {
    long requests = files.stream().mapToLong(FileTally::parsed).sum();
    List<String> notRun = new ArrayList<>(facts.missing());
    notRun.addAll(notes);
    return new Analysis(
        files.stream().map(FileTally::report).toList(),
        span.report(),
        requests,
        Incidents.of(tallies, rules, facts, span, requests),
        notRun,
        Timelines.of(span, all, tallies));
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

package org.gabion.analyze;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.detect.DetectionPipeline;
import org.gabion.core.detect.Finding;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.sketch.BloomFilter;
import org.gabion.core.window.WindowConfig;

/// Reads logs and tells what happened: a first pass records windows and steps the detector over
/// them, a second finds when each signature matched, a third counts. The later passes are left out
/// where nothing was found.
///
/// Memory is bounded whatever the input is. Not thread safe.
public final class Analyzer {
  private static final long FILTER_BITS = 1L << 27;
  private static final int BASELINE_CLIENTS = 65_536;

  private final KeyedHash hash;
  private final WindowConfig shape;
  private final boolean withLines;

  /// @param hash the epoch's secret: the same one gives the same findings
  /// @param epoch names the secret
  /// @param withLines whether incidents tell the numbers of their lines
  public Analyzer(KeyedHash hash, long epoch, boolean withLines) {
    this.hash = hash;
    this.shape = WindowConfig.minutes(epoch);
    this.withLines = withLines;
  }

  /// Reads all inputs and tells what happened.
  ///
  /// @throws IOException if one can not be read
  public Analysis analyze(Inputs inputs) throws IOException {
    DetectionPipeline pipeline = new DetectionPipeline(shape, BASELINE_CLIENTS);
    WindowMerger merger = new WindowMerger(pipeline::step);
    Assets assets = new Assets(new BloomFilter(FILTER_BITS, 5, shape.epoch()));
    List<FileTally> files = new ArrayList<>();
    inputs.sources().forEach(source -> files.add(new FileTally(source)));
    Span span = new Span();
    inputs.read(
        (source, chunk) -> {
          PassOne pass = new PassOne(chunk.parser(), hash, shape);
          chunk.lines(pass);
          return pass.finish();
        },
        (file, result) -> {
          files.get(file).add(result);
          result.windows().forEach(span::see);
          for (long key : result.assetKeys()) {
            assets.add(key);
          }
          merger.add(result.windows());
        });
    merger.finish();
    List<Finding> findings = pipeline.finish();
    TreeMap<Long, Long> all = new TreeMap<>();
    List<Draft> drafts = drafts(inputs, assets, findings, span, all);
    List<IncidentTally> tallies = count(inputs, assets, drafts);
    return report(files, span, tallies, all, merger.late());
  }

  private List<Draft> drafts(
      Inputs inputs, Assets assets, List<Finding> findings, Span span, Map<Long, Long> all)
      throws IOException {
    if (findings.isEmpty()) {
      return List.of();
    }
    List<MinuteTally> minutes = new ArrayList<>();
    findings.forEach(finding -> minutes.add(new MinuteTally()));
    inputs.read(
        (source, chunk) -> {
          PassTwo pass = new PassTwo(chunk.parser(), hash, findings, assets);
          chunk.lines(pass);
          return pass.finish();
        },
        (file, result) -> {
          for (int i = 0; i < minutes.size(); i++) {
            minutes.get(i).merge(result.tallies().get(i));
          }
          result.all().forEach((minute, count) -> all.merge(minute, count, Long::sum));
        });
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
        (source, chunk) -> {
          PassThree pass =
              new PassThree(
                  chunk.parser(), hash, drafts, assets, chunk.firstLine(), withLines);
          chunk.lines(pass);
          return pass.finish();
        },
        (file, result) -> {
          for (int i = 0; i < result.size(); i++) {
            tallies.get(i).merge(result.get(i));
          }
        });
    return tallies;
  }

  private static Analysis report(
      List<FileTally> files,
      Span span,
      List<IncidentTally> tallies,
      Map<Long, Long> all,
      long late) {
    Facts facts = new Facts();
    files.forEach(file -> facts.merge(file.facts()));
    long requests = files.stream().mapToLong(FileTally::parsed).sum();
    List<Analysis.Incident> incidents = Incidents.of(tallies, facts, requests);
    List<String> notRun = new ArrayList<>(facts.missing());
    if (late > 0) {
      notRun.add(late + " lines came more than five minutes out of order and were not looked at");
    }
    return new Analysis(
        files.stream().map(FileTally::report).toList(),
        span.report(),
        requests,
        incidents,
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

    void see(org.gabion.core.window.Window window) {
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

package org.gabion.analyze;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.Directives;
import org.gabion.analyze.input.LineSink;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.detect.DetectionPipeline;
import org.gabion.core.detect.Finding;
import org.gabion.core.request.Features;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.sketch.BloomFilter;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;

/// Finds what happens in a log as it grows: records its lines in windows, steps the detector over
/// each that is over, and tells what begins and what has ended.
///
/// A window is over when a line of the next but one has come, or by the clock ([#advanceTo]) where
/// none comes. What comes later, and lines with times far ahead of the clock, are counted and not
/// looked at. Memory is bounded whatever the input is. Not thread safe.
public final class FollowedLog implements LineSink {
  private static final long FILTER_BITS = 1L << 27;
  private static final int BASELINE_CLIENTS = 65_536;
  private static final long MINUTE = 60_000_000L;
  private static final long AHEAD = 10 * MINUTE;
  private static final int RECENT = 4_096;
  private static final int LONGEST_RECENT = 2_048;

  /// What is told.
  public sealed interface News {
    /// @param signatures in words, as a report has them
    /// @param reasons why it is of this kind
    record Began(Finding finding, List<Analysis.MinedSignature> signatures, List<String> reasons)
        implements News {}

    record Ended(Finding finding) implements News {}
  }

  private final Supplier<LineParser> parsers;
  private final LineParser parser;
  private final Consumer<News> news;
  private final KeyedHash hash;
  private final LogRecord record = new LogRecord();
  private final Features features;
  private final Assets assets;
  private final WindowRecorder recorder;
  private final DetectionPipeline pipeline;
  private final List<Finding> told = new ArrayList<>();

  /// Lines to take the words of signatures from, with the directives among them.
  private final Deque<byte[]> recent = new ArrayDeque<>();

  /// Those that stood before all of them.
  private final Directives directives = new Directives();

  private long now = Long.MAX_VALUE - AHEAD;
  private long newest = Long.MIN_VALUE;
  private long closedBefore = Long.MIN_VALUE;
  private long lines;
  private long parsed;
  private long notLookedAt;

  /// @param parsers each for one reading of the log from its beginning
  public FollowedLog(
      Supplier<LineParser> parsers, KeyedHash hash, long epoch, Consumer<News> news) {
    WindowConfig shape = WindowConfig.minutes(epoch);
    this.parsers = parsers;
    this.parser = parsers.get();
    this.news = news;
    this.hash = hash;
    this.features = new Features(hash);
    this.assets = new Assets(new BloomFilter(FILTER_BITS, 5, epoch));
    this.recorder = new WindowRecorder(shape);
    this.pipeline = new DetectionPipeline(shape, BASELINE_CLIENTS);
  }

  @Override
  public void line(byte[] bytes, int from, int to) {
    lines++;
    LineOutcome outcome = parser.parse(bytes, from, to, record);
    if (outcome == LineOutcome.DIRECTIVE) {
      directive(bytes, from, to);
    }
    if (outcome != LineOutcome.PARSED) {
      return;
    }
    parsed++;
    RecordFeatures.fill(features, record);
    long minute = Math.floorDiv(features.startMicros, MINUTE);
    if (minute < closedBefore || features.startMicros > now + AHEAD) {
      notLookedAt++;
      return;
    }
    if (minute > newest) {
      newest = minute;
      closeBefore(minute - 1);
    }
    recorder.record(features);
    if (Assets.isAsset(features)) {
      assets.add(Assets.key(features));
    }
    if (to - from <= LONGEST_RECENT) {
      keep(bytes, from, to);
    }
  }

  /// Lines are in the columns of the directive before them, which need not be the last one.
  private void directive(byte[] bytes, int from, int to) {
    if (to - from <= LONGEST_RECENT) {
      keep(bytes, from, to);
      return;
    }
    while (!recent.isEmpty()) {
      forgetFirst();
    }
    directives.see(Arrays.copyOfRange(bytes, from, to), to - from);
  }

  private void forgetFirst() {
    byte[] line = recent.removeFirst();
    if (line[0] == '#') {
      directives.see(line, line.length - 8);
    }
  }

  private void keep(byte[] bytes, int from, int to) {
    if (recent.size() == RECENT) {
      forgetFirst();
    }
    byte[] line = new byte[to - from + 8];
    System.arraycopy(bytes, from, line, 0, to - from);
    recent.addLast(line);
  }

  @Override
  public void tooLong(byte[] bytes, int from, int to) {
    lines++;
  }

  /// Tells the time: windows that are over are looked at though no line comes.
  public void advanceTo(long nowMicros) {
    now = nowMicros;
    if (newest != Long.MIN_VALUE) {
      closeBefore(Math.min(newest + 1, Math.floorDiv(nowMicros, MINUTE) - 1));
    }
  }

  private void closeBefore(long minute) {
    if (minute <= closedBefore) {
      return;
    }
    closedBefore = minute;
    for (Window window : recorder.closeBefore(minute)) {
      pipeline.step(window);
      tell();
    }
  }

  private void tell() {
    for (Finding over : pipeline.takeClosed()) {
      // Some began long before they could be seen, and were never open.
      if (!told.removeIf(over::isSame)) {
        begin(over);
      }
      news.accept(new News.Ended(over));
    }
    List<Finding> open = pipeline.open();
    for (Finding each : List.copyOf(told)) {
      if (open.stream().noneMatch(each::isSame)) {
        told.remove(each);
        news.accept(new News.Ended(each));
      }
    }
    for (Finding finding : open) {
      if (!told.removeIf(finding::isSame)) {
        begin(finding);
      }
      told.add(finding);
    }
  }

  private void begin(Finding finding) {
    news.accept(new News.Began(finding, words(finding), finding.reasons()));
  }

  private List<Analysis.MinedSignature> words(Finding finding) {
    Map<Clause, String> texts = new HashMap<>();
    LogRecord line = new LogRecord();
    Features facts = new Features(hash);
    LineParser again = Directives.parser(parsers, directives.latest());
    for (byte[] bytes : recent) {
      if (again.parse(bytes, 0, bytes.length - 8, line) == LineOutcome.PARSED) {
        RecordFeatures.fill(facts, line);
        texts(finding, line, facts, texts);
      }
    }
    List<Analysis.MinedSignature> signatures = new ArrayList<>();
    for (Mined mined : finding.signatures()) {
      List<Analysis.Condition> conditions = new ArrayList<>();
      for (Clause clause : mined.signature().clauses()) {
        conditions.add(
            new Analysis.Condition(clause.attribute().word(), texts.getOrDefault(clause, "")));
      }
      signatures.add(new Analysis.MinedSignature(conditions, mined.coverage(), mined.innocents()));
    }
    return signatures;
  }

  private void texts(Finding finding, LogRecord line, Features facts, Map<Clause, String> texts) {
    int fetched = assets.value(facts);
    for (Mined mined : finding.signatures()) {
      if (mined.signature().matches(facts, assets::value)) {
        for (Clause clause : mined.signature().clauses()) {
          texts.computeIfAbsent(clause, c -> ValueText.of(c.attribute(), line, facts, fetched));
        }
      }
    }
  }

  /// Lines so far.
  public long lines() {
    return lines;
  }

  /// Lines that were requests.
  public long parsed() {
    return parsed;
  }

  /// Requests that came too late for their window, or with a time far ahead.
  public long notLookedAt() {
    return notLookedAt;
  }
}

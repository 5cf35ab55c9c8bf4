package org.gabion.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.LineSink;
import org.gabion.core.request.Features;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;

/// Reads the lines of one chunk into windows. One thread.
final class PassOne implements LineSink {
  private static final int SAMPLES = 3;
  private static final int SAMPLE_BYTES = 200;

  /// What a chunk told.
  ///
  /// @param lines all lines
  /// @param parsed lines that were requests
  /// @param facts which facts any line had
  /// @param assetKeys see [Assets#key]
  record Result(
      long lines,
      long parsed,
      Map<LineOutcome, Long> rejected,
      Map<LineOutcome, List<byte[]>> samples,
      Facts facts,
      List<Window> windows,
      long[] assetKeys) {}

  private final LineParser parser;
  private final LogRecord record = new LogRecord();
  private final Features features;
  private final WindowRecorder recorder;
  private final Map<LineOutcome, Long> rejected = new EnumMap<>(LineOutcome.class);
  private final Map<LineOutcome, List<byte[]>> samples = new EnumMap<>(LineOutcome.class);
  private final Facts facts = new Facts();
  private long lines;
  private long parsed;
  private long[] assetKeys = new long[64];
  private int assets;
  private long lastAsset;

  PassOne(LineParser parser, Features features, WindowConfig shape) {
    this.parser = parser;
    this.features = features;
    this.recorder = new WindowRecorder(shape);
  }

  @Override
  public void line(byte[] bytes, int from, int to) {
    lines++;
    LineOutcome outcome = parser.parse(bytes, from, to, record);
    if (outcome != LineOutcome.PARSED) {
      if (outcome.isFault()) {
        reject(outcome, bytes, from, to);
      }
      return;
    }
    parsed++;
    facts.see(record);
    RecordFeatures.fill(features, record);
    recorder.record(features);
    if (Assets.isAsset(features)) {
      asset(Assets.key(features));
    }
  }

  @Override
  public void tooLong(byte[] bytes, int from, int to) {
    lines++;
    reject(LineOutcome.TOO_LONG, bytes, from, to);
  }

  private void reject(LineOutcome outcome, byte[] bytes, int from, int to) {
    rejected.merge(outcome, 1L, Long::sum);
    List<byte[]> kept = samples.computeIfAbsent(outcome, o -> new ArrayList<>());
    if (kept.size() < SAMPLES) {
      kept.add(Arrays.copyOfRange(bytes, from, Math.min(to, from + SAMPLE_BYTES)));
    }
  }

  private void asset(long key) {
    // A page draws a row of assets: most keys repeat at once.
    if (key == lastAsset) {
      return;
    }
    lastAsset = key;
    if (assets == assetKeys.length) {
      assetKeys = Arrays.copyOf(assetKeys, 2 * assets);
    }
    assetKeys[assets++] = key;
  }

  Result finish() {
    return new Result(
        lines,
        parsed,
        rejected,
        samples,
        facts,
        recorder.closeAll(),
        Arrays.copyOf(assetKeys, assets));
  }
}

package org.gabion.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.gabion.analyze.format.LineOutcome;
import org.gabion.analyze.format.LineParser;
import org.gabion.analyze.format.LogRecord;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.LineSink;
import org.gabion.core.request.Features;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;

/// Reads the lines of one chunk into windows, and hands them on in parts where there are many: a
/// chunk of a quiet log, or of one in no order, has a window for every line. One thread.
final class PassOne implements LineSink {
  private static final int SAMPLES = 3;
  private static final int SAMPLE_BYTES = 200;
  private static final int PADDING = 8;
  private static final int LONGEST_FIRST = 4096;

  /// The windows of a part hold no more than this and what comes until they are measured again.
  private static final long MOST_BYTES = 8L << 20;

  private static final int MEASURED = 256;

  /// What a chunk told, or a part of it.
  ///
  /// @param begin of the chunk, as [Inputs.Chunk#beginMicros] tells; empty if this is not its first
  ///   part
  /// @param lines all lines
  /// @param parsed lines that were requests
  /// @param facts which facts any line had
  /// @param assetKeys see [Assets#key]
  /// @param first a request, to tell by how the lines are written
  record Result(
      OptionalLong begin,
      long lines,
      long parsed,
      Map<LineOutcome, Long> rejected,
      Map<LineOutcome, List<byte[]>> samples,
      Facts facts,
      List<Window> windows,
      long[] assetKeys,
      Optional<FirstRequest> first) {}

  /// A line, and its time as it stands there.
  record FirstRequest(byte[] line, long micros) {}

  private final LineParser parser;
  private final Inputs.Parts<Result> parts;
  private final LogRecord record = new LogRecord();
  private final Features features;
  private final WindowRecorder recorder;
  private Map<LineOutcome, Long> rejected = new EnumMap<>(LineOutcome.class);
  private Map<LineOutcome, List<byte[]>> samples = new EnumMap<>(LineOutcome.class);
  private Facts facts = new Facts();
  private Optional<FirstRequest> first = Optional.empty();
  private OptionalLong begin;
  private final StrayTimes strays = new StrayTimes();
  private final List<Long> strayed = new ArrayList<>();

  /// The place in the chunk of the line at hand.
  private long line;

  private long lines;
  private long parsed;
  private long[] assetKeys = new long[64];
  private int assets;
  private long lastAsset;
  private long firstMicros = Long.MAX_VALUE;
  private long lastMicros = Long.MIN_VALUE;

  PassOne(Inputs.Chunk chunk, Features features, WindowConfig shape, Inputs.Parts<Result> parts) {
    this.parser = chunk.parser();
    this.begin = OptionalLong.of(chunk.beginMicros());
    this.features = features;
    this.recorder = new WindowRecorder(shape);
    this.parts = parts;
  }

  @Override
  public void line(byte[] bytes, int from, int to) {
    lines++;
    line++;
    if (from < to && bytes[from] == '#' && !strays.isEmpty()) {
      // A directive: what is held is still in the columns before it.
      settle();
    }
    LineOutcome outcome = parser.parse(bytes, from, to, record);
    if (outcome != LineOutcome.PARSED) {
      if (outcome.isFault()) {
        reject(outcome, bytes, from, to);
      }
      return;
    }
    if (strays.follows(record.windowMicros())) {
      accept(bytes, from, to);
    } else {
      byte[] copy = Arrays.copyOf(Arrays.copyOfRange(bytes, from, to), to - from + PADDING);
      again(strays.hold(new StrayTimes.Line(line, copy, to - from, record.windowMicros())));
    }
  }

  /// Reads lines that were held, and are in time.
  private void again(List<StrayTimes.Line> inTime) {
    for (StrayTimes.Line held : inTime) {
      if (parser.parse(held.bytes(), 0, held.length(), record) == LineOutcome.PARSED) {
        accept(held.bytes(), 0, held.length());
      }
    }
  }

  private void settle() {
    again(strays.settle(line));
    for (StrayTimes.Line stray : strays.takeStrays()) {
      reject(LineOutcome.STRAY_TIME, stray.bytes(), 0, stray.length());
      strayed.add(stray.number());
    }
  }

  private void accept(byte[] bytes, int from, int to) {
    parsed++;
    if (first.isEmpty() && to - from <= LONGEST_FIRST) {
      first = Optional.of(new FirstRequest(Arrays.copyOfRange(bytes, from, to), record.timeMicros));
    }
    facts.see(record);
    RecordFeatures.fill(features, record);
    recorder.record(features);
    if (Assets.isAsset(features)) {
      asset(Assets.key(features));
    }
    if (parsed % MEASURED == 0 && recorder.bytesHeld() > MOST_BYTES) {
      parts.add(part());
    }
  }

  @Override
  public void tooLong(byte[] bytes, int from, int to) {
    lines++;
    line++;
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

  private Result part() {
    List<Window> windows = recorder.closeAll();
    for (Window window : windows) {
      firstMicros = Math.min(firstMicros, window.summary().firstMicros());
      lastMicros = Math.max(lastMicros, window.summary().lastMicros());
    }
    Result part =
        new Result(
            begin,
            lines,
            parsed,
            rejected,
            samples,
            facts,
            windows,
            Arrays.copyOf(assetKeys, assets),
            first);
    begin = OptionalLong.empty();
    lines = 0;
    parsed = 0;
    rejected = new EnumMap<>(LineOutcome.class);
    samples = new EnumMap<>(LineOutcome.class);
    facts = new Facts();
    assets = 0;
    return part;
  }

  /// The last part.
  Result finish() {
    settle();
    return part();
  }

  /// The places in the chunk of lines that are astray ([StrayTimes]), from 1 and rising, once they
  /// are over.
  long[] strayed() {
    return strayed.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /// The least time of all lines, once they are over.
  long firstMicros() {
    return firstMicros;
  }

  long lastMicros() {
    return lastMicros;
  }
}

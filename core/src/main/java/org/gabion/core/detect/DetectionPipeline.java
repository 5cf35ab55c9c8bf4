package org.gabion.core.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.SignatureMiner;
import org.gabion.core.window.ClientSample;
import org.gabion.core.window.Sample;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowSummary;
import org.jspecify.annotations.Nullable;

/// Steps over windows of one minute in their order, and tells what happened. The only caller of
/// [Detector#step].
///
/// There is one pipeline for live traffic, for logs and for many edges: whoever has merged the
/// windows steps it. Each minute is looked at alone, and with the ten and the sixty minutes before
/// it. The first hour is looked at when it is over: until then there is nothing to compare with.
/// Memory is fixed by the windows' shape. Not thread safe.
public final class DetectionPipeline {
  private static final long MINUTE = 60_000_000L;
  private static final int WARM_UP = 60;
  private static final int SHORT = 10;
  private static final int LONG = 60;

  /// A finding ends when nothing of it came for so long, and a later one is another.
  private static final int PAUSE = 30;

  private static final int MOST_SUSPECTS = 4096;
  private static final int MOST_INNOCENTS = 8192;
  private static final int MOST_FINDINGS = 10_000;

  private final WindowConfig shape;
  private final Baseline baseline;
  private final List<Detector> detectors = Detector.all();
  private final SignatureMiner miner = new SignatureMiner();
  private final List<OpenFinding> open = new ArrayList<>();
  private final List<Finding> closed = new ArrayList<>();

  /// Minutes of the last hour that had requests.
  private final TreeMap<Long, WindowSummary> recent = new TreeMap<>();

  /// Minutes that are not learnt yet: a finding may still turn up that covers them.
  private final Deque<Long> unlearnt = new ArrayDeque<>();

  private final TreeMap<Long, @Nullable WindowSummary> warming = new TreeMap<>();
  private final Set<Long> learntFirst = new HashSet<>();
  private boolean warm;
  private long last = Long.MIN_VALUE;

  /// @param shape of the windows that will come
  /// @param baselineClients how many clients the baseline keeps, for the bound on innocents
  /// @throws IllegalArgumentException if the windows are not of one minute
  public DetectionPipeline(WindowConfig shape, int baselineClients) {
    if (shape.lengthMicros() != MINUTE) {
      throw new IllegalArgumentException("windows of one minute, not " + shape.lengthMicros());
    }
    this.shape = shape;
    this.baseline =
        new Baseline(
            new WindowConfig(
                MINUTE, 2 * shape.requests(), Math.max(16, baselineClients), shape.epoch()));
  }

  /// Takes the next window.
  ///
  /// @throws IllegalArgumentException if it is not later than the one before
  public void step(Window window) {
    if (window.index() <= last) {
      throw new IllegalArgumentException("window " + window.index() + " after " + last);
    }
    if (last != Long.MIN_VALUE) {
      fill(last + 1, window.index());
    }
    last = window.index();
    take(window.index(), window.summary());
  }

  /// Minutes without a request: quiet ones are learnt, but a hole that this site can not have had
  /// by chance is a hole in the log.
  private void fill(long from, long to) {
    double usual = baseline.minutes() == 0 ? warmRate() : baseline.level(from) * visitsPerMinute();
    long minutes = to - from;
    if (minutes * usual > 30 || minutes > 7 * 24 * 60) {
      return;
    }
    for (long minute = from; minute < to; minute++) {
      take(minute, null);
    }
  }

  private double warmRate() {
    double visits = 0;
    for (@Nullable WindowSummary each : warming.values()) {
      visits += each == null ? 0 : each.visits();
    }
    return warming.isEmpty() ? 0 : visits / warming.size();
  }

  private double visitsPerMinute() {
    double sum = 0;
    for (Block.Crowd crowd : Block.Crowd.values()) {
      sum += baseline.rate(crowd);
    }
    return sum;
  }

  private void take(long minute, @Nullable WindowSummary summary) {
    if (warm) {
      process(minute, summary);
      return;
    }
    warming.put(minute, summary);
    if (warming.size() >= WARM_UP) {
      warmUp();
    }
  }

  /// Ends the warm-up: learns from the calmest part of what is there, then looks at all of it.
  private void warmUp() {
    warm = true;
    for (long minute : ColdStart.calmMinutes(warming)) {
      baseline.learn(minute, warming.get(minute));
      learntFirst.add(minute);
    }
    warming.forEach(this::process);
    warming.clear();
  }

  private void process(long minute, @Nullable WindowSummary summary) {
    recent.headMap(minute - LONG + 1).clear();
    if (summary != null) {
      recent.put(minute, summary);
      look(minute, 1);
    }
    if (Math.floorMod(minute, 5) == 4) {
      look(minute, SHORT);
    }
    if (Math.floorMod(minute, 15) == 14) {
      look(minute, LONG);
    }
    follow(minute, summary);
    unlearnt.add(minute);
    while (unlearnt.size() > SHORT) {
      learn(unlearnt.remove());
    }
  }

  /// Looks at the last `minutes` minutes, the given one included.
  private void look(long minute, int minutes) {
    long first = minute - minutes + 1;
    var windows = recent.subMap(first, true, minute, true);
    if (windows.isEmpty()) {
      return;
    }
    WindowSummary merged = merge(windows);
    ClientSample around =
        minutes == 1
            ? merge(recent.subMap(minute - SHORT + 1, true, minute, true)).clients()
            : merged.clients();
    Block block = new Block(merged, around, first * MINUTE, (minute + 1) * MINUTE);
    for (Detector detector : detectors) {
      Block left = block.without(row -> isExplained(block.rows, row));
      for (Suspicion suspicion : detector.step(left, baseline)) {
        takeUp(suspicion, left);
      }
    }
  }

  private WindowSummary merge(java.util.NavigableMap<Long, WindowSummary> windows) {
    if (windows.size() == 1) {
      return windows.firstEntry().getValue();
    }
    WindowSummary merged = new WindowSummary(shape);
    windows.values().forEach(merged::mergeFrom);
    return merged;
  }

  private boolean isExplained(Sample rows, int row) {
    for (OpenFinding finding : open) {
      if (finding.explains() && finding.matches(rows, row)) {
        return true;
      }
    }
    return false;
  }

  private void takeUp(Suspicion suspicion, Block block) {
    Sample innocents = innocents(suspicion, block);
    List<Mined> mined =
        suspicion.kind() == Kind.UNCLEAR
            ? List.of()
            : suspicion
                .given()
                .map(signature -> List.of(new Mined(signature, 1, 0, 0)))
                .orElseGet(
                    () ->
                        miner.mine(
                            new SignatureMiner.Task(
                                thin(suspicion.suspects(), MOST_SUSPECTS),
                                innocents,
                                suspicion.excess(),
                                suspicion.attributes())));
    Classifier.Outcome outcome = Classifier.classify(suspicion, mined, block.minutes());
    List<Mined> kept = outcome.kind() == Kind.UNCLEAR ? List.of() : mined;
    if (kept.isEmpty() && outcome.kind() != Kind.UNCLEAR) {
      return;
    }
    double calm = calm(kept);
    long[] range = range(kept, calm, suspicion.suspects(), block);
    OpenFinding finding =
        open.stream()
            .filter(each -> each.isLike(outcome.kind(), kept))
            .findFirst()
            .orElseGet(() -> open(outcome, range));
    finding.extend(range[0], range[1], kept, calm, outcome.reasons());
  }

  /// From the first minute of the block that has more matches than usual to the end of the last.
  private static long[] range(List<Mined> mined, double calm, Sample suspects, Block block) {
    TreeMap<Long, Double> minutes = new TreeMap<>();
    for (int row = 0; row < suspects.size(); row++) {
      for (Mined each : mined) {
        if (OpenFinding.matches(each.signature(), suspects, row)) {
          minutes.merge(
              Math.floorDiv(suspects.time(row), MINUTE), suspects.weight(row), Double::sum);
          break;
        }
      }
    }
    double hot = Math.max(1, 3 * calm);
    minutes.values().removeIf(weight -> weight < hot);
    return minutes.isEmpty()
        ? new long[] {block.fromMicros, block.toMicros}
        : new long[] {minutes.firstKey() * MINUTE, (minutes.lastKey() + 1) * MINUTE};
  }

  private OpenFinding open(Classifier.Outcome outcome, long[] range) {
    OpenFinding finding = new OpenFinding(outcome.kind(), outcome.judgement(), range[0], range[1]);
    if (open.size() + closed.size() < MOST_FINDINGS) {
      open.add(finding);
    }
    return finding;
  }

  /// How many requests a minute match on an ordinary day.
  private double calm(List<Mined> mined) {
    if (mined.isEmpty() || baseline.minutes() == 0) {
      return 0;
    }
    Sample rows = baseline.rows();
    double sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      for (Mined each : mined) {
        if (OpenFinding.matches(each.signature(), rows, row)) {
          sum += rows.weight(row);
          break;
        }
      }
    }
    return sum / baseline.sampledMinutes();
  }

  /// What is usual, scaled to the block's time, and what else came in the block. For each visit of
  /// a reader it holds also one who fetches nothing, by the weight of those who come along on an
  /// ordinary day: they hide among the suspects.
  private Sample innocents(Suspicion suspicion, Block block) {
    Sample innocents = new Sample(1024);
    Set<Long> suspects = new HashSet<>();
    for (int row = 0; row < suspicion.suspects().size(); row++) {
      suspects.add(suspicion.suspects().client(row));
    }
    double along =
        Math.min(
            2,
            baseline.rate(Block.Crowd.OTHERS) / Math.max(1e-9, baseline.rate(Block.Crowd.READERS)));
    for (int row = 0; row < block.rows.size(); row++) {
      if (!suspects.contains(block.rows.client(row))) {
        innocents.add(block.rows, row, block.rows.weight(row));
        if (block.crowd(row) == Block.Crowd.READERS && block.isVisit(row) && along > 0) {
          innocents.add(block.rows, row, block.rows.weight(row) * along);
          innocents.assets(innocents.size() - 1, Block.NO_ASSETS);
          innocents.hidden(innocents.size() - 1, block.rows.weight(row) * along);
        }
      }
    }
    if (baseline.minutes() > 0) {
      Sample usual = baseline.rows();
      double level = baseline.level(block.fromMicros / MINUTE);
      double scale = block.minutes() * level / baseline.sampledMinutes();
      boolean bySource = suspicion.attributes().size() < 6;
      for (int row = 0; row < usual.size(); row++) {
        // Who is meant by name is no innocent on other days either.
        if (!bySource || !suspects.contains(usual.client(row))) {
          double weight = usual.weight(row) * scale;
          innocents.add(usual, row, weight);
          boolean hides =
              baseline.block().crowd(row) == Block.Crowd.OTHERS || suspicion.kind() != Kind.FLOOD;
          innocents.hidden(innocents.size() - 1, hides ? weight : 0);
        }
      }
    }
    return thin(innocents, MOST_INNOCENTS);
  }

  /// Every n-th row with n times its weight, if there are too many.
  private static Sample thin(Sample rows, int most) {
    int step = (rows.size() + most - 1) / most;
    if (step <= 1) {
      return rows;
    }
    Sample thin = new Sample(most);
    for (int row = 0; row < rows.size(); row += step) {
      thin.add(rows, row, rows.weight(row) * step);
      thin.hidden(thin.size() - 1, rows.hidden(row) * step);
    }
    return thin;
  }

  /// Sees which findings go on in this minute, and ends those that have been silent for long.
  private void follow(long minute, @Nullable WindowSummary summary) {
    if (!open.isEmpty() && summary != null) {
      ClientSample around = merge(recent.subMap(minute - SHORT + 1, true, minute, true)).clients();
      Block block = new Block(summary, around, minute * MINUTE, (minute + 1) * MINUTE);
      for (OpenFinding finding : open) {
        if (finding.isHot(finding.weight(block.rows))) {
          finding.toMicros = Math.max(finding.toMicros, block.toMicros);
        }
      }
    }
    open.removeIf(
        finding -> {
          boolean over = (minute + 1) * MINUTE - finding.toMicros > PAUSE * MINUTE;
          if (over) {
            closed.add(finding.freeze());
          }
          return over;
        });
  }

  private void learn(long minute) {
    boolean spoilt =
        learntFirst.remove(minute)
            || open.stream().anyMatch(finding -> spoils(finding, minute * MINUTE));
    if (!spoilt) {
      baseline.learn(minute, recent.get(minute));
    }
  }

  private static boolean spoils(OpenFinding finding, long micros) {
    return finding.spoilsLearning() && finding.fromMicros <= micros && micros < finding.toMicros;
  }

  /// Ends: looks at what is left, and tells all findings in the order of their start. No window may
  /// follow.
  public List<Finding> finish() {
    if (!warm && !warming.isEmpty()) {
      warmUp();
    }
    if (!recent.isEmpty()) {
      long minute = recent.lastKey();
      look(minute, SHORT);
      look(minute, LONG);
    }
    open.forEach(finding -> closed.add(finding.freeze()));
    open.clear();
    List<Finding> all = new ArrayList<>(closed);
    all.sort(
        java.util.Comparator.comparingLong(Finding::fromMicros)
            .thenComparing(Finding::kind)
            .thenComparingLong(Finding::toMicros));
    return List.copyOf(all);
  }
}

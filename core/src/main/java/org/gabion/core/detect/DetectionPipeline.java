package org.gabion.core.detect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gabion.core.signature.Mined;
import org.gabion.core.signature.Signature;
import org.gabion.core.signature.SignatureMiner;
import org.gabion.core.signature.TestClients;
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
/// it. The first hour is looked at when it is over, or earlier if it fills the memory kept for it:
/// until then there is nothing to compare with. The first ten minutes after a hole in the log are
/// looked at when they are over: until then nothing tells who fetches what pages are made of.
/// Memory is fixed by the windows' shape ([#bytesHeld]). Not thread safe.
public final class DetectionPipeline {
  private static final long MINUTE = 60_000_000L;
  private static final int WARM_UP = 60;

  /// So many full windows end the warm-up early.
  private static final int WARM_UP_FULL = 13;

  private static final int SHORT = 10;

  /// A minute is looked at alone if so many times as many visits came as usual, or so many at all.
  private static final double NOTABLE = 1.3;

  private static final int LEAST_VISITS = 40;
  private static final int LEAST_POSTS = 25;

  /// Less than this, which nobody feels, is not worth a word if it is no attack.
  private static final double LEAST_UNCLEAR = 200;

  private static final int MOST_SUSPECTS = 4096;

  private final Baseline baseline;
  private final RecentWindows recent;
  private final List<Detector> detectors = Detector.all();
  private final SignatureMiner miner = new SignatureMiner();
  private final FindingBook book = new FindingBook();

  /// Minutes that are not learnt yet: a finding may still turn up that covers them.
  private final Deque<Long> unlearnt = new ArrayDeque<>();

  private final WaitingWindows waiting = new WaitingWindows();
  private final long mostWaitingBytes;

  /// So many minutes wait before they are looked at; none if 0.
  private int wait = WARM_UP;

  private final Set<Long> learntFirst = new HashSet<>();
  private boolean warm;
  private long last = Long.MIN_VALUE;

  /// @param shape of the windows that will come
  /// @param panel how many clients of the baseline signatures are tested on
  /// @throws IllegalArgumentException if the windows are not of one minute
  public DetectionPipeline(WindowConfig shape, int panel) {
    this(
        shape,
        new Baseline(
            new WindowConfig(
                shape.lengthMicros(),
                2 * shape.requests(),
                2 * shape.clients(),
                Math.max(16, panel / 2),
                shape.epoch())));
  }

  DetectionPipeline(WindowConfig shape, Baseline baseline) {
    if (shape.lengthMicros() != MINUTE) {
      throw new IllegalArgumentException("windows of one minute, not " + shape.lengthMicros());
    }
    this.baseline = baseline;
    this.mostWaitingBytes = WARM_UP_FULL * WindowSummary.mostBytesOfContent(shape);
    this.recent = new RecentWindows(shape, SHORT + 1);
  }

  /// Takes the next window.
  ///
  /// @throws IllegalArgumentException if it is not later than the one before
  public void step(Window window) {
    if (window.index() <= last) {
      throw new IllegalArgumentException("window " + window.index() + " after " + last);
    }
    if (last != Long.MIN_VALUE && window.index() > last + 1) {
      fill(last + 1, window.index());
    }
    last = window.index();
    take(window.index(), window.summary());
  }

  /// Minutes without a request: quiet ones are learnt, but a hole that this site can not have had
  /// by chance is a hole in the log.
  private void fill(long from, long to) {
    double usual =
        baseline.minutes() == 0
            ? waiting.visitsPerMinute()
            : baseline.level(from) * visitsPerMinute();
    long minutes = to - from;
    if (minutes * usual > 30 || minutes > 7 * 24 * 60) {
      if (minutes >= WaitingWindows.HOLE) {
        waitAfterHole();
      }
      return;
    }
    for (long minute = from; minute < to; minute++) {
      take(minute, null);
    }
  }

  /// What wait now take the memory of the last minutes before the hole.
  private void waitAfterHole() {
    if (!unlearnt.isEmpty()) {
      endBeforeHole(unlearnt.getLast());
    }
    recent.forgetMinutes();
    wait = Math.max(wait, SHORT);
  }

  private double visitsPerMinute() {
    double sum = 0;
    for (Block.Crowd crowd : Block.Crowd.values()) {
      sum += baseline.rate(crowd);
    }
    return sum;
  }

  private void take(long minute, @Nullable WindowSummary summary) {
    if (wait == 0) {
      if (summary != null) {
        summary.mark(recent.around(minute, summary));
      }
      process(minute, summary);
      return;
    }
    waiting.put(minute, summary);
    if (waiting.size() >= wait || waiting.bytesOfContent() >= mostWaitingBytes) {
      endWait();
    }
  }

  /// Looks at all that waited; the first time learns from the calmest part of it before.
  private void endWait() {
    wait = 0;
    waiting.mark();
    if (!warm) {
      warm = true;
      for (long minute : ColdStart.calmMinutes(waiting.all())) {
        baseline.learn(minute, Optional.ofNullable(waiting.all().get(minute)));
        learntFirst.add(minute);
      }
    }
    while (!waiting.isEmpty()) {
      var first = waiting.remove();
      process(first.getKey(), first.getValue());
    }
  }

  /// Looks at a minute that is marked.
  private void process(long minute, @Nullable WindowSummary summary) {
    if (!unlearnt.isEmpty() && minute > unlearnt.getLast() + 1) {
      endBeforeHole(unlearnt.getLast());
    }
    if (summary == null) {
      recent.pass(minute);
    } else {
      recent.add(minute, summary);
      if (isNotable(minute, summary)) {
        look(minute, minute, Optional.of(summary));
      }
    }
    if (Math.floorMod(minute, 5) == 4) {
      look(recent.tenStart(), minute, recent.ten());
    }
    if (Math.floorMod(minute, 15) == 14) {
      look(recent.hourStart(), minute, recent.hour());
    }
    follow(minute, summary);
    unlearnt.add(minute);
    while (unlearnt.size() > SHORT) {
      learn(unlearnt.remove());
    }
  }

  /// Looks at what is left and learns it: after the hole its windows are gone.
  private void endBeforeHole(long minute) {
    lookAtRest(minute);
    while (!unlearnt.isEmpty()) {
      learn(unlearnt.remove());
    }
  }

  private void lookAtRest(long minute) {
    look(recent.tenStart(), minute, recent.ten());
    look(recent.hourStart(), minute, recent.hour());
  }

  /// Whether one minute alone may tell something: most do not, and wait for the next look at ten.
  private boolean isNotable(long minute, WindowSummary summary) {
    double usual = baseline.level(minute) * visitsPerMinute();
    double many = NOTABLE * usual + 3 * Math.sqrt(usual);
    double parts = baseline.requests() / Math.max(1.0, baseline.minutes()) - visitsPerMinute();
    double usualParts = Math.max(0, parts) * baseline.level(minute);
    long cameParts = summary.requests() - summary.visits();
    return !book.isQuiet()
        || cameParts >= LEAST_VISITS && cameParts > NOTABLE * usualParts + 3 * Math.sqrt(usualParts)
        || summary.visits() >= LEAST_VISITS && summary.visits() > many
        || summary.posts() >= LEAST_POSTS
        || summary.failed() >= LEAST_VISITS
            && summary.failed() > 2 * baseline.failedShare() * summary.requests();
  }

  private void look(long first, long minute, Optional<WindowSummary> merged) {
    if (merged.isEmpty()) {
      return;
    }
    WindowSummary summary = merged.get();
    Block block = new Block(summary, first * MINUTE, (minute + 1) * MINUTE);
    for (Detector detector : detectors) {
      Block left = book.unexplained(block);
      for (Suspicion suspicion : detector.step(left, baseline)) {
        takeUp(suspicion, left, Impact.of(summary, baseline));
      }
    }
  }

  private void takeUp(Suspicion suspicion, Block block, Impact impact) {
    List<Mined> mined = mine(suspicion, block);
    Classifier.Outcome outcome = Classifier.classify(suspicion, mined, block, baseline);
    boolean small = suspicion.excess() < LEAST_UNCLEAR && !impact.isFelt();
    if (outcome.kind() == Kind.UNCLEAR && small) {
      return;
    }
    List<Mined> kept = outcome.kind() == Kind.UNCLEAR ? List.of() : mined;
    if (kept.isEmpty() && outcome.kind() != Kind.UNCLEAR) {
      return;
    }
    double calm = calm(kept, suspicion);
    double usual =
        kept.isEmpty()
            ? (suspicion.suspects().totalWeight() - suspicion.excess()) / block.minutes()
            : calm;
    long[] range = range(kept, usual, suspicion.suspects(), block);
    if (kept.isEmpty() && book.isTold(range)) {
      return;
    }
    OpenFinding.Told told =
        new OpenFinding.Told(
            outcome.kind(),
            outcome.judgement(),
            suspicion.excess(),
            kept,
            calm,
            suspicion.guilty(),
            outcome.reasons());
    if (book.isOver(told, range)) {
      return;
    }
    OpenFinding finding = book.place(told, range);
    finding.extend(range[0], range[1], told, clients(finding.guilty(told)));
    finding.impact = finding.impact.worse(impact);
  }

  private TestClients clients(List<Signature> guilty) {
    return TestClients.of(baseline.panels(), guilty);
  }

  private List<Mined> mine(Suspicion suspicion, Block block) {
    if (suspicion.kind() == Kind.UNCLEAR) {
      return List.of();
    }
    SignatureMiner.Task task =
        new SignatureMiner.Task(
            suspicion.suspects().thinned(MOST_SUSPECTS),
            InnocentSample.of(suspicion, block, baseline),
            clients(suspicion.guilty()),
            suspicion.excess(),
            suspicion.attributes());
    return suspicion.given().isPresent()
        ? List.of(miner.measure(task, suspicion.given().get()))
        : miner.mine(task);
  }

  /// From the first minute of the block that has more matches than usual to the end of the last;
  /// without signatures, all suspects are matches.
  private static long[] range(List<Mined> mined, double calm, Sample suspects, Block block) {
    TreeMap<Long, Double> minutes = new TreeMap<>();
    for (int row = 0; row < suspects.size(); row++) {
      if (mined.isEmpty() || OpenFinding.matchesAny(mined, suspects, row)) {
        minutes.merge(Math.floorDiv(suspects.time(row), MINUTE), suspects.weight(row), Double::sum);
      }
    }
    double hot = Math.max(1, 3 * calm);
    minutes.values().removeIf(weight -> weight < hot);
    return minutes.isEmpty()
        ? new long[] {block.fromMicros, block.toMicros}
        : new long[] {minutes.firstKey() * MINUTE, (minutes.lastKey() + 1) * MINUTE};
  }

  /// How many requests a minute match on an ordinary day.
  private double calm(List<Mined> mined, Suspicion suspicion) {
    if (mined.isEmpty() || baseline.minutes() == 0) {
      return 0;
    }
    Sample rows = baseline.rows();
    double sum = 0;
    for (int row = 0; row < rows.size(); row++) {
      boolean matches = OpenFinding.matchesAny(mined, rows, row) && !suspicion.isGuilty(rows, row);
      sum += matches ? rows.weight(row) : 0;
    }
    return sum / baseline.sampledMinutes();
  }

  /// Sees which findings go on in this minute, and ends those that have been silent for long.
  private void follow(long minute, @Nullable WindowSummary summary) {
    if (summary != null && !book.isQuiet()) {
      Block block = new Block(summary, minute * MINUTE, (minute + 1) * MINUTE);
      book.follow(block, Impact.of(summary, baseline));
    }
    book.endSilent((minute + 1) * MINUTE);
  }

  private void learn(long minute) {
    if (!learntFirst.remove(minute) && !book.spoils(minute * MINUTE)) {
      baseline.learn(minute, recent.minute(minute));
    }
  }

  /// What is going on now, in the order in which it was found.
  public List<Finding> open() {
    return book.open();
  }

  /// Takes out what is over and was not taken before, in the order of its start. What nobody takes
  /// is told by [#finish], up to a bound.
  public List<Finding> takeClosed() {
    return book.takeClosed();
  }

  /// How many findings were dropped because nobody took them.
  public long dropped() {
    return book.dropped();
  }

  /// Ends: looks at what is left, and tells all findings that were not taken before, in the order
  /// of their start. No window may follow.
  public List<Finding> finish() {
    if (!waiting.isEmpty()) {
      endWait();
    }
    if (last != Long.MIN_VALUE) {
      lookAtRest(last);
    }
    return book.finish();
  }

  /// Memory held by windows and the baseline now, in bytes.
  public long bytesHeld() {
    return baseline.bytesHeld() + recent.bytesHeld() + waiting.bytesHeld();
  }
}

package org.gabion.core.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.gabion.core.window.Sample;

/// What was found: what goes on, what ended lately, and what is over and was not taken yet.
///
/// Bounded, and a new finding always has its place: where too many go on, the one that was silent
/// for longest ends; where too many wait to be taken, the least grave is dropped, the oldest of
/// these first. Not thread safe.
final class FindingBook {
  private static final long MINUTE = 60_000_000L;

  /// A finding ends when nothing of it came for so long, and a later one is another.
  private static final int PAUSE = 30;

  private static final int LONGEST_LOOK = 75;
  private static final int MOST_OPEN = 64;
  private static final int MOST_ENDED = 256;
  static final int MOST_CLOSED = 10_000;

  private final List<OpenFinding> open = new ArrayList<>();

  /// Findings that are over, and still told by the longest look.
  private final List<OpenFinding> ended = new ArrayList<>();

  private final List<Finding> closed = new ArrayList<>();
  private long dropped;

  /// Whether nothing goes on.
  boolean isQuiet() {
    return open.isEmpty();
  }

  /// What no finding explains. An attack that has ended explains nothing of what came since: the
  /// same may begin again. What was there all the time goes on unnoticed.
  Block unexplained(Block block) {
    List<OpenFinding> explaining =
        Stream.concat(open.stream(), ended.stream()).filter(OpenFinding::explains).toList();
    return explaining.isEmpty()
        ? block
        : block.without(row -> isExplained(explaining, block.rows, row));
  }

  private boolean isExplained(List<OpenFinding> explaining, Sample rows, int row) {
    for (OpenFinding finding : explaining) {
      boolean inTime =
          open.contains(finding) || !finding.isAttack() || rows.time(row) < finding.toMicros;
      if (inTime && finding.matches(rows, row)) {
        return true;
      }
    }
    return false;
  }

  /// Whether a crowd or an attack is known that explains why so many came.
  ///
  /// @param range from and to, microseconds
  boolean isTold(long[] range) {
    return Stream.concat(open.stream(), ended.stream())
        .anyMatch(
            finding ->
                finding.kind != Kind.UNCLEAR
                    && finding.spoilsLearning()
                    && finding.fromMicros < range[1]
                    && range[0] < finding.toMicros);
  }

  /// Whether this is over, and was told when it went on: the longest look sees it once more, among
  /// more of what is calm.
  boolean isOver(OpenFinding.Told told, long[] range) {
    return ended.stream()
        .anyMatch(
            finding ->
                finding.isSame(told)
                    && finding.fromMicros < range[1]
                    && range[1] <= finding.toMicros + MINUTE);
  }

  /// The finding that this belongs to, or a new one.
  OpenFinding place(OpenFinding.Told told, long[] range) {
    for (OpenFinding each : open) {
      if (each.isLike(told)) {
        return each;
      }
    }
    while (open.size() >= MOST_OPEN) {
      end(least(open, finding -> finding.toMicros));
    }
    OpenFinding finding = new OpenFinding(told.kind(), told.judgement(), range[0], range[1]);
    open.add(finding);
    return finding;
  }

  /// Sees which findings go on in this minute.
  void follow(Block block, Impact impact) {
    for (OpenFinding finding : open) {
      if (finding.goesOn(finding.weight(block.rows))) {
        finding.toMicros = Math.max(finding.toMicros, block.toMicros);
        finding.impact = finding.impact.worse(impact);
      }
    }
  }

  /// Ends what has been silent for long.
  ///
  /// @param micros the time that it is
  void endSilent(long micros) {
    open.stream()
        .filter(finding -> micros - finding.toMicros > PAUSE * MINUTE)
        .toList()
        .forEach(this::end);
    ended.removeIf(finding -> micros - finding.toMicros > LONGEST_LOOK * MINUTE);
  }

  private void end(OpenFinding finding) {
    open.remove(finding);
    ended.add(finding);
    if (ended.size() > MOST_ENDED) {
      ended.remove(least(ended, each -> each.toMicros));
    }
    close(finding.freeze());
  }

  private void close(Finding finding) {
    closed.add(finding);
    if (closed.size() > MOST_CLOSED) {
      closed.remove(least(closed, each -> rank(each.judgement())));
      dropped++;
    }
  }

  private static long rank(Judgement judgement) {
    return switch (judgement) {
      case BENIGN -> 0;
      case UNCLEAR -> 1;
      case ATTACK -> 2;
    };
  }

  /// The first of those for which it is least.
  private static <T> T least(List<T> list, ToLongFunction<T> what) {
    T least = list.getFirst();
    for (T each : list) {
      least = what.applyAsLong(each) < what.applyAsLong(least) ? each : least;
    }
    return least;
  }

  /// Whether what came then is not to be learnt.
  boolean spoils(long micros) {
    return open.stream()
        .anyMatch(
            finding ->
                finding.spoilsLearning()
                    && finding.fromMicros <= micros
                    && micros < finding.toMicros);
  }

  /// What goes on, in the order in which it was found.
  List<Finding> open() {
    List<Finding> now = frozen(open);
    return told(now, now);
  }

  private static List<Finding> frozen(List<OpenFinding> findings) {
    return findings.stream().map(OpenFinding::freeze).toList();
  }

  /// Takes out what is over, in the order of its start.
  List<Finding> takeClosed() {
    List<Finding> all = new ArrayList<>(closed);
    all.addAll(frozen(ended));
    all.addAll(frozen(open));
    List<Finding> taken = told(closed, all);
    closed.clear();
    return inOrder(taken);
  }

  /// Ends all, and takes it out.
  List<Finding> finish() {
    frozen(open).forEach(this::close);
    open.clear();
    return takeClosed();
  }

  /// How many findings were dropped because nobody took them.
  long dropped() {
    return dropped;
  }

  private static List<Finding> inOrder(List<Finding> findings) {
    return findings.stream()
        .sorted(
            Comparator.comparingLong(Finding::fromMicros)
                .thenComparing(Finding::kind)
                .thenComparingLong(Finding::toMicros))
        .toList();
  }

  /// Without the unclear ones that another finding explains.
  private static List<Finding> told(List<Finding> findings, List<Finding> among) {
    List<Finding> masses = among.stream().filter(FindingBook::isMass).toList();
    return findings.stream()
        .filter(each -> masses.stream().noneMatch(other -> explains(other, each)))
        .toList();
  }

  private static boolean isMass(Finding finding) {
    return switch (finding.kind()) {
      case FLOOD, LOGIN_FLOOD, FLASH_CROWD -> true;
      case SCAN, BULK_DOWNLOAD, SCRAPER, CRAWLER, OWN_MONITOR, UNCLEAR -> false;
    };
  }

  private static boolean explains(Finding other, Finding unclear) {
    long shared =
        Math.min(other.toMicros(), unclear.toMicros())
            - Math.max(other.fromMicros(), unclear.fromMicros());
    return unclear.kind() == Kind.UNCLEAR
        && 2 * shared >= unclear.toMicros() - unclear.fromMicros();
  }
}

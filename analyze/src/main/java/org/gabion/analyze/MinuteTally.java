package org.gabion.analyze;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gabion.core.detect.Finding;
import org.gabion.core.request.Attribute;

/// Matched requests of one finding by minute, with the times of the first and the last in each; in
/// bounded memory: beyond [#MOST] minutes with matches it keeps them by twice as long, and so on.
/// Merges exactly. Not thread safe.
final class MinuteTally {
  private static final long MINUTE = 60_000_000L;

  /// A month of minutes.
  private static final int MOST = 50_000;

  private static final int MOST_IN_ALL = 8 * MOST;

  /// A pause after which what follows is another incident.
  private static final long PAUSE = 30 * MINUTE;

  /// Below so many a minute on other days, every match counts as part of it.
  private static final double RARE = 0.05;

  private static final long LEAST_WAVE = 30;
  private static final long LEAST_TOLD = 10;
  private static final double TOLD = 0.2;

  /// A part of the requests that is cut off by a silence so many times as long as usual is chance.
  private static final double STRAYS = 0.03;

  private static final long SILENCE = 15;

  /// A minute with less than this part of the usual rate is no part of an incident.
  private static final double EDGE = 0.05;

  /// Count, first and last time.
  private final TreeMap<Long, long[]> cells = new TreeMap<>();

  /// Minutes that one cell is for.
  private long width = 1;

  /// The cell of the request before: most are of the same minute.
  private long[] last = {0, 0, 0};

  private long lastEnd = Long.MIN_VALUE;

  void add(long micros) {
    if (micros < lastEnd && micros >= lastEnd - width * MINUTE) {
      last[0]++;
      last[1] = Math.min(last[1], micros);
      last[2] = Math.max(last[2], micros);
      return;
    }
    add(new long[] {1, micros, micros});
    long index = Math.floorDiv(micros, width * MINUTE);
    last = cells.getOrDefault(index, last);
    lastEnd = (index + 1) * width * MINUTE;
  }

  private void add(long[] theirs) {
    cells.merge(
        Math.floorDiv(theirs[1], width * MINUTE),
        theirs,
        (a, b) -> new long[] {a[0] + b[0], Math.min(a[1], b[1]), Math.max(a[2], b[2])});
    lastEnd = Long.MIN_VALUE;
    if (cells.size() > MOST) {
      widen(2 * width);
    }
  }

  private void widen(long to) {
    List<long[]> narrow = List.copyOf(cells.values());
    cells.clear();
    width = to;
    lastEnd = Long.MIN_VALUE;
    narrow.forEach(this::add);
  }

  int cells() {
    return cells.size();
  }

  /// Keeps all of them together in bounded memory: the largest are told by longer times first.
  static void bound(List<MinuteTally> all) {
    long held = all.stream().mapToLong(MinuteTally::cells).sum();
    while (held > MOST_IN_ALL) {
      MinuteTally largest = Collections.max(all, Comparator.comparingInt(MinuteTally::cells));
      held -= largest.cells();
      largest.widen(2 * largest.width);
      held += largest.cells();
    }
  }

  void merge(MinuteTally other) {
    if (other.width > width) {
      widen(other.width);
    }
    other.cells.values().forEach(this::add);
  }

  /// The stretches that belong to the finding.
  ///
  /// @param spanMinutes length of the whole log
  List<Segment> segments(Finding finding, double spanMinutes) {
    long from = Math.floorDiv(finding.fromMicros(), MINUTE) - 2;
    long to = Math.floorDiv(finding.toMicros(), MINUTE) + 2;
    double outside = outsideRate(from - 30, to + 30, spanMinutes);
    double usual = isNamed(finding) ? 0 : Math.max(outside, finding.calmPerMinute());
    boolean rare = usual <= RARE;
    double hot = rare ? 1 : width * Math.max(2, 3 * usual + 3 * Math.sqrt(usual));
    List<List<Segment>> runs = new ArrayList<>();
    for (Map.Entry<Long, long[]> entry : cells.entrySet()) {
      long minute = entry.getKey() * width;
      long[] cell = entry.getValue();
      boolean within = rare || minute > from - width && minute <= to;
      if (within && cell[0] >= hot) {
        append(runs, new Segment(cell[1], cell[2], cell[0]));
      }
    }
    long most = runs.stream().mapToLong(MinuteTally::requests).max().orElse(0);
    long busiest = runs.stream().mapToLong(MinuteTally::usual).max().orElse(0);
    List<Segment> found = new ArrayList<>();
    for (List<Segment> run : runs) {
      if (requests(run) == most || isWave(run, busiest, from * MINUTE, to * MINUTE)) {
        found.addAll(trimmed(run));
      }
    }
    return found;
  }

  private static long requests(List<Segment> run) {
    return run.stream().mapToLong(Segment::requests).sum();
  }

  /// Whether a run beside the largest one is more than chance: large, or large enough where the
  /// finding itself tells of it.
  private static boolean isWave(List<Segment> run, long busiest, long fromMicros, long toMicros) {
    boolean isTold = run.stream().anyMatch(each -> each.overlaps(fromMicros, toMicros));
    return requests(run) >= LEAST_WAVE && usual(run) >= EDGE * busiest
        || isTold && requests(run) >= LEAST_TOLD && usual(run) >= TOLD * busiest;
  }

  /// Whether it speaks of sources by name: they are no innocents at other times either.
  private static boolean isNamed(Finding finding) {
    return finding.signatures().stream().allMatch(mined -> mined.signature().has(Attribute.SOURCE));
  }

  private static void append(List<List<Segment>> runs, Segment next) {
    boolean joins =
        !runs.isEmpty() && next.fromMicros() - runs.getLast().getLast().toMicros() <= PAUSE;
    if (!joins) {
      runs.add(new ArrayList<>());
    }
    runs.getLast().add(next);
  }

  /// The stretches of a run of minutes, without those that are far below its usual rate: what
  /// matches by chance some minutes before or after.
  private static List<Segment> trimmed(List<Segment> run) {
    double least = EDGE * usual(run);
    List<List<Segment>> parts = new ArrayList<>();
    List<Segment> minutes = new ArrayList<>(run);
    minutes.removeIf(minute -> minute.requests() < least);
    dropStrays(minutes);
    dropStrays(minutes.reversed());
    minutes.forEach(minute -> append(parts, minute));
    return parts.stream().map(part -> part.stream().reduce(Segment::with).orElseThrow()).toList();
  }

  /// Takes away the few first requests if a long silence follows them.
  private static void dropStrays(List<Segment> minutes) {
    long all = requests(minutes);
    long spacing =
        minutes.size() < 2
            ? 0
            : Math.abs(minutes.getLast().fromMicros() - minutes.getFirst().fromMicros()) / all;
    long silence = Math.max(2 * MINUTE, SILENCE * spacing);
    long seen = 0;
    for (int i = 0;
        i + 1 < minutes.size() && (seen += minutes.get(i).requests()) <= STRAYS * all;
        i++) {
      long gap =
          Math.max(
              minutes.get(i + 1).fromMicros() - minutes.get(i).toMicros(),
              minutes.get(i).fromMicros() - minutes.get(i + 1).toMicros());
      if (gap > silence) {
        minutes.subList(0, i + 1).clear();
        i = -1;
        seen = 0;
      }
    }
  }

  /// The rate of the minute in which the median request came.
  private static long usual(List<Segment> run) {
    List<Long> counts = new ArrayList<>(run.stream().map(Segment::requests).sorted().toList());
    long half = counts.stream().mapToLong(Long::longValue).sum() / 2;
    long seen = 0;
    for (long count : counts) {
      seen += count;
      if (seen >= half) {
        return count;
      }
    }
    return 0;
  }

  /// Matches a minute on the quieter nine tenths of the minutes outside: other waves of the same
  /// thing are not its usual rate.
  private double outsideRate(long from, long to, double spanMinutes) {
    List<Long> counts = new ArrayList<>();
    for (Map.Entry<Long, long[]> entry : cells.entrySet()) {
      long minute = entry.getKey() * width;
      if (minute <= from - width || minute > to) {
        counts.add(entry.getValue()[0]);
      }
    }
    double length = spanMinutes - (to - from + 1);
    if (length < 10) {
      return 0;
    }
    counts.sort(null);
    int quiet = Math.max(0, counts.size() - (int) Math.ceil(length / width / 10));
    long matched = 0;
    for (long count : counts.subList(0, quiet)) {
      matched += count;
    }
    return matched / (0.9 * length);
  }
}

package org.gabion.analyze;

import java.util.ArrayList;
import java.util.List;

/// Finds the few lines of a chunk whose time is far from that of all lines around them: written
/// while a clock was wrong, or by nobody's clock at all. One of them would stretch a log over
/// decades.
///
/// A row of lines is astray if its times are more than a week away from the line before it and from
/// the line after it, which are near each other: where a log goes on at another time, nothing is.
/// At the ends of a chunk, where one side is not known, it must be more than a year. More than one
/// line in a thousand (or three) are no accident: then none is astray. Memory is bounded. Not
/// thread safe.
final class StrayTimes {
  private static final long DAY = 86_400_000_000L;
  private static final long FAR = 7 * DAY;
  private static final long VERY_FAR = 366 * DAY;
  private static final int MOST_IN_ROW = 20;
  private static final int MOST = 100;
  private static final int LEAST_ACCIDENTS = 3;
  private static final long LINES_FOR_ONE = 1_000;
  private static final long NONE = Long.MIN_VALUE;

  /// A line that is kept until it is known whether it is astray.
  ///
  /// @param number its place in the chunk, from 1
  /// @param bytes the line, readable for some bytes beyond
  record Line(long number, byte[] bytes, int length, long micros) {}

  private final List<Line> held = new ArrayList<>();
  private final List<Line> strays = new ArrayList<>();
  private long last = NONE;
  private boolean isOff;

  /// Whether a line is in time, and no other waits for it to be told.
  boolean follows(long micros) {
    if (held.isEmpty() && isNear(micros, last) || isOff) {
      last = micros;
      return true;
    }
    return false;
  }

  /// Takes a line that does not follow.
  ///
  /// @return lines that were held and are in time
  List<Line> hold(Line line) {
    List<Line> inTime = new ArrayList<>();
    if (last == NONE) {
      begin(line, inTime);
    } else if (isNear(line.micros, last)) {
      strays.addAll(held);
      held.clear();
      go(line, inTime);
    } else if (held.size() < MOST_IN_ROW) {
      held.add(line);
    } else {
      // It goes on at another time.
      inTime.addAll(held);
      last = held.getLast().micros;
      held.clear();
      if (isNear(line.micros, last)) {
        go(line, inTime);
      } else {
        held.add(line);
      }
    }
    if (strays.size() > MOST) {
      inTime.addAll(strays);
      inTime.addAll(held);
      strays.clear();
      held.clear();
      isOff = true;
    }
    return inTime;
  }

  private void go(Line line, List<Line> inTime) {
    inTime.add(line);
    last = line.micros;
  }

  /// The first two that are near each other say what time it is.
  private void begin(Line line, List<Line> inTime) {
    boolean isTold = held.stream().anyMatch(each -> isNear(each.micros, line.micros));
    if (isTold || held.size() == MOST_IN_ROW) {
      for (Line each : held) {
        (isTold && isVeryFar(each.micros, line.micros) ? strays : inTime).add(each);
      }
      held.clear();
      go(line, inTime);
    } else {
      held.add(line);
    }
  }

  boolean isEmpty() {
    return held.isEmpty() && strays.isEmpty();
  }

  /// Tells the lines that are in time after all, now that no other comes.
  ///
  /// @param lines of the chunk
  List<Line> settle(long lines) {
    List<Line> inTime = new ArrayList<>();
    for (Line each : held) {
      (last != NONE && isVeryFar(each.micros, last) ? strays : inTime).add(each);
    }
    held.clear();
    if (strays.size() > Math.max(LEAST_ACCIDENTS, lines / LINES_FOR_ONE)) {
      inTime.addAll(strays);
      strays.clear();
    }
    return inTime;
  }

  /// Takes out those that are astray, once it is settled.
  List<Line> takeStrays() {
    List<Line> taken = List.copyOf(strays);
    strays.clear();
    return taken;
  }

  private static boolean isNear(long micros, long other) {
    return other != NONE && Math.abs(micros - other) <= FAR;
  }

  private static boolean isVeryFar(long micros, long other) {
    return Math.abs(micros - other) > VERY_FAR;
  }
}

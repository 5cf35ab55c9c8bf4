package org.gabion.lab.demo;

/// When each phase of the demo ends, by `System.nanoTime`, so that all of it fits in the time that
/// is left.
record Timetable(
    long withCalmUntil, long withFloodUntil, long withoutCalmUntil, long withoutFloodUntil) {
  /// After a flood the last pages may load for a while: up to a reader's patience, usually far
  /// less.
  private static final long LAST_PAGES_WITH = 700_000_000L;

  private static final long LAST_PAGES_WITHOUT = 2_500_000_000L;

  static Timetable of(long now, long end) {
    long rest = end - now - LAST_PAGES_WITH - LAST_PAGES_WITHOUT;
    long withCalm = now + rest * 22 / 100;
    long withFlood = withCalm + rest * 44 / 100;
    long withoutCalm = withFlood + LAST_PAGES_WITH + rest * 12 / 100;
    return new Timetable(withCalm, withFlood, withoutCalm, end - LAST_PAGES_WITHOUT);
  }
}

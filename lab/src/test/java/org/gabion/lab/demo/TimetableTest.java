package org.gabion.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TimetableTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void of_anyLengthAndStart_phasesFollowEachOtherAndEndInTime() {
    for (long start : new long[] {0, 5 * SECOND, Long.MAX_VALUE - 1_000}) { // nanoTime may wrap
      for (int seconds : new int[] {18, 60, 600}) {
        long end = start + seconds * SECOND;
        Timetable times = Timetable.of(start, end);
        assertThat(times.withCalmUntil() - start).isGreaterThan(2 * SECOND);
        assertThat(times.withFloodUntil() - times.withCalmUntil()).isGreaterThan(5 * SECOND);
        assertThat(times.withoutCalmUntil() - times.withFloodUntil()).isGreaterThan(SECOND);
        assertThat(times.withoutFloodUntil() - times.withoutCalmUntil()).isGreaterThan(3 * SECOND);
        assertThat(end - times.withoutFloodUntil()).isPositive();
      }
    }
  }
}

package org.gabion.core.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// An age is told, and keeps nobody from reading.
final class AgeTest {
  private static final Instant START = TestSite.START;
  private static final Instant DUE = START.plus(Duration.ofDays(2));
  private static final Head HEAD = TestSite.head(1, 1, "x");

  private static Age at(Instant now) {
    return Age.of(HEAD, Optional.empty(), false, now);
  }

  private static Optional<Heartbeat> until(Instant until) {
    return Optional.of(new Heartbeat(TestSite.site(), 1, TestSite.digest("h"), START, until));
  }

  @Test
  void head_growsOldStepByStep() {
    assertThat(at(START)).isEqualTo(Age.FRESH);
    assertThat(at(DUE)).isEqualTo(Age.FRESH);
    assertThat(at(DUE.plusNanos(1))).isEqualTo(Age.AGEING);
    assertThat(at(DUE.plus(Duration.ofDays(7)))).isEqualTo(Age.AGEING);
    assertThat(at(DUE.plus(Duration.ofDays(7)).plusNanos(1))).isEqualTo(Age.STALE);
  }

  @Test
  void clock_tenYearsOff_isToldAndNothingThrows() {
    Duration tenYears = Duration.ofDays(3653);
    assertThat(at(START.minus(tenYears))).isEqualTo(Age.CLOCK_DIFFERS);
    assertThat(at(START.plus(tenYears))).isEqualTo(Age.STALE);
    assertThat(at(Instant.EPOCH)).isEqualTo(Age.CLOCK_DIFFERS);
    assertThat(at(Instant.parse("9999-12-31T23:59:59Z"))).isEqualTo(Age.STALE);
  }

  @Test
  void clock_anHourOff_isNotTold() {
    assertThat(at(START.minus(Duration.ofHours(1)))).isEqualTo(Age.FRESH);
    assertThat(at(START.minus(Duration.ofHours(1)).minusSeconds(1))).isEqualTo(Age.CLOCK_DIFFERS);
  }

  @Test
  void heartbeat_keepsAHeadFreshAndNeverMakesItOlder() {
    Instant now = DUE.plus(Duration.ofDays(3));
    assertThat(Age.of(HEAD, until(now), false, now)).isEqualTo(Age.FRESH);
    assertThat(Age.of(HEAD, until(START), false, DUE)).isEqualTo(Age.FRESH);
    assertThat(Age.of(HEAD, until(START), false, now)).isEqualTo(Age.AGEING);
  }

  /// A copy that says it is fresh although something newer is known was held back; one that is
  /// overdue says so itself.
  @Test
  void newerSeen_makesAFreshHeadSuspectOnly() {
    assertThat(Age.of(HEAD, Optional.empty(), true, START)).isEqualTo(Age.SUSPECTED_FREEZE);
    Instant late = DUE.plus(Duration.ofDays(1));
    assertThat(Age.of(HEAD, until(late), true, late)).isEqualTo(Age.SUSPECTED_FREEZE);
    assertThat(Age.of(HEAD, Optional.empty(), true, late)).isEqualTo(Age.AGEING);
    assertThat(Age.of(HEAD, Optional.empty(), true, DUE.plus(Duration.ofDays(8))))
        .isEqualTo(Age.STALE);
    assertThat(Age.of(HEAD, Optional.empty(), true, Instant.EPOCH)).isEqualTo(Age.CLOCK_DIFFERS);
  }
}

package org.gabion.guard.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.gabion.core.request.KeyedHash;
import org.gabion.guard.GuardConfig;
import org.junit.jupiter.api.Test;

/// How the places towards an origin follow what event loops report.
class AdmissionTest {
  private static final int INITIAL = 16;
  private static final long TICK = 100_000_000L;
  private static final int CALM = 100;
  private static final int BUSY = 300;

  private final Admission admission =
      new Admission(
          new GuardConfig.Admission(
              INITIAL,
              512,
              512,
              Duration.ofSeconds(10),
              Duration.ofDays(7),
              1 << 10,
              Duration.ofDays(7)),
          KeyedHash.of(new byte[16]));
  private final SiteLoad load = new SiteLoad();
  private long now = 1;

  private void ticks(int count, long micros, long expected, int inFlight) {
    for (int i = 0; i < count; i++) {
      for (int answer = 0; answer < 50; answer++) {
        load.answered(micros, expected, inFlight);
      }
      admission.report(load);
      now += TICK;
      admission.tick(now);
    }
  }

  @Test
  void limit_ofAQuickOriginInABusyGuard_doesNotFall() {
    ticks(CALM, 300, 300, 1);
    // Ten times as long, but of our own event loop's making, and nobody notices.
    ticks(BUSY, 3_000, 300, admission.limit());
    assertThat(admission.limit()).isGreaterThanOrEqualTo(INITIAL);
  }

  @Test
  void limit_ofAnOriginThatQueues_falls() {
    ticks(CALM, 10_000, 10_000, 1);
    ticks(BUSY, 100_000, 10_000, admission.limit());
    assertThat(admission.limit()).isLessThan(INITIAL);
  }
}

package org.gabion.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final long SECOND = 1_000_000_000L;
  private final KeyedHash hash = new KeyedHash(1, 2);

  /// The slow twin: an exact map, doing the same in plain words.
  private static final class ExactLimiter {
    private final Map<Long, Long> forgivenAt = new HashMap<>();

    long acquire(long key, long units, Quota quota, long now) {
      long backlog = Math.max(0, forgivenAt.getOrDefault(key, now) - now);
      long cost = units * quota.intervalNanos();
      if (backlog > 0 && backlog + cost > quota.toleranceNanos()) {
        return Math.min(backlog, backlog + cost - quota.toleranceNanos());
      }
      forgivenAt.put(
          key, now + Math.max(backlog, Math.min(backlog + cost, 4 * quota.toleranceNanos())));
      return 0;
    }
  }

  @Test
  void acquire_burstFromRest_conformsExactly() {
    RateLimiter limiter = new RateLimiter(16);
    Quota quota = Quota.perSecond(10, 5);
    for (int i = 0; i < 5; i++) {
      assertThat(limiter.acquire(42, 1, quota, 0)).isZero();
    }
    assertThat(limiter.acquire(42, 1, quota, 0)).isEqualTo(SECOND / 10);
    assertThat(limiter.acquire(42, 1, quota, SECOND / 10 - 1)).isEqualTo(1);
    assertThat(limiter.acquire(42, 1, quota, SECOND / 10)).isZero();
    assertThat(limiter.acquire(42, 1, quota, SECOND / 10)).isEqualTo(SECOND / 10);
  }

  @Test
  void acquire_steadyRate_conformsForever() {
    RateLimiter limiter = new RateLimiter(16);
    Quota quota = Quota.perSecond(10, 1);
    for (long i = 0; i < 1000; i++) {
      assertThat(limiter.acquire(42, 1, quota, i * SECOND / 10)).isZero();
    }
  }

  @Test
  void acquire_dearerThanBurst_passesAtRestOnly() {
    RateLimiter limiter = new RateLimiter(16);
    Quota quota = Quota.perSecond(1000, 100);
    assertThat(limiter.acquire(42, 250, quota, 0)).isZero();
    assertThat(limiter.backlog(42, 0)).isEqualTo(SECOND / 4);
    assertThat(limiter.acquire(42, 250, quota, 1)).isEqualTo(SECOND / 4 - 1);
    assertThat(limiter.acquire(42, 250, quota, SECOND / 4)).isZero();
  }

  @Test
  void acquire_anyTraffic_agreesWithExactMap() {
    SplittableRandom random = new SplittableRandom(6);
    for (int round = 0; round < 50; round++) {
      RateLimiter limiter = new RateLimiter(1 << 12);
      ExactLimiter exact = new ExactLimiter();
      Quota quota = Quota.perSecond(1 + random.nextInt(100), 1 + random.nextInt(20));
      long now = random.nextLong(); // clocks start anywhere
      for (int i = 0; i < 5_000; i++) {
        now += random.nextInt(20_000_000);
        long key = hash.hash(random.nextInt(50));
        long units = random.nextInt(4) == 0 ? random.nextInt(30) : 1;
        long peeked = limiter.peek(key, units, quota, now);
        long waited = limiter.acquire(key, units, quota, now);
        assertThat(waited).isEqualTo(exact.acquire(key, units, quota, now)).isEqualTo(peeked);
      }
    }
  }

  @Test
  void acquire_clockWraps_staysRight() {
    RateLimiter limiter = new RateLimiter(16);
    Quota quota = Quota.perSecond(10, 2);
    long now = Long.MAX_VALUE - SECOND / 100;
    assertThat(limiter.acquire(42, 2, quota, now)).isZero();
    assertThat(limiter.acquire(42, 1, quota, now + SECOND / 20)).isEqualTo(SECOND / 20);
    assertThat(limiter.acquire(42, 1, quota, now + SECOND / 10)).isZero();
  }

  @Test
  void charge_beyondCap_isForgivenAfterFourBursts() {
    RateLimiter limiter = new RateLimiter(16);
    Quota quota = Quota.perSecond(10, 10);
    limiter.charge(42, Long.MAX_VALUE, quota, 0);
    limiter.charge(42, Long.MAX_VALUE, quota, 0);
    assertThat(limiter.backlog(42, 0)).isEqualTo(4 * SECOND);
    assertThat(limiter.excess(42, quota, 0)).isEqualTo(3 * SECOND);
    assertThat(limiter.excess(42, quota, 3 * SECOND)).isZero();
    assertThat(limiter.peek(42, 1, quota, 4 * SECOND)).isZero();
  }

  @Test
  void acquire_keyZero_isAKeyLikeAnyOther() {
    RateLimiter limiter = new RateLimiter(16);
    Quota quota = Quota.perSecond(1, 1);
    assertThat(limiter.acquire(0, 1, quota, 5)).isZero();
    assertThat(limiter.acquire(0, 1, quota, 5)).isEqualTo(SECOND);
  }

  /// The attack: ten million /64 networks, one request each. The calm twin: a reader who stays
  /// within budget throughout, and fresh readers, who must not be refused once.
  @Test
  void acquire_tenMillionSources_neverRefusesAFreshKeyNorTheReader() {
    RateLimiter limiter = new RateLimiter(1 << 16);
    Quota quota = Quota.perSecond(10, 20);
    long bytes = limiter.bytes();
    long reader = hash.hash(-1);
    long offender = hash.hash(-2);
    long refusedFresh = 0;
    long refusedReader = 0;
    long passedOffender = 0;
    long offences = 0;
    for (long i = 0; i < 10_000_000; i++) {
      long now = i * 5_000; // 200,000 a second
      refusedFresh += limiter.acquire(hash.hash(i), 1, quota, now) == 0 ? 0 : 1;
      if (i % 40_000 == 0) { // five a second
        refusedReader += limiter.acquire(reader, 1, quota, now) == 0 ? 0 : 1;
      }
      if (i % 200 == 0) { // a thousand a second
        offences++;
        passedOffender += limiter.acquire(offender, 1, quota, now) == 0 ? 1 : 0;
      }
    }
    assertThat(refusedFresh).isZero();
    assertThat(refusedReader).isZero();
    // In 50 s it may have 20 + 500; the sources that come between must not make it forgotten.
    assertThat(offences).isEqualTo(50_000);
    assertThat(passedOffender).isLessThanOrEqualTo(600);
    assertThat(limiter.bytes()).isEqualTo(bytes).isEqualTo(16L << 16);
  }

  @Test
  void acquire_everySlotHeavilyLoaded_stillTakesAFreshKey() {
    RateLimiter limiter = new RateLimiter(4);
    Quota quota = Quota.perSecond(1, 10);
    for (long key = 1; key <= 1000; key++) {
      assertThat(limiter.acquire(key, 10, quota, 0)).isZero();
    }
  }

  @Test
  void acquire_manyThreads_neverRefusesWithinBudgetAndBoundsTheRest() throws Exception {
    RateLimiter limiter = new RateLimiter(1 << 10);
    Quota quota = Quota.perSecond(1_000, 1_000);
    AtomicLong passed = new AtomicLong();
    AtomicLong refusedQuiet = new AtomicLong();
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      int id = t;
      threads[t] =
          new Thread(
              () -> {
                SplittableRandom random = new SplittableRandom(id);
                for (int i = 0; i < 200_000; i++) {
                  long now = i * 5_000L;
                  passed.addAndGet(limiter.acquire(77, 1, quota, now) == 0 ? 1 : 0);
                  limiter.acquire(random.nextLong(), 1, quota, now); // evictions all the time
                  if (i % 10_000 == 0) {
                    refusedQuiet.addAndGet(limiter.acquire(1000 + id, 1, quota, now) == 0 ? 0 : 1);
                  }
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(refusedQuiet).hasValue(0);
    // 1,000 at once and 1,000 in the second the run pretends to take; threads run apart and races
    // forget a few.
    assertThat(passed.get()).isGreaterThanOrEqualTo(1_900).isLessThan(8_000);
  }

  @Test
  void quota_outOfBounds_isRefused() {
    assertThatThrownBy(() -> Quota.perSecond(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Quota.perSecond(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Quota.perSecond(1, 0.5)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Quota(10, 9)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RateLimiter(0)).isInstanceOf(IllegalArgumentException.class);
  }
}

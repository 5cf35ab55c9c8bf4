package org.gabion.guard.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.gabion.core.policy.Policy;
import org.gabion.core.policy.Reason;
import org.gabion.core.policy.Standing;
import org.gabion.core.policy.Verdict;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.guard.log.NameTable;
import org.gabion.guard.log.RefusalId;
import org.junit.jupiter.api.Test;

final class RefusalsTest {
  private static final long SEED = Long.getLong("gabion.seed", System.nanoTime());
  private static final Instant START = Instant.parse("2026-11-22T19:00:00Z");
  private static final ClientKey READER = ClientKey.parse("203.0.113.7").orElseThrow();

  private Instant now = START;
  private final NameTable sites = new NameTable(4);
  private final Refusals refusals = new Refusals(new KeyedHash(SEED, 7), sites, () -> now);

  RefusalsTest() {
    sites.number("main");
  }

  private long micros() {
    return now.toEpochMilli() * 1000;
  }

  private static Verdict throttle(Standing standing, Reason reason) {
    return Policy.throttle(standing, reason, 1);
  }

  private long refuse(ClientKey client, Standing standing, Reason reason) {
    return refusals.remember(micros(), throttle(standing, reason), client, 0, 1_500_000_000L);
  }

  private Refusal explain(long id) {
    return refusals.explain(id).orElseThrow();
  }

  @Test
  void reason_all_fitIntoAnId() {
    assertThat(Reason.values().length).isLessThanOrEqualTo(1 << Refusals.REASON_BITS);
  }

  @Test
  void explain_rightAfter_knowsEverything() {
    long id = refuse(READER, Standing.UNKNOWN, Reason.RATE_PREFIX);
    now = now.plusSeconds(2);
    assertThat(refuse(READER, Standing.KNOWN_PREFIX, Reason.RATE_PREFIX))
        .as("within one step")
        .isEqualTo(id);
    Refusal refusal = explain(id);
    assertThat(refusal.reason()).isEqualTo(Reason.RATE_PREFIX);
    assertThat(Duration.between(refusal.around(), START))
        .isBetween(Duration.ZERO, Refusals.TIME_STEP);
    assertThat(refusal.detail())
        .contains(
            new Refusal.Detail(
                "203.0.113.7/32", "main", Standing.KNOWN_PREFIX, START, now, 2, 1500));
  }

  @Test
  void remember_networkReason_keepsNoMoreThanTheNetwork() {
    long v4 = refuse(READER, Standing.UNKNOWN, Reason.RATE_NETWORK);
    assertThat(explain(v4).detail().orElseThrow().prefix()).isEqualTo("203.0.113.0/24");
    ClientKey v6 = ClientKey.parse("2001:db8:1:2:3:4:5:6").orElseThrow();
    assertThat(
            explain(refuse(v6, Standing.UNKNOWN, Reason.RATE_PREFIX))
                .detail()
                .orElseThrow()
                .prefix())
        .isEqualTo("2001:db8:1:2::/64");
    assertThat(
            explain(refuse(v6, Standing.UNKNOWN, Reason.COST_NETWORK))
                .detail()
                .orElseThrow()
                .prefix())
        .isEqualTo("2001:db8:1::/48");
  }

  @Test
  void explain_afterAFloodOfOtherSources_stillSaysWhyAndWhen() {
    long id = refuse(READER, Standing.UNKNOWN, Reason.COST_PREFIX);
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      now = now.plusMillis(10);
      refuse(ClientKey.ofIpv4(random.nextInt()), Standing.UNKNOWN, Reason.QUEUE_FULL);
    }
    Refusal refusal = explain(id);
    assertThat(refusal.reason()).isEqualTo(Reason.COST_PREFIX);
    assertThat(Duration.between(refusal.around(), START))
        .isBetween(Duration.ZERO, Refusals.TIME_STEP);
    refusal
        .detail()
        .ifPresent(
            detail -> assertThat(detail.prefix()).as("seed %d", SEED).isEqualTo("203.0.113.7/32"));
  }

  @Test
  void remember_floodOfUnknown_leavesKnownVisitorsAlone() {
    long id = refuse(READER, Standing.TICKET, Reason.COST_TICKET);
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      now = now.plusMillis(10);
      refuse(ClientKey.ofIpv4(random.nextInt()), Standing.UNKNOWN, Reason.QUEUE_FULL);
    }
    assertThat(now).isBefore(START.plus(Refusals.KEPT));
    assertThat(explain(id).detail()).isPresent();
  }

  @Test
  void remember_oneSourceHammers_overwritesNobody() {
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ids.add(refuse(ClientKey.ofIpv4(0x0a000000 | i << 8), Standing.UNKNOWN, Reason.QUEUE_FULL));
    }
    long before = ids.stream().filter(id -> explain(id).detail().isPresent()).count();
    ClientKey bot = ClientKey.parse("198.51.100.9").orElseThrow();
    for (int i = 0; i < 1_000_000; i++) {
      refuse(bot, Standing.UNKNOWN, Reason.QUEUE_FULL);
    }
    long after = ids.stream().filter(id -> explain(id).detail().isPresent()).count();
    assertThat(after).isGreaterThanOrEqualTo(before - 1).isGreaterThan(180);
  }

  @Test
  void explain_severalDays_timeStaysRightUntilItIsTooOld() {
    long id = refuse(READER, Standing.UNKNOWN, Reason.RATE_PREFIX);
    now = START.plus(Refusals.EXPLAINED_FOR);
    assertThat(Duration.between(explain(id).around(), START))
        .isBetween(Duration.ZERO, Refusals.TIME_STEP);
    now = now.plus(Duration.ofHours(1));
    assertThat(refusals.explain(id)).isEmpty();
  }

  @Test
  void explain_afterARestartWithTheSameSecret_saysWhyAndWhen() {
    long id = refuse(READER, Standing.UNKNOWN, Reason.LIST_DENY);
    Refusals restarted = new Refusals(new KeyedHash(SEED, 7), sites, () -> now);
    Refusal refusal = restarted.explain(id).orElseThrow();
    assertThat(refusal.reason()).isEqualTo(Reason.LIST_DENY);
    assertThat(refusal.detail()).isEmpty();
    Refusals other = new Refusals(new KeyedHash(SEED, 8), sites, () -> now);
    assertThat(other.explain(id).flatMap(Refusal::detail)).isEmpty();
  }

  @Test
  void explain_mistypedIds_areSeldomTakenForGenuine() {
    String id = RefusalId.text(refuse(READER, Standing.UNKNOWN, Reason.RATE_PREFIX));
    int accepted = 0;
    int tried = 0;
    for (int at = 0; at < id.length(); at++) {
      for (char c : "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray()) {
        String typed = id.substring(0, at) + c + id.substring(at + 1);
        if (!typed.equals(id)) {
          tried++;
          accepted +=
              RefusalId.parse(typed).stream()
                      .anyMatch(number -> refusals.explain(number).isPresent())
                  ? 1
                  : 0;
        }
      }
    }
    // About 1 in 130: 63 of 64 fail the check, and of the rest two of five name no reason.
    assertThat(accepted).as("of %d, seed %d", tried, SEED).isLessThan(tried / 20);
  }

  @Test
  void remember_idsOfManySources_lookRandomAndDiffer() {
    Set<Long> ids = new HashSet<>();
    int[] bits = new int[RefusalId.BITS];
    for (int i = 0; i < 4000; i++) {
      long id = refuse(ClientKey.ofIpv4(i), Standing.UNKNOWN, Reason.QUEUE_FULL);
      ids.add(id);
      for (int b = 0; b < RefusalId.BITS; b++) {
        bits[b] += (int) (id >>> b & 1);
      }
    }
    // 4000 of 2^21 prints: about four pairs share one.
    assertThat(ids.size()).as("seed %d", SEED).isGreaterThan(3970);
    for (int b = 0; b < RefusalId.BITS; b++) {
      assertThat(bits[b]).as("bit %d, seed %d", b, SEED).isBetween(1700, 2300);
    }
  }

  @Test
  void explain_manyWritersAtOnce_neverShowsAMixture() throws InterruptedException {
    List<Thread> writers = new ArrayList<>();
    List<ClientKey> clients = new ArrayList<>();
    for (int i = 1; i <= 64; i++) {
      clients.add(ClientKey.ofIpv6((long) i << 32, 0));
    }
    for (int w = 0; w < 3; w++) {
      Random random = new Random(SEED + w);
      writers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < 100_000; i++) {
                      int number = random.nextInt(64) + 1;
                      // The wait names the client, so that a torn entry shows.
                      refusals.remember(
                          micros(),
                          throttle(Standing.UNKNOWN, Reason.RATE_PREFIX),
                          clients.get(number - 1),
                          0,
                          number * 1_000_000L);
                    }
                  }));
    }
    while (writers.stream().anyMatch(Thread::isAlive)) {
      for (int number = 1; number <= 64; number++) {
        long id =
            refusals.remember(
                micros(),
                throttle(Standing.UNKNOWN, Reason.RATE_PREFIX),
                clients.get(number - 1),
                0,
                number * 1_000_000L);
        Optional<Refusal.Detail> detail = explain(id).detail();
        if (detail.isPresent()) {
          assertThat(detail.get().prefix()).isEqualTo(clients.get(number - 1) + "/64");
          assertThat(detail.get().waitMillis()).isEqualTo(number);
        }
      }
    }
    for (Thread writer : writers) {
      writer.join();
    }
  }

  @Test
  void remember_steadyState_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Verdict verdict = throttle(Standing.UNKNOWN, Reason.RATE_PREFIX);
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        refusals.remember(1_000_000L * i, verdict, READER, 0, 5);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isLessThan(1000);
  }
}

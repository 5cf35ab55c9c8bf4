package org.gabion.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.gabion.core.limit.ConnectionBudget.Limits;
import org.gabion.core.limit.ConnectionBudget.Outcome;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;

class ConnectionBudgetTest {
  private final KeyedHash hash = new KeyedHash(1, 2);

  @Test
  void tryOpen_eachLimit_isNamed() {
    ConnectionBudget budget = new ConnectionBudget(hash, new Limits(10, 2, 3, 5));
    ClientKey one = ClientKey.ofIpv4(0x0a000001);
    ClientKey other = ClientKey.ofIpv4(0x0a000002);
    for (int i = 0; i < 3; i++) {
      assertThat(budget.tryOpen(one, false)).isEqualTo(Outcome.OPEN);
    }
    assertThat(budget.tryOpen(one, false)).isEqualTo(Outcome.PREFIX_FULL);
    assertThat(budget.tryOpen(other, false)).isEqualTo(Outcome.OPEN);
    assertThat(budget.tryOpen(other, false)).isEqualTo(Outcome.OPEN);
    assertThat(budget.tryOpen(other, false)).isEqualTo(Outcome.NETWORK_FULL);
    for (int i = 0; i < 3; i++) {
      assertThat(budget.tryOpen(ClientKey.ofIpv4(0x0b000001), false)).isEqualTo(Outcome.OPEN);
    }
    ClientKey known = ClientKey.ofIpv4(0x0c000001);
    assertThat(budget.tryOpen(known, false)).isEqualTo(Outcome.ALL_FULL);
    assertThat(budget.tryOpen(known, true)).isEqualTo(Outcome.OPEN);
    assertThat(budget.tryOpen(known, true)).isEqualTo(Outcome.OPEN);
    assertThat(budget.tryOpen(known, true)).isEqualTo(Outcome.ALL_FULL);
    budget.close(one);
    assertThat(budget.tryOpen(known, true)).isEqualTo(Outcome.OPEN);
    assertThat(budget.open()).isEqualTo(10);
  }

  @Test
  void tryOpen_limitsOff_countsOverallOnly() {
    ConnectionBudget budget = new ConnectionBudget(hash, new Limits(100, 0, 0, 0));
    ClientKey one = ClientKey.ofIpv4(0x0a000001);
    for (int i = 0; i < 100; i++) {
      assertThat(budget.tryOpen(one, false)).isEqualTo(Outcome.OPEN);
    }
    assertThat(budget.tryOpen(one, false)).isEqualTo(Outcome.ALL_FULL);
  }

  /// The slow twin: exact counts.
  private static final class ExactBudget {
    final Map<ClientKey, Integer> counts = new HashMap<>();
    int open;

    int prefix(ClientKey client) {
      return counts.getOrDefault(client, 0);
    }

    int network(ClientKey client) {
      return counts.getOrDefault(ClientKey.ofIpv6(client.low() >>> 8, 24), 0);
    }

    void add(ClientKey client, int change) {
      counts.merge(client, change, Integer::sum);
      counts.merge(ClientKey.ofIpv6(client.low() >>> 8, 24), change, Integer::sum);
      open += change;
    }

    Outcome outcome(ClientKey client, Limits limits) {
      if (prefix(client) >= limits.perPrefix()) {
        return Outcome.PREFIX_FULL;
      }
      if (network(client) >= limits.perNetwork()) {
        return Outcome.NETWORK_FULL;
      }
      return open >= limits.max() ? Outcome.ALL_FULL : Outcome.OPEN;
    }
  }

  @Test
  void tryOpen_anyTraffic_agreesWithExactCountsButOneOrTwoEarly() {
    SplittableRandom random = new SplittableRandom(7);
    Limits limits = new Limits(2_000, 0, 20, 60);
    ConnectionBudget budget = new ConnectionBudget(hash, limits);
    ExactBudget exact = new ExactBudget();
    List<ClientKey> open = new ArrayList<>();
    int early = 0;
    for (int i = 0; i < 400_000; i++) {
      if (!open.isEmpty() && random.nextInt(100) < 45) {
        ClientKey gone = open.set(random.nextInt(open.size()), open.getLast());
        open.removeLast();
        budget.close(gone);
        exact.add(gone, -1);
        continue;
      }
      // Some addresses are busy, most are not.
      int network = random.nextInt(random.nextBoolean() ? 10 : 400);
      ClientKey client = ClientKey.ofIpv4(0x0a000000 | network << 8 | random.nextInt(5));
      Outcome expected = exact.outcome(client, limits);
      Outcome outcome = budget.tryOpen(client, false);
      if (outcome == Outcome.OPEN) {
        open.add(client);
        exact.add(client, 1);
      }
      if (outcome != expected) {
        early++;
        assertThat(outcome).isIn(Outcome.PREFIX_FULL, Outcome.NETWORK_FULL);
        assertThat(exact.prefix(client) >= 18 || exact.network(client) >= 58).isTrue();
      }
    }
    assertThat(early).isLessThan(20);
    open.forEach(budget::close);
    assertThat(budget.open()).isZero();
    exact.counts.keySet().forEach(c -> assertThat(budget.openOfPrefix(c)).isZero());
  }

  /// The attack: as many prefixes as there is room for hold all they may. The calm twin: a hundred
  /// thousand other readers with one connection each, one after the other; none is refused for the
  /// others' sake.
  @Test
  void tryOpen_attackersHoldAllTheyMay_readersAreNotTakenForThem() {
    ConnectionBudget budget = new ConnectionBudget(hash, new Limits(10_000, 1, 50, 0));
    for (int i = 0; i < 9_950; i++) {
      ClientKey attacker = ClientKey.ofIpv4(0x0a000000 | (i / 50) << 8);
      assertThat(budget.tryOpen(attacker, false)).isEqualTo(Outcome.OPEN);
    }
    for (int i = 0; i < 100_000; i++) {
      ClientKey reader = ClientKey.ofIpv6(0x20010db8_0000_0000L + i, 1);
      assertThat(budget.tryOpen(reader, false)).isEqualTo(Outcome.OPEN);
      budget.close(reader);
    }
  }

  @Test
  void tryOpenAndClose_manyThreads_leakNothing() throws Exception {
    ConnectionBudget budget = new ConnectionBudget(hash, new Limits(64, 0, 10, 20));
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      SplittableRandom random = new SplittableRandom(t);
      threads[t] =
          new Thread(
              () -> {
                List<ClientKey> open = new ArrayList<>();
                for (int i = 0; i < 100_000; i++) {
                  ClientKey client = ClientKey.ofIpv4(0x0a000000 | random.nextInt(1024));
                  if (random.nextBoolean()) {
                    if (budget.tryOpen(client, false) == Outcome.OPEN) {
                      open.add(client);
                    }
                  } else if (!open.isEmpty()) {
                    budget.close(open.removeLast());
                  }
                }
                open.forEach(budget::close);
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(budget.open()).isZero();
    for (int i = 0; i < 1024; i++) {
      assertThat(budget.openOfPrefix(ClientKey.ofIpv4(0x0a000000 | i))).isZero();
    }
  }

  @Test
  void limits_reload_keepsTheCounts() {
    ConnectionBudget budget = new ConnectionBudget(hash, new Limits(10, 0, 5, 0));
    ClientKey one = ClientKey.ofIpv4(0x0a000001);
    for (int i = 0; i < 5; i++) {
      assertThat(budget.tryOpen(one, false)).isEqualTo(Outcome.OPEN);
    }
    budget.limits(new Limits(10, 0, 6, 0));
    assertThat(budget.tryOpen(one, false)).isEqualTo(Outcome.OPEN);
    assertThat(budget.tryOpen(one, false)).isEqualTo(Outcome.PREFIX_FULL);
  }

  @Test
  void limits_outOfBounds_areRefused() {
    assertThatThrownBy(() -> new Limits(0, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(10, 10, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Limits(10, 0, -1, 1)).isInstanceOf(IllegalArgumentException.class);
  }
}

package org.gabion.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;

class RouteCostsTest {
  private final KeyedHash hash = new KeyedHash(1, 2);

  @Test
  void cost_unknownRoute_isTheSiteMean() {
    RouteCosts costs = new RouteCosts(64, 20_000);
    assertThat(costs.cost(1)).isEqualTo(20_000);
    for (int i = 0; i < 1_000; i++) {
      costs.record(2, 5_000, 1);
    }
    assertThat(costs.cost(1)).isCloseTo(5_000, within(50L));
    assertThat(costs.knows(1)).isFalse();
    assertThat(costs.cost(2)).isEqualTo(5_000);
  }

  @Test
  void record_firstSamples_countFully() {
    RouteCosts costs = new RouteCosts(64, 20_000);
    costs.record(7, 100, 1);
    assertThat(costs.cost(7)).isEqualTo(100);
    costs.record(7, 300, 1);
    assertThat(costs.cost(7)).isEqualTo(200);
  }

  @Test
  void record_noisyTimes_settleAtTheirMean() {
    RouteCosts costs = new RouteCosts(64, 20_000);
    SplittableRandom random = new SplittableRandom(8);
    double sum = 0;
    for (int i = 0; i < 4_000; i++) {
      costs.record(7, (long) (-Math.log(1 - random.nextDouble()) * 50_000), 1);
      sum += i >= 1_000 ? costs.cost(7) : 0;
    }
    assertThat(sum / 3_000).isCloseTo(50_000, within(2_500.0));
  }

  @Test
  void record_underLoad_keepsTheCostWithoutLoad() {
    RouteCosts costs = new RouteCosts(64, 20_000);
    for (int i = 0; i < 500; i++) {
      costs.record(7, 90_000, 3);
    }
    assertThat(costs.cost(7)).isEqualTo(30_000);
  }

  @Test
  void record_absurdValues_areBounded() {
    RouteCosts costs = new RouteCosts(64, 20_000);
    costs.record(7, Long.MAX_VALUE, Double.NaN);
    costs.record(8, Long.MIN_VALUE, 0);
    costs.record(0, 10, 1);
    assertThat(costs.cost(7)).isBetween(1L, 3_600_000_000L);
    assertThat(costs.cost(8)).isEqualTo(1);
    assertThat(costs.cost(0)).isEqualTo(10);
    assertThat(costs.siteMean()).isBetween(1L, 3_600_000_000L);
  }

  /// The attack: two million invented paths. The calm twin: two hundred real routes, asked for all
  /// the while, keep their own costs.
  @Test
  void record_inventedPaths_displaceNoRouteInUse() {
    RouteCosts costs = new RouteCosts(1024, 20_000);
    for (int round = 0; round < 20; round++) {
      for (int route = 0; route < 200; route++) {
        costs.record(hash.hash(route), 1_000 + route, 1);
      }
    }
    for (int i = 0; i < 2_000_000; i++) {
      costs.record(hash.hash(1_000_000L + i), 500, 1);
      if (i % 100 == 0) {
        int route = i / 100 % 200;
        costs.record(hash.hash(route), 1_000 + route, 1);
      }
    }
    int own = 0;
    for (int route = 0; route < 200; route++) {
      own += costs.cost(hash.hash(route)) == 1_000 + route ? 1 : 0;
    }
    // A set that more than four of the 200 share cannot keep them all.
    assertThat(own).isGreaterThanOrEqualTo(195);
  }

  @Test
  void record_manyThreads_staysSound() throws Exception {
    RouteCosts costs = new RouteCosts(16, 20_000);
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      SplittableRandom random = new SplittableRandom(t);
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < 200_000; i++) {
                  costs.record(hash.hash(random.nextInt(100)), 1_000 + random.nextInt(1_000), 1);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    for (int route = 0; route < 100; route++) {
      assertThat(costs.cost(hash.hash(route))).isBetween(1_000L, 2_000L);
    }
  }

  @Test
  void routeBudget_shareUsedUp_waits() {
    RouteBudget budget = new RouteBudget(64, 0.5, 4);
    assertThat(budget.peek(7, 20_000, 0)).isZero();
    // Half of four workers for two seconds: four seconds of work.
    budget.charge(7, 4_000_000, 0);
    assertThat(budget.peek(7, 20_000, 0)).isCloseTo(10_000_000L, within(10_000L));
    assertThat(budget.peek(8, 20_000, 0)).isZero();
    budget.capacity(8);
    assertThat(budget.peek(7, 20_000, 0)).isCloseTo(5_000_000L, within(10_000L));
  }
}

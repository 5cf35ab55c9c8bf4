package org.gabion.core.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// All in simulated time, with fixed seeds.
class ConcurrencyLimitTest {
  private static final long MS = 1_000_000L;

  private static OriginSimulation origin(int workers, long millis, boolean random) {
    return new OriginSimulation(new ConcurrencyLimit(20, 500), 7, workers, service(millis, random));
  }

  private static OriginSimulation.ServiceTime service(long millis, boolean random) {
    return random
        ? OriginSimulation.exponential(millis * MS)
        : OriginSimulation.constant(millis * MS);
  }

  /// Throughput over the origin's capacity.
  private static double share(OriginSimulation origin, double seconds, double millis) {
    long before = origin.completed;
    origin.run(seconds);
    return (origin.completed - before) / (seconds * origin.workers * 1000 / millis);
  }

  @ParameterizedTest
  @CsvSource({
    "1,5,false", "2,5,false", "4,5,false", "16,5,false", "64,5,false", "1,50,false", "4,50,false",
    "16,50,false", "64,50,false", "1,5,true", "2,5,true", "4,5,true", "16,5,true", "64,5,true",
    "2,50,true", "4,50,true", "16,50,true", "64,50,true",
  })
  void onWindow_floodOfKnownCapacity_settlesNearItAndKeepsTheOriginBusy(
      int workers, long millis, boolean random) {
    OriginSimulation origin = origin(workers, millis, random);
    origin.run(30);
    long before = origin.completed;
    double mean = origin.run(200);
    double share = (origin.completed - before) / (200.0 * workers * 1000 / millis);
    assertThat(mean).isBetween(1.0 * workers, 3.0 * workers);
    assertThat(share).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @CsvSource({"4,5,false", "16,50,false", "64,5,false", "4,5,true", "16,5,true", "64,50,true"})
  void onWindow_originTenTimesSlower_isNotStrangled(int workers, long millis, boolean random) {
    OriginSimulation origin = origin(workers, millis, random);
    origin.run(60);
    origin.service = service(10 * millis, random);
    origin.run(60);
    assertThat(share(origin, 120, 10.0 * millis)).isGreaterThan(0.9);
    assertThat(origin.run(30)).isLessThan(4.0 * workers);
  }

  @ParameterizedTest
  @CsvSource({"4,5,false", "16,50,false", "2,5,true", "16,5,true", "32,50,true"})
  void onWindow_capacityDoubles_isUsed(int workers, long millis, boolean random) {
    OriginSimulation origin = origin(workers, millis, random);
    origin.run(60);
    origin.workers = 2 * workers;
    origin.run(10);
    assertThat(share(origin, 60, millis)).isGreaterThan(0.95);
  }

  @ParameterizedTest
  @CsvSource({"16,5,false", "64,50,false", "16,5,true"})
  void onWindow_capacityFallsToAQuarter_queueStaysInTheGuard(
      int workers, long millis, boolean random) {
    OriginSimulation origin = origin(workers, millis, random);
    origin.run(60);
    origin.workers = workers / 4;
    origin.run(40);
    assertThat(origin.run(60)).isLessThan(3.0 * workers / 4);
  }

  @ParameterizedTest
  @CsvSource({"4,5,false", "16,50,false", "16,5,true"})
  void onWindow_onlyFailures_goesToOneAndRecovers(int workers, long millis, boolean random) {
    OriginSimulation origin = origin(workers, millis, random);
    origin.run(60);
    origin.failing = true;
    origin.run(5);
    assertThat(origin.limit.limit()).isEqualTo(1);
    origin.failing = false;
    origin.run(10);
    assertThat(share(origin, 30, millis)).isGreaterThan(0.9);
  }

  /// The calm twin: a site with plenty of room. Nothing is learned from its traffic that would hold
  /// a reader back.
  @Test
  void onWindow_calmSite_leavesTheLimitAlone() {
    OriginSimulation origin = origin(16, 20, true);
    origin.startArrivals(200); // four in the origin on average
    for (int i = 0; i < 600; i++) {
      origin.run(1);
      assertThat(origin.limit.limit()).isGreaterThanOrEqualTo(16);
    }
  }

  @Test
  void onWindow_notUsedUp_doesNotGrow() {
    ConcurrencyLimit limit = new ConcurrencyLimit(20, 500);
    for (int i = 0; i < 1000; i++) {
      limit.onWindow(new ConcurrencyLimit.Window(100 * MS, 100, MS, 0, 12, 0));
    }
    assertThat(limit.limit()).isEqualTo(20);
  }

  @Test
  void onWindow_usedUpWithoutQueue_growsToTheCeilingOnly() {
    ConcurrencyLimit limit = new ConcurrencyLimit(1, 50);
    for (int i = 0; i < 5000; i++) {
      limit.onWindow(new ConcurrencyLimit.Window(100 * MS, 100, MS, 0, limit.limit(), 0));
      assertThat(limit.limit()).isBetween(1, 50);
    }
    assertThat(limit.limit()).isEqualTo(50);
  }

  @Test
  void onWindow_someFailures_fallsToWhatTheOriginWorksOn() {
    OriginSimulation origin = origin(16, 5, false);
    origin.run(60);
    ConcurrencyLimit limit = origin.limit;
    for (int i = 0; i < 100; i++) {
      limit.onWindow(new ConcurrencyLimit.Window(100 * MS, 60, 8 * MS, 0, limit.limit(), 40));
    }
    assertThat(limit.limit()).isBetween(8, 32);
  }

  /// The mix turns from nearly only cheap assets to nearly only dear pages. With expected times by
  /// route this is no load.
  @Test
  void onWindow_mixTurnsDear_expectedTimesKeepTheLimit() {
    OriginSimulation.ServiceTime service =
        (random, dear) -> (dear ? 100 * MS : MS) * (1 + random.nextInt(2));
    OriginSimulation origin = new OriginSimulation(new ConcurrencyLimit(20, 500), 9, 16, service);
    origin.expected = dear -> dear ? 150 * MS : 3 * MS / 2;
    origin.dear = 0.02;
    origin.run(60);
    origin.dear = 0.9;
    double lowest = Double.MAX_VALUE;
    for (int i = 0; i < 30; i++) {
      lowest = Math.min(lowest, origin.run(1));
    }
    assertThat(lowest).isGreaterThan(7);
    assertThat(origin.run(30)).isBetween(16.0, 48.0);
  }

  @Test
  void loadRatio_underFlood_isTheQueuesPart() {
    OriginSimulation origin = origin(16, 5, false);
    origin.run(60);
    // About one and a half times the capacity is inside.
    assertThat(origin.limit.loadRatio()).isBetween(1.3, 2.0);
    origin.startArrivals(100);
    origin.run(20);
    assertThat(origin.limit.loadRatio()).isLessThan(1.1);
  }

  @Test
  void new_outOfBounds_isRefused() {
    assertThatThrownBy(() -> new ConcurrencyLimit(0, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConcurrencyLimit(6, 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ConcurrencyLimit.Window(0, 1, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

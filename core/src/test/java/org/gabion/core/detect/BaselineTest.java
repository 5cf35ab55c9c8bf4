package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.window.ClientsAround;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;
import org.gabion.core.window.WindowSummary;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private static final KeyedHash HASH = new KeyedHash(3, 4);
  private static final WindowConfig SHAPE = WindowConfig.minutes(1);
  private static final int DAY = 24 * 60;
  private static final int WEEK = 7 * DAY;
  private static final long START = Traffic.START / Traffic.MINUTE;

  private final Baseline baseline =
      new Baseline(new WindowConfig(Traffic.MINUTE, 2048, 8192, 1024, 1));
  private final Map<Integer, WindowSummary> windows = new HashMap<>();
  private int learnt;

  @Test
  void expects_afterTheSiteGrewForGood_whatComesNow() {
    learn(3 * WEEK, minute -> 4);
    assertThat(expected()).isCloseTo(4, within(0.1));
    learn(2 * DAY, minute -> 40);
    assertThat(expected()).isCloseTo(40, within(2.0));
    learn(5 * DAY, minute -> 40);
    assertThat(expected()).isCloseTo(40, within(2.0));
    assertThat(baseline.dispersion()).isLessThan(0.05);
    learn(WEEK, minute -> 40);
    assertThat(expected()).isCloseTo(40, within(0.5));
  }

  @Test
  void expects_afterTheSiteShrankForGood_whatComesNow() {
    learn(2 * WEEK, minute -> 40);
    learn(WEEK, minute -> 4);
    assertThat(expected()).isCloseTo(4, within(0.1));
    assertThat(baseline.dispersion()).isLessThan(0.05);
  }

  @Test
  void view_afterManyMinutes_isNoOlderThanAnHour() {
    learn(WEEK - 1, minute -> 10);
    assertThat(expected()).isCloseTo(10, within(0.1));
    double before = baseline.sampledMinutes();
    learn(61, minute -> 10);
    assertThat(baseline.sampledMinutes()).isEqualTo(before + 61);
  }

  @Test
  void level_ofAnHourOfTheWeekNotSeenYet_isThatOfOtherDaysAndNoLessThanAverage() {
    learn(2 * DAY, minute -> (int) (100 * (1 + 0.9 * Math.sin(2 * Math.PI * minute / DAY))));
    assertThat(baseline.level(START + 2 * DAY + DAY / 4)).isCloseTo(1.9, within(0.1));
    assertThat(baseline.level(START + 2 * DAY + 3 * DAY / 4)).isCloseTo(1, within(0.05));
    assertThat(baseline.level(START + 7 * DAY + 3 * DAY / 4)).isLessThan(0.95);
  }

  @Test
  void dispersion_fromTheSecondDay_leavesOutTheCurveOfTheDay() {
    Random random = new Random(1);
    IntUnaryOperator curve =
        minute -> poisson(random, 100 * (1 + 0.9 * Math.sin(2 * Math.PI * minute / DAY)));
    learn(DAY - 1, curve);
    assertThat(baseline.dispersion()).isBetween(0.35, 0.45);
    learn(1, curve);
    assertThat(baseline.dispersion()).isLessThan(0.03);
    learn(WEEK, curve);
    assertThat(baseline.dispersion()).isLessThan(0.03);
  }

  /// Whoever has a newsletter knows that 20 minutes of ten times as many are nothing strange.
  @Test
  void dispersion_whereVisitsComeInBursts_staysLarge() {
    Random random = new Random(1);
    learn(3 * DAY, minute -> poisson(random, minute % 400 < 20 ? 50 : 5));
    assertThat(baseline.dispersion()).isGreaterThan(0.5);
  }

  /// Counts of a minute are what an hour's finer structure leaves: one here, none there.
  @Test
  void dispersion_ofFewVisitsAtRandom_isSmall() {
    Random random = new Random(1);
    learn(3 * DAY, minute -> poisson(random, 0.5));
    assertThat(baseline.dispersion()).isLessThan(0.2);
  }

  @Test
  void bytesHeld_withTwoGenerations_tellsWhatTheyAreMergedIn() {
    WindowConfig shape = new WindowConfig(Traffic.MINUTE, 2048, 8192, 16, 1);
    Hostile hostile = new Hostile(HASH, 1);
    learn(hostile.window(shape, 0, 40_000));
    learn(WEEK, minute -> 1);
    WindowSummary second = hostile.window(shape, WEEK, 40_000);
    learn(second);
    long generations = baseline.bytesHeld();
    long rows = baseline.block().bytesHeld();
    assertThat(baseline.bytesHeld())
        .isGreaterThan(generations + rows + second.bytesOfContent() * 9 / 10);
  }

  private double expected() {
    return baseline.rate(Block.Crowd.OTHERS) * baseline.level(START + learnt);
  }

  private void learn(int minutes, IntUnaryOperator visits) {
    for (int i = 0; i < minutes; i++) {
      learn(windows.computeIfAbsent(visits.applyAsInt(learnt), BaselineTest::window));
    }
  }

  private void learn(WindowSummary summary) {
    baseline.learn(START + learnt, Optional.of(summary));
    learnt++;
  }

  private static WindowSummary window(int visits) {
    Traffic traffic = new Traffic(visits);
    for (int i = 0; i < visits; i++) {
      traffic.add(new Traffic.Visit(Traffic.START + i, i, "/a" + i % 50, "agent", "", 200));
    }
    return window(traffic);
  }

  private static WindowSummary window(Traffic traffic) {
    WindowRecorder recorder = new WindowRecorder(SHAPE);
    Traffic.feed(traffic.inOrder(), HASH, recorder::record);
    List<Window> windows = recorder.closeAll();
    WindowSummary summary =
        windows.isEmpty() ? new WindowSummary(SHAPE) : windows.getFirst().summary();
    summary.mark(ClientsAround.of(List.of(summary)));
    return summary;
  }

  private static int poisson(Random random, double mean) {
    double left = mean;
    int count = -1;
    do {
      left += Math.log(1 - random.nextDouble());
      count++;
    } while (left > 0);
    return count;
  }
}

package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import java.util.stream.Stream;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.signature.Clause;
import org.gabion.core.signature.Mined;
import org.gabion.core.window.Window;
import org.gabion.core.window.WindowConfig;
import org.gabion.core.window.WindowRecorder;
import org.gabion.core.window.WindowSummary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DetectionPipelineTest {
  private static final KeyedHash HASH = new KeyedHash(3, 4);
  private static final WindowConfig SHAPE = WindowConfig.minutes(1);
  private static final int WEEK = 7 * 24 * 60;
  private static final String BROWSER =
      "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0";
  private static final double QUIET = 0.7;
  private static final double BUSY = 60;

  @ParameterizedTest
  @ValueSource(doubles = {QUIET, BUSY})
  void findsNothingInCalmTraffic(double sessions) {
    for (long seed = 1; seed <= 3; seed++) {
      assertThat(find(new Traffic(seed).readers(0, 180, sessions))).isEmpty();
    }
  }

  /// In a day everybody has fetched style and images at some time, in ten minutes few have.
  @Test
  void findsNothingWhereTheSamePeopleComeBackAllDay() {
    assertThat(find(new Traffic(5).regulars(420, 10_000, 600))).isEmpty();
  }

  /// In its first minute few are known to fetch style and images, ten minutes later most are.
  @ParameterizedTest
  @ValueSource(ints = {200, 1000, 3000})
  void findsNothingInTheFirstMinutes(int people) {
    for (int seed = 1; seed <= 3; seed++) {
      assertThat(find(new Traffic(seed).regulars(70, people, 2 * people))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 9, 12, 40})
  void findsNothingAfterAHole(int minutes) {
    for (int seed = 1; seed <= 4; seed++) {
      Traffic traffic = new Traffic(seed).regulars(180, 1000, 2000).without(80, 80 + minutes);
      assertThat(find(traffic)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 9, 12, 40})
  void findsAFloodThatIsThereAfterAHole(int minutes) {
    Traffic traffic = new Traffic(7).readers(0, 180, 10).flood(90, 50, 25, "/search?q=a");
    List<Finding> found = find(traffic.without(95, 95 + minutes));
    assertThat(found).extracting(Finding::judgement).containsOnly(Judgement.ATTACK);
    assertThat(found.getFirst().fromMicros()).isEqualTo(Traffic.START + 90 * Traffic.MINUTE);
    assertThat(found.getLast().toMicros()).isEqualTo(Traffic.START + 140 * Traffic.MINUTE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {QUIET, BUSY})
  void findsAFloodOfOneRequestForEachSource(double sessions) {
    Traffic traffic = new Traffic(7).readers(0, 180, sessions).flood(100, 6, 25, "/search?q=a");
    List<Finding> found = find(traffic);
    assertThat(found).hasSize(1);
    Finding flood = found.getFirst();
    assertThat(flood.kind()).isEqualTo(Kind.FLOOD);
    assertThat(flood.judgement()).isEqualTo(Judgement.ATTACK);
    assertThat(flood.fromMicros()).isEqualTo(Traffic.START + 100 * Traffic.MINUTE);
    assertThat(flood.toMicros()).isEqualTo(Traffic.START + 106 * Traffic.MINUTE);
    assertThat(flood.signatures()).isNotEmpty();
    assertThat(flood.impact().isFelt()).isTrue();
  }

  /// What ended explains nothing of what comes afterwards.
  @ParameterizedTest
  @ValueSource(ints = {35, 45, 60, 70, 80})
  void findsTheSameFloodAgainAfterAPause(int pause) {
    Traffic traffic = new Traffic(7).readers(0, 220, 10).flood(100, 5, 25, "/search?q=a");
    traffic.flood(105 + pause, 5, 25, "/search?q=a");
    assertThat(find(traffic))
        .extracting(Finding::fromMicros)
        .containsExactly(
            Traffic.START + 100 * Traffic.MINUTE, Traffic.START + (105 + pause) * Traffic.MINUTE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {QUIET, BUSY})
  void calmsDownOverACrowdOfReaders(double sessions) {
    Traffic traffic =
        new Traffic(7).readers(0, 180, sessions).crowd(100, 15, 10 * sessions + 40, "/new");
    assertThat(find(traffic))
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.judgement()).isEqualTo(Judgement.BENIGN));
  }

  /// Of a crowd's visits, about four of ten are for the page that draws it.
  @Test
  void measuresWhatTheOnePageOfACrowdCovers() {
    Traffic traffic = new Traffic(7).readers(0, 180, BUSY).crowd(100, 15, 640, "/new");
    Mined page = find(traffic).getFirst().signatures().getFirst();
    assertThat(page.signature().clauses()).extracting(Clause::attribute).contains(Attribute.PATH);
    assertThat(page.coverage()).isBetween(0.3, 0.6);
    assertThat(page.innocents()).isLessThan(0.05);
    assertThat(page.upperBound()).isLessThan(0.01);
  }

  @ParameterizedTest
  @ValueSource(doubles = {QUIET, BUSY})
  void callsNoCrowdAnAttackWhereTheLogHasNoPartsOfPages(double sessions) {
    Traffic traffic =
        new Traffic(7)
            .readers(0, 180, sessions)
            .crowd(100, 15, 10 * sessions + 40, "/new")
            .pagesOnly();
    assertThat(find(traffic))
        .isNotEmpty()
        .allSatisfy(
            finding -> {
              assertThat(finding.judgement()).isEqualTo(Judgement.UNCLEAR);
              assertThat(finding.signatures()).isEmpty();
              assertThat(finding.reasons()).anySatisfy(why -> assertThat(why).contains("too few"));
            });
  }

  @ParameterizedTest
  @ValueSource(doubles = {QUIET, BUSY})
  void findsAFloodByItsAgentWhereTheLogHasNoPartsOfPages(double sessions) {
    Traffic traffic =
        new Traffic(7)
            .readers(0, 180, sessions)
            .flood(100, 6, 25, "/search?q=a", "stresser/1")
            .pagesOnly();
    assertThat(find(traffic)).extracting(Finding::judgement).containsExactly(Judgement.ATTACK);
  }

  @Test
  void findsTheFloodInsideACrowd() {
    Traffic traffic =
        new Traffic(9)
            .readers(0, 180, 10)
            .crowd(100, 20, 150, "/new")
            .flood(106, 6, 40, "/search?q=a");
    List<Finding> attacks =
        find(traffic).stream().filter(f -> f.judgement() == Judgement.ATTACK).toList();
    assertThat(attacks).hasSize(1);
    assertThat(attacks.getFirst().fromMicros()).isEqualTo(Traffic.START + 106 * Traffic.MINUTE);
    assertThat(attacks.getFirst().signatures().getFirst().signature().clauses())
        .extracting(Clause::attribute)
        .containsAnyOf(Attribute.PATH, Attribute.TEMPLATE, Attribute.QUERY, Attribute.QUERY_KEYS);
  }

  @Test
  void tellsAnOpenFindingBeforeItEnds() {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 4096);
    WindowRecorder recorder = new WindowRecorder(SHAPE);
    Traffic.feed(
        new Traffic(7).readers(0, 103, 10).flood(100, 3, 25, "/search?q=a").inOrder(),
        HASH,
        recorder::record);
    List<Window> windows = recorder.closeAll();
    windows.stream().limit(100).forEach(pipeline::step);
    assertThat(pipeline.open()).isEmpty();
    pipeline.step(windows.get(100));
    assertThat(pipeline.open()).extracting(Finding::kind).containsExactly(Kind.FLOOD);
  }

  @Test
  void handsOutWhatIsOverOnce() {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 4096);
    WindowRecorder recorder = new WindowRecorder(SHAPE);
    Traffic.feed(
        new Traffic(7).readers(0, 180, 10).flood(80, 3, 25, "/search?q=a").inOrder(),
        HASH,
        recorder::record);
    recorder.closeAll().forEach(pipeline::step);
    assertThat(pipeline.open()).isEmpty();
    assertThat(pipeline.takeClosed()).extracting(Finding::kind).containsExactly(Kind.FLOOD);
    assertThat(pipeline.finish()).isEmpty();
    assertThat(pipeline.dropped()).isZero();
  }

  @Test
  void refusesWindowsOutOfOrder() {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 4096);
    pipeline.step(new Window(5, new WindowSummary(SHAPE)));
    assertThatThrownBy(() -> pipeline.step(new Window(5, new WindowSummary(SHAPE))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// A flood that lies an hour back is no news, and is not held against an hour that it is not in.
  @Test
  void tellsAFloodOnceWhenSilenceFollows() {
    Traffic traffic = new Traffic(7);
    for (int minute = 0; minute < 300; minute += 5) {
      traffic.add(visit(minute, "/a" + minute % 7)).add(visit(minute, "/static/1.css"));
    }
    traffic.flood(300, 5, 20, "/search?q=a").add(visit(430, "/a1")).add(visit(435, "/a1"));
    assertThat(find(traffic)).extracting(Finding::kind).containsExactly(Kind.FLOOD);
  }

  private static Traffic.Visit visit(int minute, String target) {
    long at = Traffic.START + minute * Traffic.MINUTE + 300_000;
    return new Traffic.Visit(at, 0x0c00_0000L + minute, target, BROWSER, "", 200);
  }

  @Test
  void learnsTheSameWhereTheLogHasHoles() {
    Baseline whole = learnt(new Traffic(7).readers(0, 1800, 3));
    Traffic parts = new Traffic(7);
    for (int part = 0; part < 30; part++) {
      parts.readers(part * 120, 60, 3);
    }
    Baseline holes = learnt(parts);
    assertThat(holes.minutes()).isBetween(1750L, 1900L);
    assertThat(visitsPerMinute(holes)).isCloseTo(visitsPerMinute(whole), withinPercentage(5));
    assertThat(holes.dispersion()).isCloseTo(whole.dispersion(), within(0.03));
  }

  private static Baseline learnt(Traffic traffic) {
    Baseline baseline = new Baseline(SHAPE);
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, baseline);
    WindowRecorder recorder = new WindowRecorder(SHAPE);
    Traffic.feed(traffic.inOrder(), HASH, recorder::record);
    recorder.closeAll().forEach(pipeline::step);
    return baseline;
  }

  private static double visitsPerMinute(Baseline baseline) {
    return Stream.of(Block.Crowd.values()).mapToDouble(baseline::rate).sum();
  }

  /// Before the curve of its day is known, and after.
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2})
  void findsNothingWhereNightsAreQuiet(double sessions) {
    for (long seed = 1; seed <= 3; seed++) {
      Traffic traffic = new Traffic(seed);
      for (int quarter = 0; quarter < 4 * 24 * 2; quarter++) {
        double day = 1 - Math.cos(2 * Math.PI * quarter / (4 * 24));
        traffic.readers(quarter * 15, 15, sessions * (0.05 + day));
      }
      assertThat(find(traffic)).isEmpty();
    }
  }

  /// Both generations of the baseline, and all recent windows, are full at the end; and then the
  /// windows that wait after a hole.
  @Test
  void staysWithinItsMemory() {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 65_536);
    Hostile hostile = new Hostile(HASH, 1);
    int last = WEEK + 900;
    long most = 0;
    for (int minute = 0; minute <= last; minute++) {
      boolean full = minute > last - 60 && minute % 15 == 0 || minute > last - 11;
      int requests = full ? 14_336 : growing(minute);
      pipeline.step(new Window(minute, hostile.window(SHAPE, minute, requests)));
      most = Math.max(most, pipeline.bytesHeld());
      if (minute == last - 60) {
        assertThat(pipeline.open()).as("what would not be learnt").isEmpty();
      }
    }
    for (int minute = last + 4; minute < last + 20; minute++) {
      pipeline.step(new Window(minute, hostile.window(SHAPE, minute, 14_336)));
      most = Math.max(most, pipeline.bytesHeld());
    }
    assertThat(most).isBetween(44L << 20, 64L << 20);
  }

  /// So slowly that it is learnt, and from the second week on so many that the younger generation
  /// is soon full as well.
  private static int growing(int minute) {
    return (int) Math.clamp(8 * Math.pow(1.01, (double) minute - WEEK), 8, 125);
  }

  private static List<Finding> find(Traffic traffic) {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 65_536);
    WindowRecorder recorder = new WindowRecorder(SHAPE);
    Traffic.feed(traffic.inOrder(), HASH, recorder::record);
    recorder.closeAll().forEach(pipeline::step);
    return pipeline.finish();
  }
}

package org.gabion.core.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.gabion.core.request.Attribute;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.signature.Clause;
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

  @ParameterizedTest
  @ValueSource(doubles = {QUIET, BUSY})
  void calmsDownOverACrowdOfReaders(double sessions) {
    Traffic traffic =
        new Traffic(7).readers(0, 180, sessions).crowd(100, 15, 10 * sessions + 40, "/new");
    assertThat(find(traffic))
        .isNotEmpty()
        .allSatisfy(finding -> assertThat(finding.judgement()).isEqualTo(Judgement.BENIGN));
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
  void refusesWindowsOutOfOrder() {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 4096);
    pipeline.step(new Window(5, new WindowSummary(SHAPE)));
    assertThatThrownBy(() -> pipeline.step(new Window(5, new WindowSummary(SHAPE))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Every request is another client, path, agent and referer: the worst that can come.
  @Test
  void staysWithinItsMemory() {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 65_536);
    Random random = new Random(1);
    for (int minute = 0; minute < 90; minute++) {
      WindowRecorder recorder = new WindowRecorder(SHAPE);
      Traffic hostile = new Traffic(minute);
      for (int i = 0; i < 20_000; i++) {
        long at = Traffic.START + minute * Traffic.MINUTE + i * 3000L;
        int status =
            switch (i % 5) {
              case 0 -> 200;
              case 1 -> 404;
              case 2 -> 503;
              case 3 -> 499;
              default -> 302;
            };
        String target = "/" + random.nextLong() + (i % 7 == 0 ? ".pdf" : i % 11 == 0 ? ".css" : "");
        hostile.add(
            new Traffic.Visit(
                at,
                random.nextInt() & 0xffff_ffffL,
                target,
                "a" + random.nextLong(),
                "/" + i,
                status));
      }
      Traffic.feed(hostile.inOrder(), HASH, recorder::record);
      recorder.closeAll().forEach(pipeline::step);
      assertThat(pipeline.bytesHeld()).isLessThanOrEqualTo(64L << 20);
    }
  }

  private static List<Finding> find(Traffic traffic) {
    DetectionPipeline pipeline = new DetectionPipeline(SHAPE, 65_536);
    WindowRecorder recorder = new WindowRecorder(SHAPE);
    Traffic.feed(traffic.inOrder(), HASH, recorder::record);
    recorder.closeAll().forEach(pipeline::step);
    return pipeline.finish();
  }
}

package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.gabion.analyze.report.Analysis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StrayTimesTest {
  private static final Instant START = WrittenLog.START;
  private static final Instant PAST = Instant.parse("1970-01-01T00:00:17Z");
  private static final Instant FUTURE = Instant.parse("2099-12-31T23:59:59Z");
  private static final Duration MONTH = Duration.ofDays(30);

  @TempDir Path folder;

  /// Requests a minute apart.
  private static List<Instant> minutes(Instant from, int number) {
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      times.add(from.plusSeconds(60L * i));
    }
    return times;
  }

  private Analysis analyze(List<Instant> times) throws IOException {
    WrittenLog log = new WrittenLog();
    times.forEach(time -> log.request(time, "10.0.0.1", "/", 200));
    return WrittenLog.analyze(log.write(folder.resolve("access.log")));
  }

  private static void assertNothingIsLost(Analysis analysis, List<Instant> times) {
    assertThat(analysis.requests()).isEqualTo(times.size());
    assertThat(analysis.files().getFirst().rejected()).isEmpty();
  }

  @Test
  void analyze_lineOfAWrongClock_isCountedAndStretchesNothing() throws IOException {
    for (Instant wrong : List.of(PAST, FUTURE, START.minus(MONTH))) {
      for (int at :
          wrong.equals(PAST) || wrong.equals(FUTURE)
              ? new int[] {0, 1, 150, 199, 200}
              : new int[] {2, 100}) {
        List<Instant> times = minutes(START, 200);
        times.add(at, wrong);
        Analysis analysis = analyze(times);
        assertThat(analysis.span().orElseThrow())
            .as("%s at %d", wrong, at)
            .isEqualTo(new Analysis.Span(START, START.plusSeconds(60 * 199)));
        Analysis.InputFile file = analysis.files().getFirst();
        assertThat(file.lines()).isEqualTo(201);
        assertThat(file.parsed()).isEqualTo(200);
        assertThat(file.rejected()).isEqualTo(Map.of("stray-time", 1L));
        assertThat(file.samples().get("stray-time"))
            .hasSize(1)
            .first()
            .asString()
            .contains("GET /");
        assertThat(analysis.timeline().all()).hasSizeLessThanOrEqualTo(240);
        assertThat(analysis.timeline().bucketSeconds()).isEqualTo(60);
        assertThat(WrittenLog.words(analysis)).contains("not read, stray-time: 1 line");
      }
    }
  }

  @Test
  void analyze_linesOfAWrongClockInAFlood_areNoLinesOfTheIncident() throws IOException {
    WrittenLog log = new WrittenLog();
    log.readers(START, 90);
    for (int i = 0; i < 960; i++) {
      Instant time = i == 480 ? PAST : START.plusSeconds(5_400 + i / 4);
      log.request(time, "198.51.%d.%d".formatted(i / 240, i % 240), "/search?q=" + i, 503);
    }
    log.readers(START.plusSeconds(6_000), 30);
    Analysis analysis = WrittenLog.analyze(log.write(folder.resolve("access.log")));
    Analysis.Incident flood = analysis.incidents().getFirst();
    assertThat(analysis.incidents()).hasSize(1);
    assertThat(flood.requests()).isEqualTo(959);
    assertThat(flood.matchedLines()).hasSize(959).doesNotContain(270L + 481).contains(270L + 482);
    assertThat(analysis.files().getFirst().rejected()).isEqualTo(Map.of("stray-time", 1L));
  }

  @Test
  void analyze_partsMonthsApart_losesNothing() throws IOException {
    for (int second : new int[] {1, 2, 19, 20, 21, 22, 200}) {
      List<Instant> times = minutes(START, 200);
      times.addAll(minutes(START.plus(MONTH.multipliedBy(5)), second));
      assertNothingIsLost(analyze(times), times);
      List<Instant> late = minutes(START, second);
      late.addAll(minutes(START.plus(MONTH.multipliedBy(5)), 200));
      assertNothingIsLost(analyze(late), late);
    }
    List<Instant> three = minutes(START, 5);
    three.addAll(minutes(START.plus(MONTH), 5));
    three.addAll(minutes(START.plus(MONTH.multipliedBy(3)), 5));
    assertNothingIsLost(analyze(three), three);
  }

  @Test
  void analyze_rotatedSetWithAGap_losesNothing() throws IOException {
    WrittenLog old = new WrittenLog();
    minutes(START, 3).forEach(time -> old.request(time, "10.0.0.1", "/", 200));
    WrittenLog now = new WrittenLog();
    minutes(START.plus(MONTH), 5_000).forEach(time -> now.request(time, "10.0.0.2", "/", 200));
    Analysis analysis =
        WrittenLog.analyze(
            now.write(folder.resolve("access.log")), old.write(folder.resolve("access.log.1")));
    assertThat(analysis.requests()).isEqualTo(5_003);
    assertThat(analysis.span().orElseThrow().from()).isEqualTo(START);
  }

  @Test
  void analyze_requestEveryTenDays_losesNothing() throws IOException {
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      times.add(START.plus(Duration.ofDays(10L * i)));
    }
    assertNothingIsLost(analyze(times), times);
  }

  @Test
  void settle_noOrderAtAll_losesNothing() {
    Random random = new Random(5);
    for (int lines : new int[] {10, 30, 300, 5_000}) {
      StrayTimes strays = new StrayTimes();
      long inTime = 0;
      for (int i = 1; i <= lines; i++) {
        long micros = random.nextLong(4 * 366) * 86_400_000_000L;
        inTime +=
            strays.follows(micros)
                ? 1
                : strays.hold(new StrayTimes.Line(i, new byte[0], 0, micros)).size();
      }
      inTime += strays.settle(lines).size();
      int taken = strays.takeStrays().size();
      assertThat(taken).isLessThanOrEqualTo(Math.max(3, lines / 1_000));
      assertThat(inTime + taken).isEqualTo(lines);
    }
  }

  @Test
  void analyze_archiveCutOff_saysSoBeforeAllElse() throws IOException {
    WrittenLog log = new WrittenLog().readers(START, 2_000);
    Path whole = folder.resolve("whole.gz");
    try (var out = new java.util.zip.GZIPOutputStream(Files.newOutputStream(whole))) {
      out.write(Files.readAllBytes(log.write(folder.resolve("plain.log"))));
    }
    byte[] packed = Files.readAllBytes(whole);
    Path cut = folder.resolve("access.log.gz");
    Files.write(cut, java.util.Arrays.copyOf(packed, packed.length / 2));
    Analysis analysis = WrittenLog.analyze(cut);
    assertThat(analysis.requests()).isBetween(1_000L, 5_000L);
    assertThat(analysis.warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.text())
                    .contains("access.log.gz is damaged or ends too early")
                    .contains("missing here"));
    assertThat(analysis.detectorsNotRun()).noneMatch(note -> note.contains("damaged"));
    assertThat(WrittenLog.words(analysis))
        .startsWith("Know this first: ")
        .contains("how sure Less than it could be: see above");
  }
}

package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.gabion.analyze.format.CombinedFormat;
import org.gabion.analyze.input.ChunkedInputs;
import org.gabion.analyze.input.InputException;
import org.gabion.analyze.input.InputFiles;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.Sources;
import org.gabion.analyze.input.Spool;
import org.gabion.analyze.report.Analysis;
import org.gabion.core.request.KeyedHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Logs whose lines are not in the order of time.
class OrderOfTimeTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  @TempDir Path folder;

  private record Line(Instant time, String client, String target, int status) {
    String text() {
      return String.format(
          Locale.ROOT,
          "%s - - [%s] \"GET %s HTTP/1.1\" %d 512 \"-\" \"Mozilla/5.0 Firefox/140.0\"%n",
          client,
          TIME.format(time),
          target,
          status);
    }
  }

  @Test
  void analyze_yearSortedByAddress_isRefusedAndReadOnceSortedByTheCommandNamed()
      throws IOException, InterruptedException {
    List<Line> lines = quiet(20_000);
    lines.sort(Comparator.comparing(Line::client));
    Path log = write("year.log", lines);
    String[] message = new String[1];
    assertThatThrownBy(() -> analyze(log))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("year.log is not in the order of time")
        .hasMessageContaining("of 20,000 requests")
        .hasMessageContaining("nothing is told of it")
        .satisfies(e -> message[0] = String.valueOf(e.getMessage()));

    String command = message[0].substring(message[0].indexOf("\n  ") + 3);
    assertThat(command).startsWith("LC_ALL=C sort ").endsWith(" > sorted.log");
    Process sort = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).start();
    assertThat(sort.waitFor()).isZero();
    Analysis analysis = analyze(folder.resolve("sorted.log"));
    assertThat(analysis.requests()).isEqualTo(20_000);
    assertThat(analysis.warnings()).isEmpty();
    assertThat(analysis.detectorsNotRun()).noneMatch(note -> note.contains("too late"));
  }

  @Test
  void analyze_oneInTwentyTooLate_saysSoBeforeAllElse() throws IOException {
    List<Line> lines = quiet(15_000);
    lines.addAll(lines.subList(0, 750));
    Analysis analysis = analyze(write("joined.log", lines));
    assertThat(analysis.warnings()).hasSize(1);
    assertThat(analysis.warnings().getFirst().text())
        .contains("joined.log is not in the order of time: 750 of 15,750 requests (4.8 %)");
    assertThat(analysis.warnings().getFirst().command().orElseThrow())
        .contains("-k 2.8,2.11n -k 2.4,2.6M -k 2.1,2.2n -k 2.13,2.20")
        .contains("joined.log");
  }

  @Test
  void analyze_fewLinesLate_findsTheSameAsInOrder() throws IOException {
    List<Line> ordered = flood();
    List<Line> shuffled = new ArrayList<>(ordered);
    // Requests that took twenty minutes are logged when they end.
    for (int i = 0; i < 10; i++) {
      Line slow = shuffled.remove(180 * i);
      shuffled.add(180 * i + 200, slow);
    }
    Analysis expected = analyze(write("a.log", ordered));
    Analysis analysis = analyze(write("b.log", shuffled));
    assertThat(expected.incidents()).hasSize(1);
    assertThat(analysis.incidents()).isEqualTo(expected.incidents());
    assertThat(analysis.warnings()).isEmpty();
    assertThat(analysis.detectorsNotRun()).isEqualTo(expected.detectorsNotRun());
  }

  @Test
  void analyze_quietAndBusyLogTogether_losesNothing() throws IOException {
    List<Line> busy = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      busy.add(new Line(START.plusMillis(i * 1_440L), "10.1." + i % 90 + "." + i % 250, "/", 200));
    }
    Path quiet = write("quiet.log", quiet(15_000));
    Analysis analysis = analyze(write("busy.log", busy), quiet);
    assertThat(analysis.requests()).isEqualTo(75_000);
    assertThat(analysis.detectorsNotRun())
        .noneMatch(note -> note.contains("too late") || note.contains("out of order"));
  }

  @Test
  void analyze_withLines_tellsTheNumbersOfAllMatchingLinesOverAllInputs() throws IOException {
    List<Line> all = flood();
    List<Line> first = new ArrayList<>();
    List<Line> second = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      (i % 3 == 0 ? first : second).add(all.get(i));
    }
    List<Line> read = new ArrayList<>(first);
    read.addAll(second);
    Analysis.Incident flood =
        analyze(true, write("1.log", first), write("2.log", second)).incidents().getFirst();
    assertThat(flood.matchedLines())
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(960)
        .allSatisfy(line -> assertThat(read.get((int) (line - 1)).target()).startsWith("/search"));
  }

  private Path write(String name, List<Line> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.text()));
    return Files.writeString(folder.resolve(name), text);
  }

  /// A year of a small site, in order.
  private static List<Line> quiet(int requests) {
    Random random = new Random(11);
    List<Line> lines = new ArrayList<>();
    long step = Duration.ofDays(365).toSeconds() / requests;
    for (int i = 0; i < requests; i++) {
      String client = "10." + random.nextInt(200) + "." + random.nextInt(200) + ".7";
      lines.add(new Line(START.plusSeconds(i * step), client, "/" + random.nextInt(50), 200));
    }
    return lines;
  }

  /// Two hours of readers, and four minutes of a flood from minute 90.
  private static List<Line> flood() {
    List<Line> lines = new ArrayList<>();
    for (int minute = 0; minute < 120; minute++) {
      Instant time = START.plusSeconds(minute * 60L);
      for (int i = 0; i < 9; i++) {
        String target = i % 3 == 0 ? "/news" : "/a" + i + ".css";
        String client = "10.0." + minute + "." + i / 3;
        lines.add(new Line(time.plusSeconds(10 + i), client, target, 200));
      }
      for (int i = 0; minute >= 90 && minute < 94 && i < 240; i++) {
        String client = "198.51." + (minute - 90) + "." + i;
        lines.add(new Line(time.plusSeconds(i / 4), client, "/search?q=" + i, 503));
      }
    }
    lines.sort(Comparator.comparing(Line::time));
    return lines;
  }

  private static Analysis analyze(Path... logs) throws IOException {
    return analyze(false, logs);
  }

  private static Analysis analyze(boolean withLines, Path... logs) throws IOException {
    List<String> names = Arrays.stream(logs).map(Path::toString).toList();
    try (InputFiles files = InputFiles.open(names, InputStream.nullInputStream(), Spool.usual());
        Inputs inputs =
            new ChunkedInputs(
                Sources.of(files.files(), Optional.of(new CombinedFormat())),
                2,
                Inputs.Progress.NONE)) {
      return new Analyzer(new KeyedHash(1, 2), 3, withLines).analyze(inputs);
    }
  }
}

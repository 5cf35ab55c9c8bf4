package org.gabion.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.gabion.analyze.format.CombinedFormat;
import org.gabion.analyze.input.ChunkedInputs;
import org.gabion.analyze.input.InputFiles;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.Sources;
import org.gabion.analyze.input.Spool;
import org.gabion.core.window.Epoch;
import org.gabion.core.window.SeedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeededAnalyzerTest {
  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  @TempDir Path folder;

  @Test
  void analyze_logOfOneEpoch_isReadWithItsSecretWhicheverItIs() throws IOException {
    Epoch first = epoch(-600, 1);
    Epoch second = epoch(300, 2);
    Epoch third = epoch(900, 3);
    Path log = log();
    Analyzer.Outcome expected =
        with(log, inputs -> new Analyzer(first, true).analyze(inputs, START));
    Analyzer.Outcome other = with(log, inputs -> new Analyzer(second, true).analyze(inputs, START));
    assertThat(expected.findings()).hasSize(1).isNotEqualTo(other.findings());

    assertThat(seeded(log, first, second, third).findings()).isEqualTo(expected.findings());
    assertThat(seeded(log, first, second).findings()).isEqualTo(expected.findings());
    Analyzer.Outcome alone = seeded(log, first);
    assertThat(alone.findings()).isEqualTo(expected.findings());
    assertThat(alone.analysis()).isEqualTo(expected.analysis());
    assertThat(seeded(log, epoch(-900, 9), first).findings()).isEqualTo(expected.findings());
  }

  @Test
  void analyze_logOfSeveralEpochs_saysThatAndWhenTheLastBegins() throws IOException {
    Epoch second = epoch(60, 2);
    Path log = log();
    Analyzer.Outcome outcome = seeded(log, epoch(-600, 1), second, epoch(900, 3));

    assertThat(outcome.findings())
        .isEqualTo(
            with(log, inputs -> new Analyzer(second, true).analyze(inputs, START)).findings());
    assertThat(outcome.analysis().detectorsNotRun().getLast())
        .contains("more than one epoch")
        .contains("begins 2026-11-25T11:00:00Z");
    assertThat(outcome.analysis().incidents()).hasSize(1);
  }

  @Test
  void analyze_logFromBeforeAllEpochs_saysThat() throws IOException {
    assertThat(seeded(log(), epoch(10, 1)).analysis().detectorsNotRun().getLast())
        .contains("begins before the first epoch of the seed file, 2026-11-25T10:10:00Z");
  }

  @Test
  void analyze_logWithoutRequests_saysNothingOfEpochs() throws IOException {
    Path log = Files.writeString(folder.resolve("empty.log"), "");
    assertThat(seeded(log, epoch(10, 1)).analysis().detectorsNotRun())
        .noneMatch(note -> note.contains("epoch"));
  }

  /// @param minute of its start, after that of the log
  private static Epoch epoch(int minute, int secret) {
    byte[] bytes = new byte[16];
    Arrays.fill(bytes, (byte) secret);
    return new Epoch(
        START.plusSeconds(minute * 60L).getEpochSecond() * 1_000_000,
        bytes,
        1_024,
        4_096,
        2_048,
        4_096);
  }

  private static Analyzer.Outcome seeded(Path log, Epoch... epochs) throws IOException {
    SeedFile.Read seeds = new SeedFile.Read(List.of(epochs));
    return with(log, inputs -> new SeededAnalyzer(seeds, true).analyze(inputs, START));
  }

  private interface Reading {
    Analyzer.Outcome of(Inputs inputs) throws IOException;
  }

  private static Analyzer.Outcome with(Path log, Reading reading) throws IOException {
    try (InputFiles files =
            InputFiles.open(List.of(log.toString()), InputStream.nullInputStream(), Spool.usual());
        Inputs inputs =
            new ChunkedInputs(
                Sources.of(files.files(), Optional.of(new CombinedFormat())),
                2,
                Inputs.Progress.NONE)) {
      return reading.of(inputs);
    }
  }

  /// Two hours of a reader a minute, and four minutes of a flood from minute 90.
  private Path log() throws IOException {
    StringBuilder log = new StringBuilder();
    for (int minute = 0; minute < 120; minute++) {
      Instant time = START.plusSeconds(minute * 60L);
      for (int i = 0; i < 3; i++) {
        String path = i == 0 ? "/news" : "/a" + i + ".css";
        line(log, time.plusSeconds(10 + i), "10.0." + minute + ".7", path, 200);
      }
      for (int i = 0; minute >= 90 && minute < 94 && i < 240; i++) {
        String client = "198.51." + (minute - 90) + "." + i;
        line(log, time.plusSeconds(i / 4), client, "/search?q=" + i, 503);
      }
    }
    return Files.writeString(folder.resolve("access.log"), log);
  }

  private static void line(
      StringBuilder log, Instant time, String client, String target, int status) {
    log.append(
        String.format(
            Locale.ROOT,
            "%s - - [%s] \"GET %s HTTP/1.1\" %d 512 \"-\" \"Mozilla/5.0 Firefox/140.0\"%n",
            client,
            TIME.format(time),
            target,
            status));
  }
}

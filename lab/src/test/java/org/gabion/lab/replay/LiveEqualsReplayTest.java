package org.gabion.lab.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.gabion.analyze.Analyzer;
import org.gabion.analyze.input.ChunkedInputs;
import org.gabion.analyze.input.InputFiles;
import org.gabion.analyze.input.Inputs;
import org.gabion.analyze.input.Sources;
import org.gabion.analyze.input.Spool;
import org.gabion.core.detect.Finding;
import org.gabion.core.detect.Judgement;
import org.gabion.core.journal.Event;
import org.gabion.core.window.SeedFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the guard finds while traffic goes through it, `gabion analyze --seed-file` finds in the
/// log that it wrote: the same findings, signatures and times.
final class LiveEqualsReplayTest {
  private static final Instant START = Instant.parse("2026-11-20T09:00:00Z");
  private static final int MINUTES = 76;
  private static final int FLOOD_FROM = 63;
  private static final int FLOOD_TO = 69;
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
        + " Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        + " Version/18.1 Safari/605.1.15"
  };

  @TempDir private Path folder;
  private final Random random = new Random(20261120);

  @Test
  void findings_ofTheGuardAndOfItsLog_areEqual() throws Exception {
    List<Finding> live = new ArrayList<>();
    List<Event> journal;
    try (GuardAtWork guard = new GuardAtWork(folder, START.plusSeconds(5), Map.of())) {
      for (int minute = 0; minute < MINUTES; minute++) {
        readers(guard);
        if (FLOOD_FROM <= minute && minute < FLOOD_TO) {
          flood(guard);
        }
        guard.turnTo(START.plusSeconds(60 * (minute + 1) + 5), minute + 1);
      }
      assertThat(guard.admin("/metrics"))
          .contains("gabion_detection_displaced_requests_total 0.0")
          .contains("gabion_access_log_dropped_lines_total 0.0")
          .contains("gabion_detection_windows_total " + MINUTES + ".0");
      assertThat(guard.admin("/api/v1/findings")).contains("\"verdict\":\"attack\"");
      guard.stop();
      live.addAll(guard.found().ended());
      journal = guard.journal();
    }
    assertThat(Files.readAllLines(guardLog())).noneMatch(line -> line.startsWith("{\"gap\""));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(seed())))
        .isEqualTo("rw-------");

    Analyzer.Outcome replayed = replay();

    assertThat(replayed.findings()).containsExactlyInAnyOrderElementsOf(live);
    assertThat(live)
        .anyMatch(
            finding ->
                finding.judgement() == Judgement.ATTACK
                    && !finding.signatures().isEmpty()
                    && minute(finding.fromMicros()) == FLOOD_FROM
                    && minute(finding.toMicros()) == FLOOD_TO);
    assertThat(journal.stream().filter(Event.FindingOpened.class::isInstance)).hasSameSizeAs(live);
    assertThat(journal.stream().filter(Event.FindingEnded.class::isInstance)).hasSameSizeAs(live);
    assertThat(journal).noneMatch(Event.Fault.class::isInstance);
  }

  private static long minute(long micros) {
    return (micros / 1_000_000 - START.getEpochSecond()) / 60;
  }

  /// Twelve readers: a page and what it is made of.
  private void readers(GuardAtWork guard) throws Exception {
    for (int reader = 0; reader < 12; reader++) {
      String address = "203.0." + random.nextInt(40) + "." + random.nextInt(256);
      String agent = AGENTS[random.nextInt(AGENTS.length)];
      String page = "/" + (random.nextInt(10) == 0 ? "missing/" : "news/") + random.nextInt(50);
      ask(guard, page, address, agent, "https://www.bing.com/");
      ask(guard, "/style.css", address, agent, "http://site.test" + page);
      ask(guard, "/logo.png", address, agent, "http://site.test" + page);
    }
  }

  /// One request for each source, past every cache.
  private void flood(GuardAtWork guard) throws Exception {
    for (int i = 0; i < 250; i++) {
      String address = "198.51." + random.nextInt(256) + "." + random.nextInt(256);
      guard.ask(
          "GET /search?q=%d HTTP/1.1\r\nHost: site.test\r\nX-Forwarded-For: %s\r\n"
                  .formatted(random.nextInt(1 << 20), address)
              + "User-Agent: Mozilla/5.0 (compatible; MSIE 9.0)\r\nAccept: */*\r\n\r\n");
    }
  }

  private static void ask(
      GuardAtWork guard, String path, String address, String agent, String referer)
      throws Exception {
    guard.ask(
        "GET %s HTTP/1.1\r\nHost: site.test\r\nUser-Agent: %s\r\nAccept: text/html\r\n"
                .formatted(path, agent)
            + "Accept-Language: de\r\nAccept-Encoding: gzip\r\nReferer: %s\r\n".formatted(referer)
            + "X-Forwarded-For: %s\r\n\r\n".formatted(address));
  }

  private Path guardLog() {
    return folder.resolve("access.log");
  }

  private Path seed() {
    return folder.resolve("state").resolve("seed");
  }

  private Analyzer.Outcome replay() throws Exception {
    SeedFile.Read seeds = (SeedFile.Read) SeedFile.decode(Files.readAllBytes(seed()));
    try (InputFiles files =
            InputFiles.open(List.of(guardLog().toString()), System.in, Spool.usual());
        Inputs inputs =
            new ChunkedInputs(
                Sources.of(files.files(), Optional.empty()), 2, Inputs.Progress.NONE)) {
      assertThat(inputs.sources().getFirst().format()).isEqualTo("gabion");
      return new Analyzer(seeds.last(), false).analyze(inputs, START);
    }
  }
}

package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.gabion.core.journal.Event;
import org.gabion.core.policy.Posture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class JournalFileTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T19:00:00Z"));

  @TempDir Path dir;
  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final PrintStream people = new PrintStream(shown, true, StandardCharsets.UTF_8);

  private String people() {
    return shown.toString(StandardCharsets.UTF_8);
  }

  @Test
  void record_event_standsInFileAndOnTheStream() throws IOException {
    Path file = dir.resolve("journal.json");
    try (JournalFile journal = new JournalFile(Optional.of(file), people, CLOCK)) {
      journal.record(new Event.PostureChanged(Posture.UNDER_LOAD, 250, 12, 4));
    }
    JsonNode line = JSON.readTree(Files.readString(file));
    assertThat(line.get("event").stringValue()).isEqualTo("posture.changed");
    assertThat(line.get("time").stringValue()).isEqualTo("2026-11-22T19:00:00Z");
    assertThat(line.get("queued").intValue()).isEqualTo(12);
    assertThat(people())
        .isEqualTo(
            "2026-11-22T19:00:00Z WARNING: The site is under load: known visitors go first."
                + " [posture=under-load, longestWaitMillis=250, queued=12, limit=4]"
                + System.lineSeparator());
  }

  @Test
  void record_sameEventAgainAndAgain_isCounted() throws IOException {
    Path file = dir.resolve("journal.json");
    try (JournalFile journal = new JournalFile(Optional.of(file), people, CLOCK)) {
      for (int i = 1; i <= 100; i++) {
        journal.record(new Event.OriginDown("main", "127.0.0.1:8080", "connection refused", i));
      }
      journal.record(new Event.OriginDown("main", "127.0.0.1:8081", "connection refused", 1));
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(3);
    JsonNode last = JSON.readTree(lines.get(2));
    assertThat(last.get("failures").intValue()).isEqualTo(100);
    assertThat(last.get("repeated").intValue()).isEqualTo(98);
    assertThat(people()).contains("(and 98 more like this before)");
  }

  @Test
  void record_hostileText_canNotDriveATerminal() {
    try (JournalFile journal = new JournalFile(Optional.empty(), people, CLOCK)) {
      journal.record(new Event.FileRefused("a\u001b[31m\nb\u202e\u2028", "\u009b2J"));
    }
    assertThat(people().stripTrailing())
        .doesNotContain("\u001b", "\n", "\u202e", "\u2028", "\u009b")
        .contains("a?[31m?b??");
  }

  @Test
  void record_readerOfTheStreamStands_neverWaitsAndCounts() {
    CountDownLatch stuck = new CountDownLatch(1);
    PrintStream blocked =
        new PrintStream(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                try {
                  stuck.await();
                } catch (InterruptedException e) {
                  throw new IOException(e);
                }
              }
            },
            true,
            StandardCharsets.UTF_8);
    try (JournalFile journal = new JournalFile(Optional.empty(), blocked, CLOCK)) {
      for (int i = 0; i < 2 * JournalFile.QUEUE + 2; i++) {
        journal.record(new Event.ListReloaded("list " + i, i));
      }
      assertThat(journal.dropped()).isGreaterThanOrEqualTo(JournalFile.QUEUE);
      stuck.countDown();
    }
  }

  @Test
  void reopen_afterRename_goesOnInANewFile() throws IOException {
    Path file = dir.resolve("journal.json");
    Path old = dir.resolve("journal.1");
    try (JournalFile journal = new JournalFile(Optional.of(file), people, CLOCK)) {
      journal.record(new Event.ListReloaded("a", 1));
      await().until(() -> Files.exists(file) && Files.size(file) > 0);
      Files.move(file, old);
      journal.reopen();
      await().until(() -> Files.exists(file));
      journal.record(new Event.ListReloaded("b", 1));
    }
    assertThat(Files.readString(old)).contains("\"a\"");
    assertThat(Files.readString(file)).contains("\"b\"");
  }

  @Test
  void record_fileCanNotBeWritten_saysSoOnceAndGoesOn() {
    Path missing = dir.resolve("missing").resolve("journal.json");
    try (JournalFile journal = new JournalFile(Optional.of(missing), people, CLOCK)) {
      journal.record(new Event.ListReloaded("a", 1));
      journal.record(new Event.ListReloaded("b", 1));
      await().until(() -> journal.dropped() == 2);
    }
    assertThat(people().lines().filter(line -> line.contains("could not be written"))).hasSize(1);
    assertThat(people().lines()).hasSize(3);
  }
}

package org.gabion.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.gabion.analyze.format.FormatDetector;
import org.gabion.analyze.format.LogFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Follows logs that grow while the test runs, by a clock that the test sets.
class FollowRunTest {
  private static final Instant START = Instant.parse("2026-11-25T10:00:00Z");
  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter W3C =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long SECRETS = Long.getLong("gabion.test.secrets", 1);
  private static final String AGENT = "Mozilla/5.0+(X11;+Linux+x86_64)+Firefox/140.0";

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final SetClock clock = new SetClock(START.plusSeconds(90 * 60));
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();
  private final List<Thread> started = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (Thread each : started) {
      each.interrupt();
      each.join(20_000);
      assertThat(each.isAlive()).isFalse();
    }
  }

  @Test
  void run_growingFile_tellsWhatBeginsAndWhatEndsUntilItIsStopped() throws Exception {
    Path log = folder.resolve("access.log");
    write(log, combined(0, 90));
    Thread run = follow(FollowRun.Form.WORDS, log);
    await(() -> out.toString().contains("Follows "));
    assertThat(out.toString()).contains("format combined").contains("270 lines so far, 270 of");

    append(log, combined(90, 93));
    at(93);
    await(() -> out.toString().contains("flood (attack)"));
    assertThat(out.toString()).contains("2026-11-25 11:30 UTC  flood (attack)").contains("/search");

    append(log, combined(94, 130));
    at(130);
    await(() -> out.toString().contains("over: flood"));
    assertThat(out.toString()).contains("over: flood, begun 2026-11-25 11:30 UTC");

    run.interrupt();
    run.join(20_000);
    assertThat(run.isAlive()).isFalse();
    assertThat(fault.get()).isNull();
  }

  @Test
  void run_rotatedByRename_goesOnWithTheNewFile() throws Exception {
    Path log = folder.resolve("access.log");
    write(log, combined(0, 90));
    follow(FollowRun.Form.WORDS, log);
    await(() -> out.toString().contains("Follows "));

    Files.move(log, folder.resolve("access.log.1"));
    write(log, combined(90, 93));
    at(93);
    await(() -> out.toString().contains("flood (attack)"));
  }

  @Test
  void run_cutToNothing_goesOnFromTheBeginning() throws Exception {
    Path log = folder.resolve("access.log");
    write(log, combined(0, 90));
    follow(FollowRun.Form.WORDS, log);
    await(() -> out.toString().contains("Follows "));

    FileChannel.open(log, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING).close();
    append(log, combined(90, 93));
    at(93);
    await(() -> out.toString().contains("flood (attack)"));
  }

  @Test
  void run_asJson_writesOneObjectALineAndNothingElse() throws Exception {
    Path log = folder.resolve("access.log");
    write(log, combined(0, 93));
    at(93);
    follow(FollowRun.Form.JSON, log);
    await(() -> err.toString().contains("Follows "));
    append(log, combined(94, 130));
    at(130);
    await(() -> out.toString().contains("\"ended\"") && out.toString().endsWith("}\n"));

    List<String> lines = out.toString().lines().toList();
    assertThat(lines)
        .allSatisfy(
            line -> assertThat(line).startsWith("{\"schema\": \"gabion.news/1\",").endsWith("}"));
    assertThat(lines.getFirst())
        .contains("\"event\": \"began\",\"kind\": \"flood\",\"verdict\": \"attack\",")
        .contains("\"start\": \"2026-11-25T11:30:00Z\"")
        .contains("\"signatures\": [{\"clauses\": [{\"attribute\": ")
        .contains("\"reasons\": [");
    assertThat(lines.getLast())
        .contains("\"event\": \"ended\",\"kind\": \"flood\",\"verdict\": \"attack\",")
        .contains("\"start\": \"2026-11-25T11:30:00Z\",\"end\": \"2026-11-25T11:3");
  }

  @Test
  void run_w3cWhoseColumnsChange_readsAllLinesAndNamesWhatTheyShare() throws Exception {
    Path log = folder.resolve("u_ex261125.log");
    write(log, w3c(0, 60, true));
    append(log, w3c(60, 90, false));
    follow(FollowRun.Form.WORDS, log);
    await(() -> out.toString().contains("Follows "));
    assertThat(out.toString()).contains("format w3c").contains("270 of them requests");

    Files.move(log, folder.resolve("u_ex261125.old"));
    write(log, w3c(90, 92, true));
    append(log, w3c(92, 93, false));
    at(93);
    await(() -> out.toString().contains("flood (attack)"));
    assertThat(out.toString()).contains("\"/search\"").doesNotContain("without a user agent");
  }

  @Test
  void run_whoseReaderIsGone_ends() throws Exception {
    Path log = folder.resolve("access.log");
    write(log, combined(0, 10));
    Writer broken =
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) throws IOException {
            throw new IOException("nobody reads");
          }

          @Override
          public void flush() {
            // Nothing is kept.
          }

          @Override
          public void close() {
            // Nothing is open.
          }
        };
    Thread run =
        follow(
            new FollowRun(
                FollowRun.Form.WORDS,
                new PrintWriter(broken),
                errors(),
                clock,
                new Random(SECRETS)),
            log,
            Optional.empty());
    run.join(20_000);
    assertThat(run.isAlive()).isFalse();
    assertThat(fault.get()).isNull();
  }

  @Test
  void run_emptyFile_needsItsFormatNamed() throws Exception {
    Path log = folder.resolve("access.log");
    write(log, "");
    follow(FollowRun.Form.WORDS, log).join(20_000);
    assertThat(fault.get()).hasMessageContaining("is empty").hasMessageContaining("--format");
    fault.set(null);

    FollowRun run =
        new FollowRun(FollowRun.Form.WORDS, writer(), errors(), clock, new Random(SECRETS));
    follow(run, log, FormatDetector.named("combined"));
    await(() -> out.toString().contains("0 lines so far"));
  }

  private Thread follow(FollowRun.Form form, Path log) {
    return follow(
        new FollowRun(form, writer(), errors(), clock, new Random(SECRETS)), log, Optional.empty());
  }

  private Thread follow(FollowRun run, Path log, Optional<LogFormat> format) {
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    run.run(log, format);
                  } catch (IOException | RuntimeException e) {
                    fault.set(e);
                  }
                });
    started.add(thread);
    return thread;
  }

  private PrintWriter writer() {
    return new PrintWriter(out, true);
  }

  private PrintWriter errors() {
    return new PrintWriter(err, true);
  }

  private void at(int minute) {
    clock.now = START.plusSeconds(minute * 60L + 5);
  }

  private void await(BooleanSupplier seen) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!seen.getAsBoolean()) {
      assertThat(fault.get()).isNull();
      assertThat(System.nanoTime()).as("out: %s%nerr: %s", out, err).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static void write(Path log, String text) throws IOException {
    Files.writeString(log, text);
  }

  private static void append(Path log, String text) throws IOException {
    Files.writeString(log, text, StandardOpenOption.APPEND);
  }

  private interface Line {
    void add(Instant time, String client, String path, String query, int status);
  }

  /// Three requests of a reader a minute, and from minute 90 to 94 four a second from elsewhere.
  private static void traffic(int from, int to, Line line) {
    for (int minute = from; minute < to; minute++) {
      Instant time = START.plusSeconds(minute * 60L);
      for (int i = 0; i < 3; i++) {
        String path = i == 0 ? "/news" : "/a" + i + ".css";
        line.add(time.plusSeconds(10 + i), "10.0." + minute + ".7", path, "-", 200);
      }
      for (int i = 0; minute >= 90 && minute < 94 && i < 240; i++) {
        String client = "198.51." + (minute - 90) + "." + i;
        line.add(time.plusSeconds(i / 4), client, "/search", "q=" + i, 503);
      }
    }
  }

  private static String combined(int from, int to) {
    StringBuilder log = new StringBuilder();
    traffic(
        from,
        to,
        (time, client, path, query, status) ->
            log.append(
                String.format(
                    Locale.ROOT,
                    "%s - - [%s] \"GET %s%s HTTP/1.1\" %d 512 \"-\" \"%s\"%n",
                    client,
                    CLF.format(time),
                    path,
                    query.equals("-") ? "" : "?" + query,
                    status,
                    AGENT.replace('+', ' '))));
    return log.toString();
  }

  /// @param first whether the columns are in the first of two orders
  private static String w3c(int from, int to, boolean first) {
    StringBuilder log =
        new StringBuilder("#Software: Microsoft Internet Information Services 10.0\n");
    log.append("#Version: 1.0\n#Fields: ");
    log.append(
        first
            ? "date time c-ip cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent)"
            : "date time cs-uri-query cs(User-Agent) sc-status cs-uri-stem cs-method c-ip");
    log.append('\n');
    traffic(
        from,
        to,
        (time, client, path, query, status) -> {
          String when = W3C.format(time);
          String rest =
              first
                  ? String.join(" ", client, "GET", path, query, "" + status, AGENT)
                  : String.join(" ", query, AGENT, "" + status, path, "GET", client);
          log.append(when).append(' ').append(rest).append('\n');
        });
    return log.toString();
  }

  private static final class SetClock extends Clock {
    private volatile Instant now;

    private SetClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}

package org.gabion.guard.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.gabion.core.journal.Event;
import org.gabion.core.window.Observation;
import org.gabion.guard.GuardConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AccessLogTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int HEAD = 8192;
  private static final int NO_FLUSH_MILLIS = 3_600_000;

  @TempDir Path dir;
  private final List<Event> events = new CopyOnWriteArrayList<>();

  private AccessLog open(Path json, Optional<Path> combined, int queueBytes, int loops) {
    var config =
        new GuardConfig.AccessLog(
            Optional.of(json), combined, queueBytes, Duration.ofMillis(NO_FLUSH_MILLIS));
    return new AccessLog(
        config,
        HEAD,
        loops,
        "1.2.3",
        sites(),
        new NameTable(4),
        events::add,
        InstantSource.system());
  }

  private static NameTable sites() {
    NameTable sites = new NameTable(4);
    sites.number("main");
    return sites;
  }

  private static List<JsonNode> read(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static Observation numbered(int number) {
    Observation o = Observations.plain();
    o.requestOnConnection = number;
    return o;
  }

  @Test
  void close_afterAppend_writesSchemaThenEveryLineInOrder() throws IOException {
    Path file = dir.resolve("access.json");
    Path combined = dir.resolve("access.log");
    try (AccessLog log = open(file, Optional.of(combined), 1 << 23, 1)) {
      LoopLog loop = log.newLoop();
      for (int i = 0; i < 1000; i++) {
        loop.append(numbered(i));
      }
      loop.close();
    }
    List<JsonNode> lines = read(file);
    assertThat(lines.getFirst().get("schema").stringValue()).isEqualTo("gabion.access/1");
    assertThat(lines.getFirst().get("header_bits").get(0).stringValue()).isEqualTo("host");
    assertThat(lines.stream().skip(1).map(line -> line.get("request_number").intValue()))
        .isEqualTo(Stream.iterate(0, i -> i + 1).limit(1000).toList());
    assertThat(Files.readAllLines(combined))
        .hasSize(1000)
        .allMatch(line -> line.startsWith("203.0.113.7 - - ["));
    assertThat(events).isEmpty();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void open_newFile_isNotReadableForOthers() throws IOException {
    Path file = dir.resolve("access.json");
    open(file, Optional.empty(), 1 << 20, 1).close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .startsWith("rw-")
        .endsWith("---");
  }

  @Test
  void tick_oldBlock_isHandedOver() throws IOException {
    Path file = dir.resolve("access.json");
    try (AccessLog log = open(file, Optional.empty(), 1 << 20, 1)) {
      LoopLog loop = log.newLoop();
      loop.append(numbered(1));
      loop.tick(0);
      loop.tick(Duration.ofMillis(NO_FLUSH_MILLIS).toNanos() - 1);
      assertThat(log.bytesWritten()).isZero();
      loop.tick(Duration.ofMillis(NO_FLUSH_MILLIS).toNanos());
      await().until(() -> log.bytesWritten() > 0);
      assertThat(read(file)).hasSize(2);
    }
  }

  @Test
  void reopen_afterRename_splitsBetweenLinesAndLosesNone() throws IOException {
    Path file = dir.resolve("access.json");
    int total = 60_000;
    AccessLog log = open(file, Optional.empty(), 64 << 20, 1);
    LoopLog loop = log.newLoop();
    for (int i = 0; i < total; i++) {
      if (i % 6000 == 3000) {
        long before = log.bytesWritten();
        Files.move(file, dir.resolve("access." + i));
        log.reopen();
        await().until(() -> Files.exists(file));
        assertThat(log.bytesWritten()).isGreaterThanOrEqualTo(before);
      }
      loop.append(numbered(i));
    }
    loop.close();
    log.close();
    assertThat(log.dropped()).isZero();
    List<Integer> numbers = new ArrayList<>();
    try (Stream<Path> files = Files.list(dir)) {
      for (Path each : files.toList()) {
        List<JsonNode> lines = read(each);
        assertThat(lines.getFirst().has("schema")).as(each.toString()).isTrue();
        lines.stream()
            .filter(line -> line.has("request_number"))
            .forEach(line -> numbers.add(line.get("request_number").intValue()));
      }
    }
    assertThat(numbers).hasSize(total).doesNotHaveDuplicates();
  }

  @Test
  void append_diskGoneThenBack_gapRecordCountsWhatIsMissing() throws IOException {
    Path missing = dir.resolve("not-yet");
    Path file = missing.resolve("access.json");
    int total = 5000;
    AccessLog log = open(file, Optional.empty(), 1, 1);
    LoopLog loop = log.newLoop();
    for (int i = 0; i < total; i++) {
      loop.append(numbered(i));
    }
    await()
        .until(
            () ->
                log.failures() > 0 && events.stream().anyMatch(Event.LogFailed.class::isInstance));
    assertThat(log.dropped()).isPositive();
    await().until(() -> events.stream().anyMatch(Event.AccessLogDropped.class::isInstance));
    Files.createDirectory(missing);
    await().until(() -> log.bytesWritten() > 0);
    await()
        .until(
            () -> {
              loop.tick(System.nanoTime());
              loop.close();
              return Files.readString(file).contains("\"gap\":");
            });
    loop.append(numbered(total));
    loop.close();
    log.close();
    List<JsonNode> lines = read(file);
    long written = lines.stream().filter(line -> line.has("request_number")).count();
    long gaps =
        lines.stream()
            .filter(line -> line.has("gap"))
            .mapToLong(line -> line.get("gap").longValue())
            .sum();
    assertThat(gaps).isEqualTo(log.dropped());
    assertThat(written + gaps).isEqualTo(total + 1);
    JsonNode gap = lines.stream().filter(line -> line.has("gap")).findFirst().orElseThrow();
    assertThat(gap.get("from").longValue()).isEqualTo(Observations.plain().startMicros);
    assertThat(events.stream().filter(Event.LogFailed.class::isInstance)).hasSize(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void append_fullDisk_neverThrowsAndIsCounted() {
    try (AccessLog log = open(Path.of("/dev/full"), Optional.empty(), 1, 1)) {
      LoopLog loop = log.newLoop();
      for (int i = 0; i < 5000; i++) {
        loop.append(numbered(i));
      }
      await().until(() -> log.failures() > 0 && log.dropped() > 0);
      assertThat(events)
          .anyMatch(
              event ->
                  event instanceof Event.LogFailed failed && failed.file().equals("/dev/full"));
    }
  }

  @Test
  void open_fileThatEndsInsideALine_beginsANewLine() throws IOException {
    Path file = dir.resolve("access.json");
    Files.writeString(file, "{\"time\":1}\n{\"time\":2,\"cli");
    try (AccessLog log = open(file, Optional.empty(), 1 << 20, 1)) {
      LoopLog loop = log.newLoop();
      loop.append(numbered(7));
      loop.close();
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines).hasSize(4).startsWith("{\"time\":1}", "{\"time\":2,\"cli");
    assertThat(JSON.readTree(lines.get(2)).has("schema")).isTrue();
  }

  @Test
  void append_largestHeadOfNothingButEscapes_isWrittenWhole() throws IOException {
    Path file = dir.resolve("access.json");
    String line = "GET / HTTP/1.1\r\nHost: a\r\nUser-Agent: ";
    String agent = "\u00ff".repeat(HEAD - line.length() - 4);
    Observation o = Observations.plain();
    o.request = Observations.request(line + agent + "\r\n\r\n");
    try (AccessLog log = open(file, Optional.empty(), 1, 1)) {
      LoopLog loop = log.newLoop();
      loop.append(o);
      loop.close();
    }
    assertThat(read(file).get(1).get("user_agent").stringValue()).isEqualTo(agent);
  }

  @Test
  void append_steadyState_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (AccessLog log = open(dir.resolve("access.json"), Optional.empty(), 8 << 20, 1)) {
      LoopLog loop = log.newLoop();
      Observation o = Observations.plain();
      long least = Long.MAX_VALUE;
      // The lowest of several rounds: whatever the compiler or the measuring itself allocates is
      // not ours.
      for (int round = 0; round < 20; round++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
          loop.append(o);
        }
        loop.tick(round);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      assertThat(least).isLessThan(1000);
    }
  }

  @Test
  void newLoop_twoLoopsAtOnce_keepLinesWhole() throws Exception {
    Path file = dir.resolve("access.json");
    int each = 20_000;
    AccessLog log = open(file, Optional.empty(), 128 << 20, 2);
    List<Thread> loops = new ArrayList<>();
    for (int l = 0; l < 2; l++) {
      LoopLog loop = log.newLoop();
      int offset = l * each;
      loops.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      loop.append(numbered(offset + i));
                    }
                    loop.close();
                  }));
    }
    for (Thread loop : loops) {
      loop.join();
    }
    log.close();
    assertThat(log.dropped()).isZero();
    assertThat(
            read(file).stream()
                .filter(line -> line.has("request_number"))
                .map(line -> line.get("request_number").intValue()))
        .hasSize(2 * each)
        .doesNotHaveDuplicates();
  }

  @Test
  void newLoop_noFiles_costsNothingAndLogsNothing() {
    var config =
        new GuardConfig.AccessLog(
            Optional.empty(), Optional.empty(), 1 << 20, Duration.ofSeconds(1));
    try (AccessLog log =
        new AccessLog(
            config, HEAD, 1, "1", sites(), new NameTable(1), events::add, InstantSource.system())) {
      LoopLog loop = log.newLoop();
      loop.append(Observations.plain());
      loop.tick(1);
      loop.close();
      assertThat(log.bytes()).isZero();
    }
  }
}

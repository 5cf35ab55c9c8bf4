package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Rapid reset (CVE-2023-44487) by HTTP/1.1: whole requests, each hung up on at once. The origin
/// works on them to their end, so admission must count them to their end.
@ExtendWith(LeakWatch.class)
class AbandonedRequestTest {
  private static final int LIMIT = 3;
  private static final int REQUESTS = 20;

  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final RecordingOrigin origin = RecordingOrigin.tcp(this::work);
  private final GuardSetup setup = GuardSetup.inFrontOf(origin).withAdminPort();
  @TempDir private Path folder;

  AbandonedRequestTest() throws Exception {}

  @BeforeEach
  void limits() {
    setup.concurrency = LIMIT;
    setup.maxConcurrency = LIMIT;
    setup.accessLog = Optional.of(folder.resolve("access.json"));
  }

  @AfterEach
  void stop() throws Exception {
    release.countDown();
    origin.close();
  }

  /// Works until it is released, whether or not anybody still waits for the answer.
  private void work(OriginWire wire) throws IOException {
    while (wire.read().isPresent()) {
      most.accumulateAndGet(working.incrementAndGet(), Math::max);
      try {
        release.await();
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      }
      working.decrementAndGet();
      wire.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    }
  }

  private static String get(int number) {
    return "GET /" + number + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(Duration.ofSeconds(8)).until(condition);
  }

  private static boolean says(RunningGuard guard, String metric) throws IOException {
    return guard.metrics().contains(metric);
  }

  private List<String> log() throws IOException {
    Path file = setup.accessLog.orElseThrow();
    return Files.exists(file)
        ? Files.readAllLines(file).stream().filter(line -> line.contains("\"method\"")).toList()
        : List.of();
  }

  private void awaitLog(int lines) {
    await(() -> log().size() == lines);
  }

  /// Sends a request, waits until the origin has it or it stands in the queue, and hangs up.
  private void hitAndRun(RunningGuard guard, int number, boolean reset) throws Exception {
    try (WireClient client = guard.connect()) {
      client.send(get(number));
      await(() -> origin.arrivals().size() == number + 1 || says(guard, "gabion_queue_length 1.0"));
      if (reset) {
        client.reset();
      }
    }
    await(
        () ->
            guard.guard().edge().connectionCount() == 0 && says(guard, "gabion_queue_length 0.0"));
  }

  @Test
  void hitAndRun_flood_leavesTheOriginNoMoreThanItsLimitAndNothingBehind() throws Exception {
    try (RunningGuard guard = setup.start()) {
      for (int i = 0; i < REQUESTS; i++) {
        hitAndRun(guard, i, i % 2 == 0);
      }
      assertThat(most.get()).as("requests that the origin worked on at once").isEqualTo(LIMIT);
      assertThat(says(guard, "gabion_origin_requests_in_flight 3.0")).isTrue();
      // The origin still works on the rest.
      awaitLog(REQUESTS - LIMIT);
      release.countDown();
      awaitLog(REQUESTS);
      assertThat(log()).allMatch(line -> line.contains("\"status\":499"));
      // Each line tells of its own request: no slot was used for another one too early.
      for (int i : IntStream.range(0, REQUESTS).toArray()) {
        assertThat(log()).filteredOn(line -> line.contains("\"/" + i + "\"")).hasSize(1);
      }
      assertThat(origin.arrivals()).hasSize(LIMIT);
      await(() -> says(guard, "gabion_origin_requests_in_flight 0.0"));
      try (WireClient client = guard.connect()) {
        assertThat(client.send(get(REQUESTS)).answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void readers_whoWait_areServed() throws Exception {
    release.countDown();
    try (RunningGuard guard = setup.start()) {
      for (int i = 0; i < REQUESTS; i++) {
        try (WireClient client = guard.connect()) {
          assertThat(client.send(get(i)).answer().status()).isEqualTo(200);
        }
      }
      awaitLog(REQUESTS);
      assertThat(log()).allMatch(line -> line.contains("\"status\":200"));
    }
  }

  @Test
  void abandonedRequest_ofASilentOrigin_endsAtTheFirstByteTimeout() throws Exception {
    setup.firstByteTimeout = Duration.ofMillis(500);
    try (RunningGuard guard = setup.start()) {
      hitAndRun(guard, 0, false);
      await(() -> says(guard, "gabion_origin_requests_in_flight 0.0"));
      awaitLog(1);
      assertThat(log().getFirst()).contains("\"status\":499", "\"verdict\":\"left\"");
      Matcher lasted = Pattern.compile("\"total_us\":(\\d+)").matcher(log().getFirst());
      assertThat(lasted.find()).isTrue();
      assertThat(Long.parseLong(lasted.group(1)) * 1000)
          .isGreaterThanOrEqualTo(setup.firstByteTimeout.toNanos());
    }
  }

  @Test
  void abandonedRequest_atTheEndOfADrain_isCutOffAndLogged() throws Exception {
    try (RunningGuard guard = setup.start()) {
      hitAndRun(guard, 0, true);
      assertThat(says(guard, "gabion_origin_requests_in_flight 1.0")).isTrue();
      assertThat(guard.guard().drain()).as("connections cut off").isZero();
      assertThat(log()).hasSize(1);
      assertThat(log().getFirst()).contains("\"status\":499", "\"verdict\":\"left\"");
    }
  }

  @Test
  void request_underWayAtTheDeadlineOfADrain_isLogged() throws Exception {
    setup.drainDeadline = Duration.ofMillis(300);
    try (RunningGuard guard = setup.start();
        WireClient client = guard.connect()) {
      client.send(get(0));
      await(() -> origin.arrivals().size() == 1);
      assertThat(guard.guard().drain()).as("connections cut off").isEqualTo(1);
      assertThat(log()).hasSize(1);
      assertThat(log().getFirst()).contains("\"status\":499");
    }
  }
}

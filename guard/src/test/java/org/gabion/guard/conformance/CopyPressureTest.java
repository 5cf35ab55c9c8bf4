package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.gabion.core.snapshot.Digest;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.MemorySnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Copies of large files: read only as fast as readers take them, within the memory that is
/// configured; over HTTP/1.1 and HTTP/2.
@ExtendWith(LeakWatch.class)
class CopyPressureTest {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int MEBIBYTE = 1 << 20;
  private static final int SIZE = 40 * MEBIBYTE + 12_345;
  private static final String GET = "GET /huge HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String SMALL = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  /// Read by then: what the sockets' buffers of both sides swallow, and one more.
  private static final int SWALLOWED = 12;

  private final byte[] huge = random(SIZE);
  private final MemorySnapshot copy =
      new MemorySnapshot()
          .put("/huge", "application/zip", huge)
          .html("/", "<!doctype html><title>t</title><p>Hello");
  private final GuardSetup setup;

  CopyPressureTest() throws Exception {
    RecordingOrigin gone = RecordingOrigin.tcp(RecordingOrigin.ok());
    setup = GuardSetup.inFrontOf(gone).withAdminPort();
    setup.downTime = GuardSetup.LONG;
    gone.close();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(4).nextBytes(bytes);
    return bytes;
  }

  private static long directMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  private void untilStill() {
    AtomicInteger before = new AtomicInteger(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(SOON)
        .until(() -> before.getAndSet(copy.reads()) == copy.reads() && copy.reads() > 0);
  }

  private static void awaitNoMemory(RunningGuard guard) {
    awaitMetrics(guard, "gabion_copy_memory_bytes 0.0");
  }

  /// What is counted is counted a moment after the reader has it.
  private static void awaitMetrics(RunningGuard guard, String... lines) {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(guard.metrics()).contains(lines));
  }

  private static WireClient slow(RunningGuard guard) throws IOException {
    WireClient client = WireClient.from("127.0.0.1", guard.port(), 16 << 10);
    client.send(GET).bytes(1000);
    return client;
  }

  @Test
  void largeFile_slowReader_isReadAsItIsTaken() throws Exception {
    long before = directMemory();
    try (RunningGuard guard = setup.start(copy);
        WireClient client = WireClient.from("127.0.0.1", guard.port(), 16 << 10)) {
      client.send(GET);
      untilStill();
      assertThat(copy.reads()).as("pieces read for a reader who takes none").isLessThan(SWALLOWED);
      assertThat(directMemory() - before).isLessThan(24L << 20);
      awaitMetrics(guard, "gabion_copy_memory_bytes 1048576.0");
      WireAnswer answer = client.answer();
      assertThat(answer.payload()).isEqualTo(SIZE);
      assertThat(answer.values("content-length")).containsExactly(Integer.toString(SIZE));
      assertThat(copy.reads()).isEqualTo(41);
      awaitNoMemory(guard);
    }
  }

  @Test
  void largeFile_reader_getsEveryByteInItsPlace() throws Exception {
    try (RunningGuard guard = setup.start(copy);
        WireClient client = guard.connect()) {
      client.send(GET + SMALL);
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) client.read());
      }
      assertThat(Digest.of(client.bytes(SIZE))).isEqualTo(Digest.of(huge));
      assertThat(client.answer().text())
          .as("the next one, on the same connection")
          .contains("Hello");
    }
  }

  @Test
  void readerWhoLeavesHalfWay_isForgotten() throws Exception {
    try (RunningGuard guard = setup.start(copy)) {
      for (int i = 0; i < 5; i++) {
        WireClient client = slow(guard);
        if (i % 2 == 0) {
          client.reset();
        } else {
          client.close();
        }
      }
      awaitNoMemory(guard);
      int reads = copy.reads();
      assertThat(reads).isLessThan(5 * SWALLOWED);
      awaitMetrics(
          guard, "gabion_requests_total{site=\"default\",status=\"2xx\",verdict=\"copy\"} 5.0");
    }
  }

  @Test
  void slowReadersOfLargeFiles_leaveRoomForPages() throws Exception {
    setup.copies = new GuardConfig.Copies(4 << 20, 8);
    try (RunningGuard guard = setup.start(copy)) {
      List<WireClient> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 3; i++) {
          slow.add(slow(guard));
        }
        try (WireClient client = guard.connect()) {
          assertThat(client.send(GET).answer().status()).as("a fourth large one").isEqualTo(502);
          for (int i = 0; i < 50; i++) {
            assertThat(client.send(SMALL).answer().status()).isEqualTo(200);
          }
        }
        awaitMetrics(guard, "gabion_copies_missed_total{cause=\"busy\"} 1.0");
      } finally {
        for (WireClient client : slow) {
          client.close();
        }
      }
      awaitNoMemory(guard);
      try (WireClient client = guard.connect()) {
        assertThat(client.send(GET).answer().payload()).isEqualTo(SIZE);
      }
    }
  }

  @Test
  void pieceThatCanNotBeRead_endsTheConnectionShortOfItsLength() throws Exception {
    AtomicInteger pieces = new AtomicInteger();
    copy.disks(
        () -> {},
        () -> {
          if (pieces.incrementAndGet() == 3) {
            throw new SnapshotStore.Unreadable("/copy/o/3 is damaged");
          }
        });
    try (RunningGuard guard = setup.start(copy)) {
      try (WireClient client = guard.connect()) {
        WireAnswer answer = client.send(GET).answer();
        assertThat(answer.whole()).isFalse();
        assertThat(answer.payload()).isLessThanOrEqualTo(2 * MEBIBYTE);
      }
      awaitNoMemory(guard);
      assertThat(guard.journal()).anyMatch(event -> event.name().equals("copy.unreadable"));
    }
  }

  @Test
  void slowReader_belowTheMinimumRate_isCutOffAndForgotten() throws Exception {
    setup.minReadRate = 1 << 20;
    setup.bodyGrace = Duration.ofMillis(300);
    try (RunningGuard guard = setup.start(copy);
        WireClient client = slow(guard)) {
      awaitMetrics(guard, "gabion_connections_cut_total{cause=\"slow-reader\"} 1.0");
      awaitNoMemory(guard);
      assertThat(client.rest()).as("what was on its way").hasSizeLessThan(SIZE);
    }
  }

  // ---- HTTP/2

  private RunningGuard overHttp2() throws Exception {
    return setup.listen(false, true, false).start(copy);
  }

  @Test
  void http2_page_isTheCopyWithItsDate() throws Exception {
    try (RunningGuard guard = overHttp2();
        Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.get(1, "/");
      Http2Wire.StreamView page = wire.await(1);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.ended()).isTrue();
      assertThat(page.heads().getFirst())
          .contains("gabion-copy: 2026-11-22T19:04:05Z\n", "cache-control: no-store\n")
          .contains("content-length: " + page.payload() + "\n");
      assertThat(page.text())
          .startsWith("<!doctype html><title>t</title><div role=\"note\"")
          .endsWith("</div>\n<p>Hello");
      wire.headers(
          3,
          Http2Wire.END_STREAM | Http2Wire.END_HEADERS,
          ":method",
          "HEAD",
          ":scheme",
          "http",
          ":path",
          "/",
          ":authority",
          "a");
      Http2Wire.StreamView head = wire.await(3);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.payload()).isZero();
      assertThat(head.heads().getFirst()).contains("content-length: " + page.payload() + "\n");
      wire.post(5, "/");
      wire.data(5, true, "x");
      assertThat(wire.await(5).status()).isEqualTo(502);
      assertThat(wire.trouble()).isEmpty();
      assertThat(wire.goAwayCode()).isEqualTo(-1);
    }
  }

  @Test
  void http2_getWithABody_getsNoCopy() throws Exception {
    try (RunningGuard guard = overHttp2();
        Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.headers(
          1,
          Http2Wire.END_HEADERS,
          ":method",
          "GET",
          ":scheme",
          "http",
          ":path",
          "/",
          ":authority",
          "a");
      wire.data(1, true, "x");
      assertThat(wire.await(1).status()).isEqualTo(502);
      assertThat(copy.lookups()).isZero();
    }
  }

  @Test
  void http2_largeFile_isWhole() throws Exception {
    try (RunningGuard guard = overHttp2();
        Http2Wire wire = Http2Wire.connect(guard.port())) {
      wire.get(1, "/huge");
      wire.get(3, "/");
      assertThat(wire.until(() -> wire.stream(1).done(), SOON.toNanos())).isTrue();
      assertThat(wire.stream(1).payload()).isEqualTo(SIZE);
      assertThat(wire.stream(1).text().getBytes(StandardCharsets.ISO_8859_1))
          .startsWith(Arrays.copyOf(huge, 1 << 19));
      assertThat(wire.await(3).status()).isEqualTo(200);
      awaitNoMemory(guard);
    }
  }

  @Test
  void http2_readersWithoutWindow_holdOnePieceEach() throws Exception {
    long before = directMemory();
    try (RunningGuard guard = overHttp2()) {
      try (Http2Wire wire = Http2Wire.connect(guard.port()).withoutReturningWindow()) {
        for (int i = 0; i < 10; i++) {
          wire.get(2 * i + 1, "/huge");
        }
        untilStill();
        assertThat(copy.reads()).isLessThanOrEqualTo(10);
        assertThat(directMemory() - before).isLessThan(24L << 20);
        awaitMetrics(guard, "gabion_copy_memory_bytes 1.048576E7");
        wire.reset(1, 8);
        awaitMetrics(guard, "gabion_copy_memory_bytes 9437184.0");
      }
      awaitNoMemory(guard);
    }
  }
}

package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whoever takes slowly makes the other side wait, never the guard's memory grow.
@ExtendWith(LeakWatch.class)
class PressureTest {
  private static final long HUGE = 256L << 20;
  private static final long BUFFERED = 64L << 10;
  private static final long SOCKETS = 48L << 20;
  private static final long GUARD = 24L << 20;
  private static final String GET = "GET /huge HTTP/1.1\r\nHost: a\r\n\r\n";

  private final AtomicLong written = new AtomicLong();
  private final RecordingOrigin origin = RecordingOrigin.tcp(this::pour);

  PressureTest() throws Exception {}

  @AfterEach
  void stop() throws Exception {
    origin.close();
  }

  /// Answers with as much as anybody takes.
  private void pour(OriginWire wire) throws IOException {
    byte[] block = new byte[1 << 16];
    for (var request = wire.read(); request.isPresent(); request = wire.read()) {
      wire.write("HTTP/1.1 200 OK\r\nContent-Length: " + HUGE + "\r\n\r\n");
      for (long left = HUGE; left > 0; left -= block.length) {
        wire.write(block);
        written.addAndGet(block.length);
      }
    }
  }

  private static long guardMemory() {
    return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  /// Waits until nothing more is written: everything between the two ends is full.
  private void untilStill() {
    AtomicLong before = new AtomicLong(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(15))
        .until(() -> before.getAndSet(written.get()) == written.get() && written.get() > 0);
  }

  @Test
  void download_readerWhoStops_stopsTheOriginNotTheMemory() throws Exception {
    try (RunningGuard guard = GuardSetup.inFrontOf(origin).start()) {
      long before = guardMemory();
      try (WireClient client = WireClient.from("127.0.0.1", guard.port(), 16 << 10)) {
        client.send(GET).bytes(1000);
        untilStill();
        assertThat(written.get()).as("bytes that the origin got rid of").isLessThan(SOCKETS);
        assertThat(guardMemory() - before).as("direct memory").isLessThan(GUARD);
      }
    }
  }

  @Test
  void download_http2ReaderWithoutWindow_stopsTheOriginNotTheMemory() throws Exception {
    try (RunningGuard guard = GuardSetup.inFrontOf(origin).listen(false, true, false).start()) {
      long before = guardMemory();
      try (Http2Wire wire = Http2Wire.connect(guard.port()).withoutReturningWindow()) {
        for (int i = 0; i < 10; i++) {
          wire.get(2 * i + 1, "/huge");
        }
        untilStill();
        assertThat(written.get()).as("bytes that the origin got rid of").isLessThan(10 * SOCKETS);
        assertThat(guardMemory() - before).as("direct memory").isLessThan(GUARD);
      }
    }
  }

  @Test
  void download_readerWhoPausesLongerThanTheOriginMayBeSilent_getsItWhole() throws Exception {
    GuardSetup setup = GuardSetup.inFrontOf(origin);
    setup.originIdle = Duration.ofMillis(400);
    try (RunningGuard guard = setup.start();
        WireClient client = WireClient.from("127.0.0.1", guard.port(), 16 << 10)) {
      client.send(GET);
      client.bytes(1000);
      untilStill();
      // The origin was silent for longer than its limit, but only because it was made to wait.
      long still = System.nanoTime();
      Awaitility.await().until(() -> System.nanoTime() - still > 2 * setup.originIdle.toNanos());
      byte[] buffer = new byte[1 << 16];
      long got = 1000;
      int n = client.socket().getInputStream().read(buffer);
      // The client may have buffered some of the beginning.
      long rest = HUGE - BUFFERED;
      while (n > 0 && got < rest) {
        got += n;
        n = client.socket().getInputStream().read(buffer);
      }
      assertThat(got).isGreaterThanOrEqualTo(rest);
    }
  }

  @Test
  void upload_originWhoStops_stopsTheReaderNotTheMemory() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    origin.script(
        wire -> {
          wire.readHead();
          try {
            over.await(30, TimeUnit.SECONDS);
          } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
          }
        });
    GuardSetup setup = GuardSetup.inFrontOf(origin);
    setup.maxRequestBody = HUGE;
    try (RunningGuard guard = setup.start()) {
      long before = guardMemory();
      try (WireClient client = guard.connect()) {
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + HUGE + "\r\n\r\n");
        Thread.ofVirtual()
            .start(
                () -> {
                  byte[] block = new byte[1 << 16];
                  try {
                    while (true) {
                      client.send(block);
                      written.addAndGet(block.length);
                    }
                  } catch (IOException closed) {
                    // The test is over.
                  }
                });
        untilStill();
        assertThat(written.get()).as("bytes that the reader got rid of").isLessThan(SOCKETS);
        assertThat(guardMemory() - before).as("direct memory").isLessThan(GUARD);
      }
    } finally {
      over.countDown();
    }
  }

  @Test
  void download_pipelinedBehindAReaderWhoStops_waits() throws Exception {
    try (RunningGuard guard = GuardSetup.inFrontOf(origin).start();
        WireClient client = WireClient.from("127.0.0.1", guard.port(), 16 << 10)) {
      client.send(GET + GET + GET + GET);
      client.bytes(1000);
      untilStill();
      assertThat(origin.arrivals()).as("one at a time").hasSize(1);
    }
  }
}

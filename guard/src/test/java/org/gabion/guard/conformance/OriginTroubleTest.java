package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.gabion.core.journal.Event;
import org.gabion.guard.GuardConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Origins that are down, slow, or close what the guard kept.
@ExtendWith(LeakWatch.class)
class OriginTroubleTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String POST = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final Duration SOON = Duration.ofSeconds(5);

  /// Answers the first request of each connection and closes without a word when the second has
  /// come.
  private static RecordingOrigin.Script closesAtTheSecond() {
    return wire -> {
      if (wire.read().isPresent()) {
        wire.write(OK);
        wire.read();
      }
    };
  }

  @Test
  void keptConnection_closedByTheOriginUnderAGet_isTriedAgainOnAFreshOne() throws Exception {
    try (RecordingOrigin origin = RecordingOrigin.tcp(closesAtTheSecond());
        RunningGuard guard = oneLoop(origin).start();
        WireClient client = guard.connect()) {
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(origin.connections()).hasSize(2);
      assertThat(origin.arrivals()).as("the second request came twice").hasSize(3);
    }
  }

  @Test
  void keptConnection_closedByTheOriginUnderAPost_isNotTriedAgain() throws Exception {
    try (RecordingOrigin origin = RecordingOrigin.tcp(closesAtTheSecond());
        RunningGuard guard = oneLoop(origin).start();
        WireClient client = guard.connect()) {
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(client.send(POST).answer().status()).isEqualTo(502);
      assertThat(origin.arrivals()).as("the order may have been carried out").hasSize(2);
    }
  }

  @Test
  void keptConnection_closedUnderAnEmptyChunkedGet_neverLeavesItUnfinished() throws Exception {
    try (RecordingOrigin origin = RecordingOrigin.tcp(closesAtTheSecond());
        RunningGuard guard = oneLoop(origin).start();
        WireClient client = guard.connect()) {
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      String empty = "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
      assertThat(client.send(empty).answer().status()).isEqualTo(502);
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(origin.arrivals()).hasSize(3);
    }
  }

  @Test
  void keptConnections_closedUnderPosts_doNotMarkTheOriginDown() throws Exception {
    try (RecordingOrigin origin = RecordingOrigin.tcp(closesAtTheSecond())) {
      GuardSetup setup = oneLoop(origin);
      setup.failureThreshold = 1;
      try (RunningGuard guard = setup.start();
          WireClient client = guard.connect()) {
        assertThat(client.send(GET).answer().status()).isEqualTo(200);
        assertThat(client.send(POST).answer().status()).isEqualTo(502);
        assertThat(guard.journal()).noneMatch(event -> event instanceof Event.OriginDown);
      }
    }
  }

  @Test
  void expectation_thatTheOriginLeavesUnanswered_isTheOriginsFault() throws Exception {
    try (RecordingOrigin origin =
        RecordingOrigin.tcp(
            wire -> {
              wire.readHead();
              wire.awaitEnd();
            })) {
      GuardSetup setup = oneLoop(origin);
      setup.bodyGrace = Duration.ofMillis(300);
      setup.firstByteTimeout = Duration.ofMillis(900);
      try (RunningGuard guard = setup.start();
          WireClient client = guard.connect()) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        assertThat(client.answer("POST").status()).isEqualTo(504);
      }
    }
  }

  /// The body came before the connect failed, and was held for an origin that never was.
  @Test
  void http2Body_heldForAnOriginThatIsDown_isDroppedAndItsWindowGivenBack() throws Exception {
    RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
    origin.close();
    try (RunningGuard guard = oneLoop(origin).listen(false, true, false).start();
        Http2Wire wire = Http2Wire.connect(guard.port())) {
      long before = wire.windowGiven(0);
      for (int stream = 1; stream < 20; stream += 2) {
        wire.post(stream, "/");
        wire.data(stream, true, "x".repeat(16_000));
        assertThat(wire.await(stream).status()).isEqualTo(502);
      }
      assertThat(wire.until(() -> wire.windowGiven(0) - before > 100_000)).isTrue();
    }
  }

  @Test
  void freshConnection_closedByTheOrigin_isNotTriedAgain() throws Exception {
    try (RecordingOrigin origin = RecordingOrigin.tcp(wire -> wire.read());
        RunningGuard guard = oneLoop(origin).start();
        WireClient client = guard.connect()) {
      assertThat(client.send(GET).answer().status()).isEqualTo(502);
      assertThat(origin.arrivals()).hasSize(1);
    }
  }

  @Test
  void keptConnection_closedAgainAndAgain_endsIn502() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    try (RecordingOrigin origin =
            RecordingOrigin.tcp(
                wire -> {
                  if (wire.read().isPresent() && requests.incrementAndGet() == 1) {
                    wire.write(OK);
                    wire.read();
                  }
                });
        RunningGuard guard = oneLoop(origin).start();
        WireClient client = guard.connect()) {
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(client.send(GET).answer().status()).isEqualTo(502);
      assertThat(origin.arrivals()).as("one try, one more").hasSize(3);
    }
  }

  @Test
  void keptConnection_halfAnAnswerThenClosed_isNotTriedAgain() throws Exception {
    try (RecordingOrigin origin =
            RecordingOrigin.tcp(
                wire -> {
                  wire.read();
                  wire.write(OK);
                  wire.read();
                  wire.write("HTTP/1.1 2");
                });
        RunningGuard guard = oneLoop(origin).start();
        WireClient client = guard.connect()) {
      assertThat(client.send(GET).answer().status()).isEqualTo(200);
      assertThat(client.send(GET).answer().status()).isEqualTo(502);
      assertThat(origin.arrivals()).hasSize(2);
    }
  }

  private static GuardSetup oneLoop(RecordingOrigin origin) {
    GuardSetup setup = GuardSetup.inFrontOf(origin);
    setup.eventLoops = 1;
    return setup;
  }

  @Test
  void guard_startedBeforeItsOrigin_servesOnceItIsThere() throws Exception {
    int port = freePort();
    GuardSetup setup = GuardSetup.inFrontOf(new GuardConfig.Origin.Tcp("127.0.0.1", port, false));
    try (RunningGuard guard = setup.start()) {
      for (int i = 0; i < 5; i++) {
        try (WireClient client = guard.connect()) {
          assertThat(client.send(GET).answer().status()).isIn(502, 503);
        }
      }
      // The last origin is always tried: not a moment passes between its start and the first page.
      try (RecordingOrigin origin = RecordingOrigin.tcp(port, RecordingOrigin.ok());
          WireClient client = guard.connect()) {
        assertThat(client.send(GET).answer().status()).isEqualTo(200);
        assertThat(origin.arrivals()).hasSize(1);
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void originDown_withAnotherUp_readersDoNotNotice() throws Exception {
    try (RecordingOrigin down = RecordingOrigin.tcp(RecordingOrigin.ok());
        RecordingOrigin up = RecordingOrigin.tcp(RecordingOrigin.ok());
        RunningGuard guard = GuardSetup.inFrontOf(down, up).start()) {
      down.stopListening();
      for (int i = 0; i < 20; i++) {
        try (WireClient client = guard.connect()) {
          assertThat(client.send(i % 2 == 0 ? GET : POST).answer().status())
              .as("request " + i)
              .isEqualTo(200);
        }
      }
      assertThat(up.arrivals()).hasSize(20);
    }
  }

  @Test
  void origins_bothUp_shareTheRequests() throws Exception {
    try (RecordingOrigin one = RecordingOrigin.tcp(RecordingOrigin.ok());
        RecordingOrigin two = RecordingOrigin.tcp(RecordingOrigin.ok());
        RunningGuard guard = GuardSetup.inFrontOf(one, two).start();
        WireClient client = guard.connect()) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.send(GET).answer().status()).isEqualTo(200);
      }
      assertThat(one.arrivals()).isNotEmpty();
      assertThat(two.arrivals()).isNotEmpty();
    }
  }

  @Test
  void connect_thatNobodyAnswers_timesOut() throws Exception {
    List<Socket> filling = new ArrayList<>();
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // A full backlog: the system drops further connects, as a firewall would.
      for (int i = 0; i < 8; i++) {
        Socket socket = new Socket();
        filling.add(socket);
        try {
          socket.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()), 50);
        } catch (IOException fullNow) {
          break;
        }
      }
      GuardSetup setup =
          GuardSetup.inFrontOf(new GuardConfig.Origin.Tcp("127.0.0.1", full.getLocalPort(), false));
      setup.connectTimeout = Duration.ofMillis(300);
      try (RunningGuard guard = setup.start();
          WireClient client = guard.connect()) {
        assertThat(client.send(GET).answer().status()).isIn(502, 503, 504);
      }
    } finally {
      for (Socket socket : filling) {
        socket.close();
      }
    }
  }

  @Test
  void firstByte_thatNeverComes_timesOut() throws Exception {
    try (RecordingOrigin origin =
        RecordingOrigin.tcp(
            wire -> {
              wire.read();
              wire.awaitEnd();
            })) {
      GuardSetup setup = GuardSetup.inFrontOf(origin);
      setup.firstByteTimeout = Duration.ofMillis(300);
      try (RunningGuard guard = setup.start();
          WireClient client = guard.connect()) {
        assertThat(client.send(GET).answer().status()).isEqualTo(504);
        Awaitility.await().atMost(SOON).until(() -> origin.connections().getFirst().ended());
      }
    }
  }

  @Test
  void answer_thatFallsSilent_isCutOff() throws Exception {
    try (RecordingOrigin origin =
        RecordingOrigin.tcp(
            wire -> {
              wire.read();
              wire.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
              wire.awaitEnd();
            })) {
      GuardSetup setup = GuardSetup.inFrontOf(origin);
      setup.originIdle = Duration.ofMillis(300);
      try (RunningGuard guard = setup.start();
          WireClient client = guard.connect()) {
        WireAnswer answer = client.send(GET).answer();
        assertThat(answer.whole()).isFalse();
        assertThat(answer.text()).isEqualTo("hello");
        Awaitility.await().atMost(SOON).until(() -> origin.connections().getFirst().ended());
      }
    }
  }

  @Test
  void upload_thatTheOriginStopsReading_isCutOff() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RecordingOrigin origin =
        RecordingOrigin.tcp(
            wire -> {
              wire.readHead();
              try {
                over.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
              }
            })) {
      GuardSetup setup = GuardSetup.inFrontOf(origin);
      setup.originIdle = Duration.ofMillis(300);
      setup.firstByteTimeout = Duration.ofMillis(300);
      try (RunningGuard guard = setup.start();
          WireClient client = guard.connect()) {
        Thread sending =
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        client.send(
                            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000000\r\n\r\n");
                        client.send(new byte[60_000_000]);
                      } catch (IOException closed) {
                        // Expected: nobody wanted it.
                      }
                    });
        assertThat(client.answer().status()).isIn(502, 504);
        sending.join();
      } finally {
        over.countDown();
      }
    }
  }

  @Test
  void reader_whoLeavesADownload_endsItAtTheOrigin() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    try (RecordingOrigin origin =
            RecordingOrigin.tcp(
                wire -> {
                  wire.read();
                  wire.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  try {
                    while (true) {
                      wire.write("5\r\nhello\r\n");
                    }
                  } catch (IOException closed) {
                    stopped.countDown();
                  }
                });
        RunningGuard guard = GuardSetup.inFrontOf(origin).start()) {
      try (WireClient client = guard.connect()) {
        client.send(GET).bytes(10_000);
      }
      assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
    }
  }

  /// Not before: an origin that works on unseen would get more and more to do.
  @Test
  void reader_whoLeavesBeforeTheAnswer_endsItAtTheOriginWhenTheAnswerBegins() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    try (RecordingOrigin origin =
            RecordingOrigin.tcp(
                wire -> {
                  wire.read();
                  try {
                    left.await(20, TimeUnit.SECONDS);
                  } catch (InterruptedException interrupted) {
                    throw new IOException(interrupted);
                  }
                  wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                  wire.awaitEnd();
                });
        RunningGuard guard = GuardSetup.inFrontOf(origin).withAdminPort().start()) {
      try (WireClient client = guard.connect()) {
        client.send(GET);
        Awaitility.await().atMost(SOON).until(() -> origin.arrivals().size() == 1);
      }
      Awaitility.await().atMost(SOON).until(() -> guard.guard().edge().connectionCount() == 0);
      assertThat(guard.metrics()).contains("gabion_origin_requests_in_flight 1.0");
      left.countDown();
      Awaitility.await().atMost(SOON).until(() -> origin.connections().getFirst().ended());
    }
  }

  @Test
  void reader_whoLeavesAnUpload_neverMakesItWholeAtTheOrigin() throws Exception {
    for (String framing : List.of("Content-Length: 100", "Transfer-Encoding: chunked")) {
      try (RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.ok());
          RunningGuard guard = GuardSetup.inFrontOf(origin).start()) {
        try (WireClient client = guard.connect()) {
          client.send("POST / HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n\r\n5\r\nhello\r\n");
          Awaitility.await()
              .atMost(SOON)
              .until(
                  () -> !origin.arrivals().isEmpty() && origin.arrivals().getFirst().payload() > 0);
        }
        Awaitility.await().atMost(SOON).until(() -> origin.connections().getFirst().ended());
        assertThat(origin.arrivals().getFirst().whole()).as(framing).isFalse();
      }
    }
  }

  @Test
  void origin_onAUnixSocket_serves(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("origin.sock");
    try (RecordingOrigin origin = RecordingOrigin.unix(path, RecordingOrigin.ok());
        RunningGuard guard = GuardSetup.inFrontOf(new GuardConfig.Origin.Unix(path)).start();
        WireClient client = guard.connect()) {
      assertThat(Files.exists(path)).isTrue();
      assertThat(client.send(GET).answer().text()).isEqualTo("ok");
      assertThat(client.send(POST).answer().text()).isEqualTo("ok");
      assertThat(origin.arrivals().getFirst().values("host")).containsExactly("a");
    }
  }
}

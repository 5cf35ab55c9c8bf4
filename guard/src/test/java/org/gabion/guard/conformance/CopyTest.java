package org.gabion.guard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.gabion.core.journal.Event;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.Prefix;
import org.gabion.core.request.PrefixSet;
import org.gabion.core.snapshot.RouteHeader;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.MemorySnapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Readers get the copy while the origin is down or has no room for them, and never otherwise.
@ExtendWith(LeakWatch.class)
class CopyTest {
  private static final Duration SOON = Duration.ofSeconds(8);
  private static final String PAGE =
      "<!doctype html><html><head><title>t</title></head><body"
          + " class=\"a>b\"><p>Hello</body></html>";
  private static final String BANNER =
      "This is a copy of this page from 22 November 2026 at 19:04 UTC";
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlive";

  private final CountDownLatch work = new CountDownLatch(1);
  private final RecordingOrigin origin = RecordingOrigin.tcp(RecordingOrigin.answering(OK));
  private final GuardSetup setup = GuardSetup.inFrontOf(origin).withAdminPort();
  private final MemorySnapshot copy =
      new MemorySnapshot("page")
          .html("/", PAGE)
          .put("/a.css", "text/css", "p{}".getBytes(StandardCharsets.US_ASCII));

  @TempDir private Path folder;

  CopyTest() throws Exception {
    setup.eventLoops = 1;
    setup.downTime = GuardSetup.LONG;
  }

  @AfterEach
  void stop() throws Exception {
    work.countDown();
    origin.close();
  }

  private static String get(String path, String... fields) {
    return request("GET", path, fields);
  }

  private static String request(String method, String path, String... fields) {
    StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: a\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static WireAnswer ask(RunningGuard guard, String request) throws IOException {
    try (WireClient client = guard.connect()) {
      return client.send(request).answer(request.substring(0, request.indexOf(' ')));
    }
  }

  private static void assertCopy(WireAnswer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    assertThat(answer.value("gabion-copy")).contains("2026-11-22T19:04:05Z");
    assertThat(answer.whole()).isTrue();
  }

  private static void assertNoCopy(WireAnswer answer, int status) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.value("gabion-copy")).isEmpty();
    assertThat(answer.text()).doesNotContain(BANNER);
  }

  private RunningGuard down() throws Exception {
    origin.close();
    return setup.start(copy);
  }

  /// The origin gets each request and says nothing until [#work] is over.
  private RunningGuard busy() throws Exception {
    setup.concurrency = 1;
    setup.maxConcurrency = 1;
    origin.script(
        wire -> {
          while (wire.read().isPresent()) {
            await(work);
            wire.write(OK);
          }
        });
    return setup.start(copy);
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  private void awaitArrivals(int count) {
    Awaitility.await().atMost(SOON).until(() -> origin.arrivals().size() == count);
  }

  /// What is counted is counted a moment after the reader has it.
  private static void awaitMetrics(RunningGuard guard, String... lines) {
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(guard.metrics()).contains(lines));
  }

  // ---- the origin is down

  @Test
  void originDown_page_isTheCopyWithItsDate() throws Exception {
    setup.accessLog = Optional.of(folder.resolve("access.json"));
    try (RunningGuard guard = down()) {
      WireAnswer answer = ask(guard, get("/"));
      assertCopy(answer);
      assertThat(answer.values("content-type")).containsExactly("text/html; charset=utf-8");
      assertThat(answer.values("cache-control")).containsExactly("no-store");
      assertThat(answer.values("date")).hasSize(1);
      for (String absent : List.of("set-cookie", "etag", "age", "warning", "transfer-encoding")) {
        assertThat(answer.values(absent)).as(absent).isEmpty();
      }
      String text = answer.text();
      int begin = PAGE.indexOf("<p>");
      assertThat(text).startsWith(PAGE.substring(0, begin) + "<div role=\"note\"");
      assertThat(text).contains(BANNER + ", because the site's own server does not answer now.");
      assertThat(text).endsWith("</div>\n" + PAGE.substring(begin));
      assertThat(guard.journal())
          .filteredOn(event -> event instanceof Event.CopyBegun)
          .singleElement()
          .satisfies(
              begun ->
                  assertThat(begun.message())
                      .isEqualTo(
                          "Readers of site default get its copy of 2026-11-22T19:04:05Z. The origin"
                              + " did not accept connections."));
      awaitMetrics(
          guard, "gabion_requests_total{site=\"default\",status=\"2xx\",verdict=\"copy\"} 1.0");
    }
    assertThat(Files.readString(folder.resolve("access.json")))
        .contains("\"status\":200,\"bytes_in\"", "\"verdict\":\"copy\",\"reason\":\"origin.down\"");
  }

  @Test
  void originDown_otherContent_isUntouched() throws Exception {
    byte[] every = new byte[70_000];
    for (int i = 0; i < every.length; i++) {
      every[i] = (byte) i;
    }
    copy.put("/x.bin", "application/octet-stream", every);
    try (RunningGuard guard = down()) {
      assertThat(ask(guard, get("/a.css")).text()).isEqualTo("p{}");
      WireAnswer binary = ask(guard, get("/x.bin", "Range: bytes=0-9", "If-None-Match: *"));
      assertCopy(binary);
      assertThat(binary.body()).isEqualTo(every);
    }
  }

  @Test
  void originDown_forLong_isNotAskedForWhatTheCopyHas() throws Exception {
    origin.script(wire -> wire.reset());
    setup.failureThreshold = 2;
    try (RunningGuard guard = setup.start(copy)) {
      for (int i = 0; i < 5; i++) {
        assertCopy(ask(guard, get("/")));
      }
      assertThat(origin.connections()).as("tries").hasSize(2);
      assertNoCopy(ask(guard, get("/unknown")), 502);
      assertThat(origin.connections()).as("what the copy has not is asked for").hasSize(3);
    }
  }

  @Test
  void originDown_andBack_answersItself() throws Exception {
    setup.downTime = Duration.ofMillis(200);
    int port = origin.port();
    try (RunningGuard guard = down()) {
      for (int i = 0; i < 5; i++) {
        assertCopy(ask(guard, get("/")));
      }
      try (RecordingOrigin again = RecordingOrigin.tcp(port, RecordingOrigin.answering(OK))) {
        Awaitility.await().atMost(SOON).until(() -> ask(guard, get("/")).text().equals("live"));
        for (int i = 0; i < 20; i++) {
          assertNoCopy(ask(guard, get("/")), 200);
        }
        assertThat(again.arrivals()).hasSizeGreaterThanOrEqualTo(21);
      }
    }
  }

  @Test
  void originSilent_readerGetsTheCopyAtTheTimeout() throws Exception {
    setup.firstByteTimeout = Duration.ofMillis(300);
    origin.script(
        wire -> {
          wire.read();
          wire.awaitEnd();
        });
    try (RunningGuard guard = setup.start(copy)) {
      assertCopy(ask(guard, get("/")));
      assertNoCopy(ask(guard, request("POST", "/", "Content-Length: 0")), 504);
    }
  }

  @Test
  void originClosesWithoutAWord_readerGetsTheCopy() throws Exception {
    origin.script(wire -> wire.read());
    try (RunningGuard guard = setup.start(copy)) {
      assertCopy(ask(guard, get("/")));
    }
  }

  @Test
  void originAnswersItself_isPassedOnWhateverItSays() throws Exception {
    for (int status : new int[] {500, 502, 503, 504, 404}) {
      origin.script(
          RecordingOrigin.answering("HTTP/1.1 " + status + " So\r\nContent-Length: 4\r\n\r\nmine"));
      try (RunningGuard guard = setup.start(copy)) {
        WireAnswer answer = ask(guard, get("/"));
        assertNoCopy(answer, status);
        assertThat(answer.text()).isEqualTo("mine");
      }
    }
    assertThat(copy.lookups()).isZero();
  }

  @Test
  void answerBrokenOffHalfWay_isNotContinuedByACopy() throws Exception {
    origin.script(
        wire -> {
          wire.read();
          wire.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        });
    try (RunningGuard guard = setup.start(copy)) {
      WireAnswer answer = ask(guard, get("/"));
      assertThat(answer.whole()).isFalse();
      assertThat(answer.text()).isEqualTo("half");
    }
  }

  @Test
  void originDown_whatIsNoRead_getsTheOrdinaryError() throws Exception {
    try (RunningGuard guard = down()) {
      for (int i = 0; i < 5; i++) {
        assertNoCopy(ask(guard, request("POST", "/", "Content-Length: 0")), 502);
        assertNoCopy(ask(guard, request("OPTIONS", "/")), 502);
        assertNoCopy(ask(guard, get("/", "Authorization: Basic eDp5")), 502);
        assertNoCopy(ask(guard, get("/", "Content-Length: 2") + "hi"), 502);
        assertNoCopy(ask(guard, get("/missing")), 502);
      }
      assertThat(copy.lookups()).as("of /missing alone").isEqualTo(5);
      assertCopy(ask(guard, get("/", "Cookie: session=1")));
    }
  }

  @Test
  void originDown_query_choosesAmongThePagesOfTheCopy() throws Exception {
    copy.html("/?page=2", "<body>two");
    try (RunningGuard guard = down()) {
      assertThat(ask(guard, get("/?utm=x&page=2")).text()).endsWith("two");
      assertThat(ask(guard, get("/?utm=x")).text()).contains("Hello");
      assertThat(ask(guard, get("http://a")).text()).contains("Hello");
      assertNoCopy(ask(guard, get("/?page=3")), 502);
    }
  }

  @Test
  void originDown_redirectsAndErrorPages_areAsTheyWere() throws Exception {
    copy.put("/old", 301, Optional.of("/new"), Map.of(), new byte[0]);
    copy.put(
        "/gone",
        410,
        Optional.empty(),
        Map.of(
            RouteHeader.CONTENT_TYPE,
            "text/html",
            RouteHeader.CONTENT_SECURITY_POLICY,
            "default-src 'none'"),
        "gone".getBytes(StandardCharsets.US_ASCII));
    try (RunningGuard guard = down()) {
      WireAnswer moved = ask(guard, get("/old"));
      assertThat(moved.head()).startsWith("HTTP/1.1 301 Moved Permanently\r\n");
      assertThat(moved.values("location")).containsExactly("/new");
      assertThat(moved.payload()).isZero();
      WireAnswer gone = ask(guard, get("/gone"));
      assertThat(gone.head()).startsWith("HTTP/1.1 410 Gone\r\n");
      assertThat(gone.values("content-security-policy")).containsExactly("default-src 'none'");
      assertThat(gone.text()).contains(BANNER).endsWith("gone");
    }
  }

  @Test
  void originDown_head_announcesWhatGetWouldHave() throws Exception {
    try (RunningGuard guard = down();
        WireClient client = guard.connect()) {
      WireAnswer head = client.send(request("HEAD", "/")).answer("HEAD");
      assertCopy(head);
      WireAnswer whole = client.send(get("/")).answer();
      assertThat(head.value("content-length")).isEqualTo(whole.value("content-length"));
    }
  }

  @Test
  void originDown_pipelinedRequests_areAnsweredInOrder() throws Exception {
    try (RunningGuard guard = down();
        WireClient client = guard.connect()) {
      client.send(get("/a.css") + get("/") + get("/none") + get("/a.css"));
      assertThat(client.answer().text()).isEqualTo("p{}");
      assertThat(client.answer().text()).contains(BANNER);
      assertThat(client.answer().status()).isEqualTo(502);
      assertThat(client.answer().text()).isEqualTo("p{}");
    }
  }

  @Test
  void originDown_oldReader_isClosedAfterTheCopy() throws Exception {
    try (RunningGuard guard = down();
        WireClient client = guard.connect()) {
      client.send("GET /a.css HTTP/1.0\r\n\r\n");
      assertCopy(client.answer());
      client.awaitClose();
    }
  }

  @Test
  void originDown_clientOnTheDenyList_isDenied() throws Exception {
    setup.deny = PrefixSet.of(List.of(new Prefix(ClientKey.ofIpv4(0x7f000001), 32)));
    try (RunningGuard guard = down()) {
      assertNoCopy(ask(guard, get("/")), 403);
      assertThat(copy.lookups()).isZero();
    }
  }

  @Test
  void originDown_clientOverItsBudget_isThrottled() throws Exception {
    setup.prefixRequestBurst = 2;
    setup.prefixRequestsPerSecond = 0.001;
    try (RunningGuard guard = down()) {
      int copies = 0;
      WireAnswer last = ask(guard, get("/"));
      while (last.status() == 200 && copies++ < 10) {
        last = ask(guard, get("/"));
      }
      assertNoCopy(last, 429);
    }
  }

  @Test
  void originDown_noEditionYet_isTheOrdinaryError() throws Exception {
    copy.withdraw();
    try (RunningGuard guard = down()) {
      assertNoCopy(ask(guard, get("/")), 502);
      assertThat(guard.metrics()).noneMatch(line -> line.startsWith("gabion_copy_published"));
    }
  }

  // ---- the origin has no room

  @Test
  void queueDeadline_strangerGetsTheCopyAndALoggedInReaderTheRefusal() throws Exception {
    setup.queueDeadline = Duration.ofMillis(400);
    try (RunningGuard guard = busy();
        WireClient first = guard.connect();
        WireClient stranger = guard.connect();
        WireClient known = guard.connect();
        WireClient poster = guard.connect();
        WireClient ticket = guard.connect()) {
      first.send(get("/"));
      awaitArrivals(1);
      stranger.send(get("/"));
      known.send(get("/", "Cookie: session=1"));
      poster.send(request("POST", "/", "Content-Length: 0"));
      ticket.send(get("/", "Cookie: gabion=abc; __Host-gabion=def"));
      WireAnswer answer = stranger.answer();
      assertCopy(answer);
      assertThat(answer.text())
          .contains(BANNER + ", because more people want to see the site now than it can serve.");
      assertNoCopy(known.answer(), 503);
      assertNoCopy(poster.answer("POST"), 503);
      assertCopy(ticket.answer());
      work.countDown();
      assertThat(first.answer().text()).isEqualTo("live");
      awaitMetrics(guard, "gabion_request_reasons_total{reason=\"queue.deadline\"} 4.0");
    }
  }

  @Test
  void queueFull_strangersGetTheCopyAtOnceAndOthersStillWait() throws Exception {
    setup.queueSize = 1;
    setup.queueDeadline = GuardSetup.LONG;
    try (RunningGuard guard = busy()) {
      List<WireClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 6; i++) {
          clients.add(guard.connect());
          clients.getLast().send(get("/a.css"));
          if (i == 0) {
            awaitArrivals(1);
          }
        }
        awaitMetrics(guard, "gabion_request_reasons_total{reason=\"queue.full\"} 4.0");
        work.countDown();
        int copies = 0;
        for (WireClient client : clients) {
          copies += client.answer().text().equals("p{}") ? 1 : 0;
        }
        assertThat(copies).as("one was served, one waited its turn").isEqualTo(4);
      } finally {
        for (WireClient client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  void queueFull_pageNotInTheCopy_isRefusedAsEver() throws Exception {
    setup.queueDeadline = Duration.ofMillis(300);
    try (RunningGuard guard = busy();
        WireClient first = guard.connect()) {
      first.send(get("/"));
      awaitArrivals(1);
      WireAnswer answer = ask(guard, get("/none"));
      assertNoCopy(answer, 503);
      assertThat(answer.values("retry-after")).isNotEmpty();
      awaitMetrics(guard, "gabion_copies_missed_total{cause=\"absent\"} 1.0");
    }
  }

  @Test
  void originsConnectionsAllInUse_strangerGetsTheCopyAndALoggedInReaderTheRefusal()
      throws Exception {
    setup.maxOriginConnections = 1;
    origin.script(
        wire -> {
          wire.read();
          await(work);
          wire.write(OK);
        });
    try (RunningGuard guard = setup.start(copy);
        WireClient first = guard.connect()) {
      first.send(get("/"));
      awaitArrivals(1);
      assertCopy(ask(guard, get("/")));
      assertNoCopy(ask(guard, get("/", "Cookie: session=1")), 503);
      work.countDown();
      assertThat(first.answer().text()).isEqualTo("live");
    }
  }

  @Test
  void queueDeadline_observeOnly_goesToTheOrigin() throws Exception {
    setup.queueDeadline = Duration.ofMillis(300);
    setup.observeOnly = true;
    try (RunningGuard guard = busy();
        WireClient first = guard.connect();
        WireClient second = guard.connect()) {
      first.send(get("/"));
      awaitArrivals(1);
      second.send(get("/"));
      awaitArrivals(2);
      work.countDown();
      assertThat(second.answer().text()).isEqualTo("live");
      assertThat(copy.lookups()).isZero();
    }
  }

  // ---- calm

  @Test
  void originWell_noAnswerEverComesFromTheCopy() throws Exception {
    try (RunningGuard guard = setup.start(copy);
        WireClient client = guard.connect()) {
      for (int i = 0; i < 300; i++) {
        String path = i % 3 == 0 ? "/" : i % 3 == 1 ? "/a.css" : "/none";
        WireAnswer answer = client.send(get(path)).answer();
        assertNoCopy(answer, 200);
        assertThat(answer.head()).isEqualTo("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n");
      }
      assertThat(copy.lookups()).isZero();
      assertThat(guard.journal()).noneMatch(event -> event.name().startsWith("copy."));
      awaitMetrics(
          guard, "gabion_copy_published_timestamp_seconds{site=\"default\"} 1.795374245E9");
    }
  }

  // ---- a bad disk

  @Test
  void store_thatFails_givesTheOrdinaryErrorAndTellsOnce() throws Exception {
    copy.disks(
        () -> {
          throw new SnapshotStore.Unreadable("/copy/i/0 is damaged; fetch it again");
        },
        () -> {});
    try (RunningGuard guard = down()) {
      for (int i = 0; i < 5; i++) {
        assertNoCopy(ask(guard, get("/")), 502);
      }
      copy.disks(
          () -> {},
          () -> {
            throw new IllegalStateException("a fault of the store");
          });
      assertNoCopy(ask(guard, get("/")), 502);
      assertThat(guard.journal())
          .filteredOn(event -> event instanceof Event.CopyUnreadable)
          .singleElement()
          .satisfies(told -> assertThat(told.message()).contains("/copy/i/0 is damaged"));
      awaitMetrics(
          guard,
          "gabion_copies_missed_total{cause=\"unreadable\"} 6.0",
          "gabion_copy_memory_bytes 0.0");
    }
  }

  @Test
  void store_thatHangs_holdsNobodyUpButItsOwnReaders() throws Exception {
    setup.copies = new GuardConfig.Copies(16 << 20, 2);
    CountDownLatch disk = new CountDownLatch(1);
    copy.disks(
        () -> {
          try {
            disk.await();
          } catch (InterruptedException interrupted) {
            throw new SnapshotStore.Unreadable("interrupted", interrupted);
          }
        },
        () -> {});
    try (RunningGuard guard = down();
        WireClient one = guard.connect();
        WireClient two = guard.connect()) {
      one.send(get("/"));
      two.send(get("/"));
      Awaitility.await().atMost(SOON).until(() -> copy.lookups() == 2);
      assertNoCopy(ask(guard, get("/")), 502);
      assertThat(copy.lookups()).as("no more than two at once").isEqualTo(2);
      awaitMetrics(guard, "gabion_copies_missed_total{cause=\"busy\"} 1.0");
      assertNoCopy(ask(guard, request("POST", "/", "Content-Length: 0")), 502);
      assertNoCopy(one.answer(), 502);
      assertNoCopy(two.answer(), 502);
      awaitMetrics(guard, "gabion_copies_missed_total{cause=\"late\"} 2.0");
      disk.countDown();
      Awaitility.await()
          .atMost(SOON)
          .until(() -> ask(guard, get("/")).value("gabion-copy").isPresent());
      awaitMetrics(guard, "gabion_copy_memory_bytes 0.0");
    } finally {
      disk.countDown();
    }
  }

  // ---- reload and status

  @Test
  void reload_snapshotTakenAwayAndGivenBack_isInForceAtOnce() throws Exception {
    try (RunningGuard guard = down()) {
      assertCopy(ask(guard, get("/")));
      var with = guard.config();
      setup.snapshot = Optional.empty();
      guard.reload(setup.config());
      assertNoCopy(ask(guard, get("/")), 502);
      guard.reload(with);
      assertCopy(ask(guard, get("/")));
    }
  }

  @Test
  void status_tellsTheCopy() throws Exception {
    try (RunningGuard guard = down()) {
      URI admin =
          URI.create(
              "http://127.0.0.1:"
                  + guard.guard().adminAddress().orElseThrow().getPort()
                  + "/api/v1/status");
      String copies = "\"copies\":[{\"site\":\"default\",\"serving\":";
      String edition = ",\"edition\":7,\"published\":\"2026-11-22T19:04:05.678Z\"}]";
      assertThat(read(admin)).contains(copies + "false" + edition);
      assertCopy(ask(guard, get("/")));
      assertThat(read(admin)).contains(copies + "true" + edition);
    }
  }

  private static String read(URI from) throws IOException {
    try (var page = from.toURL().openStream()) {
      return new String(page.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}

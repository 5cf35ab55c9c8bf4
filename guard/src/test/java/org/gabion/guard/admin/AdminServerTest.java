package org.gabion.guard.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gabion.core.policy.Policy;
import org.gabion.core.policy.Posture;
import org.gabion.core.policy.Reason;
import org.gabion.core.policy.Standing;
import org.gabion.core.request.ClientKey;
import org.gabion.core.request.KeyedHash;
import org.gabion.core.snapshot.SnapshotStore;
import org.gabion.guard.GuardConfig;
import org.gabion.guard.ReferenceTable;
import org.gabion.guard.detection.FoundSoFar;
import org.gabion.guard.log.NameTable;
import org.gabion.guard.log.Observations;
import org.gabion.guard.log.RefusalId;
import org.gabion.guard.metrics.Metrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The operator's port, asked by the JDK's HTTP client and by raw sockets.
final class AdminServerTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant NOW = Instant.parse("2026-11-22T19:00:00Z");
  private static final String TOKEN = "correct horse battery staple";

  /// A guard that is what the test says.
  private static final class FakeGuard implements StatusSource, Reloader {
    volatile Phase phase = Phase.SERVING;
    volatile Outcome outcome =
        new Outcome.Applied(2, List.of("guard.budgets.prefix-requests"), List.of());
    volatile CountDownLatch gate = new CountDownLatch(0);
    Optional<Status.Reload> last = Optional.empty();
    Optional<FoundSoFar> found = Optional.empty();

    @Override
    public Phase phase() {
      return phase;
    }

    @Override
    public Optional<FoundSoFar> found() {
      return found;
    }

    @Override
    public Status status() {
      var origin =
          new Status.Origin(
              "main", "127.0.0.1:8080", 0, false, false, "connection refused", 4, 3, 12);
      return new Status(
          true,
          Posture.UNDER_LOAD,
          NOW,
          "visits waited up to 250 ms",
          List.of("0.0.0.0:80"),
          List.of(origin),
          List.of(new Status.Copy("main", Optional.of(new SnapshotStore.Edition(7, NOW)), true)),
          Optional.of(Path.of("gabion.yaml")),
          last);
    }

    @Override
    public Outcome reload() {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return outcome;
    }
  }

  private final FakeGuard guard = new FakeGuard();
  private final NameTable sites = new NameTable(4);
  private final NameTable origins = new NameTable(4);
  private final Metrics metrics = new Metrics("1.2.3", sites, origins);
  private final Refusals refusals =
      new Refusals(new KeyedHash(1, 2), sites, InstantSource.fixed(NOW));
  private final HttpClient client = HttpClient.newHttpClient();
  private AdminServer server = start(Optional.empty(), List.of("admin.example.org"));

  private AdminServer start(Optional<String> token, List<String> hosts) {
    var config =
        new GuardConfig.Admin(
            Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            hosts,
            token.map(GuardConfig.Secret::new));
    try {
      return AdminServer.start(
              config, "1.2.3", guard, guard, refusals, metrics, InstantSource.fixed(NOW))
          .orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void name() {
    sites.number("main");
    origins.number("127.0.0.1:8080");
  }

  @AfterEach
  void close() {
    server.close();
    client.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + server.address().getPort() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path));
  }

  private HttpRequest.Builder post(String path) {
    return to(path).POST(HttpRequest.BodyPublishers.noBody());
  }

  /// Sends bytes as they are; the answer until the server closes.
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  private String host(String host) throws IOException {
    return raw("GET /readyz HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
  }

  @Test
  void healthAndReadiness_followTheGuard() throws Exception {
    assertThat(get("/healthz").body()).isEqualTo("ok\n");
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    guard.phase = StatusSource.Phase.DRAINING;
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).isEqualTo("draining\n");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void metrics_areThere_inBothFormats() throws Exception {
    metrics.newLoop().record(Observations.plain());
    HttpResponse<String> plain = get("/metrics");
    assertThat(plain.body())
        .contains("gabion_requests_total{site=\"main\",status=\"2xx\",verdict=\"pass\"} 1.0");
    assertThat(plain.headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");
    assertThat(send(to("/metrics").header("Accept", "application/openmetrics-text")).body())
        .endsWith("# EOF\n");
  }

  @Test
  void status_tellsWhatAndWhy() throws Exception {
    metrics.newLoop().record(Observations.plain());
    guard.last =
        Optional.of(
            new Status.Reload(
                NOW, new Reloader.Outcome.Refused(List.of("guard.listen: no such \"thing\""))));
    JsonNode status = JSON.readTree(get("/api/v1/status").body());
    assertThat(status.at("/version").stringValue()).isEqualTo("1.2.3");
    assertThat(status.at("/phase").stringValue()).isEqualTo("serving");
    assertThat(status.at("/posture/now").stringValue()).isEqualTo("under-load");
    assertThat(status.at("/posture/cause").stringValue()).isEqualTo("visits waited up to 250 ms");
    assertThat(status.at("/verdicts/pass").intValue()).isEqualTo(1);
    assertThat(status.at("/origins/0/up").booleanValue()).isFalse();
    assertThat(status.at("/origins/0/limit").intValue()).isEqualTo(4);
    assertThat(status.at("/origins/0/queued").intValue()).isEqualTo(12);
    assertThat(status.at("/configFile").stringValue()).isEqualTo("gabion.yaml");
    assertThat(status.at("/lastReload/problems/0").stringValue())
        .isEqualTo("guard.listen: no such \"thing\"");
  }

  @Test
  void why_id_isExplainedInJsonAndWords() throws Exception {
    ClientKey reader = ClientKey.parse("203.0.113.7").orElseThrow();
    long id =
        refusals.remember(
            NOW.toEpochMilli() * 1000,
            Policy.throttle(Standing.UNKNOWN, Reason.RATE_NETWORK, 1),
            reader,
            0,
            3_000_000_000L);
    String text = RefusalId.text(id);
    JsonNode json = JSON.readTree(get("/api/v1/why/" + text).body());
    assertThat(json.at("/reason").stringValue()).isEqualTo("rate.network");
    assertThat(json.at("/evidence/prefix").stringValue()).isEqualTo("203.0.113.0/24");
    assertThat(json.at("/evidence/waitMillis").intValue()).isEqualTo(3000);
    assertThat(json.at("/undo").stringValue()).contains("guard.access.allow");
    String words =
        send(to("/api/v1/why/" + text.toLowerCase(java.util.Locale.ROOT))
                .header("Accept", "text/plain"))
            .body();
    assertThat(words)
        .contains("203.0.113.0/24", "Undo:", Reason.RATE_NETWORK.text())
        .doesNotContain("203.0.113.7");
  }

  @Test
  void answers_haveTheFieldsOfTheReference_andNoOthers() throws Exception {
    metrics.newLoop().record(Observations.plain());
    guard.last =
        Optional.of(new Status.Reload(NOW, new Reloader.Outcome.Refused(List.of("no such key"))));
    JsonNode status = JSON.readTree(get("/api/v1/status").body());
    assertThat(fields(status, Set.of("verdicts", "lastReload")))
        .containsExactlyInAnyOrderElementsOf(documented("## Status"));

    String id =
        RefusalId.text(
            refusals.remember(
                NOW.toEpochMilli() * 1000,
                Policy.throttle(Standing.UNKNOWN, Reason.RATE_NETWORK, 1),
                ClientKey.parse("203.0.113.7").orElseThrow(),
                0,
                1));
    assertThat(fields(JSON.readTree(get("/api/v1/why/" + id).body()), Set.of()))
        .containsExactlyInAnyOrderElementsOf(documented("## Why was somebody refused?"));

    Set<String> told = new TreeSet<>();
    for (Reloader.Outcome outcome :
        List.of(guard.outcome, new Reloader.Outcome.Refused(List.of("no such key")))) {
      guard.outcome = outcome;
      String answer = send(post("/api/v1/reload").header("X-Gabion", "1")).body();
      told.addAll(fields(JSON.readTree(answer), Set.of()));
    }
    assertThat(told).containsExactlyInAnyOrderElementsOf(documented("## Reload"));
  }

  private static List<String> documented(String heading) {
    return ReferenceTable.rows("admin-api.md", heading).stream()
        .map(row -> row.getFirst().replace("`", ""))
        .toList();
  }

  /// The names of all fields, those within objects and arrays after a dot, as in the reference.
  private static Set<String> fields(JsonNode node, Set<String> whole) {
    Set<String> names = new TreeSet<>();
    collect(node, "", whole, names);
    return names;
  }

  private static void collect(JsonNode node, String path, Set<String> whole, Set<String> names) {
    for (var field : node.properties()) {
      String name = path + field.getKey();
      JsonNode value = field.getValue();
      if (value.isObject() && !whole.contains(name)) {
        collect(value, name + ".", whole, names);
      } else {
        names.add(name);
        if (value.isArray() && !value.isEmpty() && value.get(0).isObject()) {
          collect(value.get(0), name + ".", whole, names);
        }
      }
    }
  }

  @Test
  void undo_ofEveryReason_namesKeysThatThereAre() {
    List<String> reference = ReferenceTable.lines("configuration.md");
    Pattern key = Pattern.compile("guard\\.([a-z-]+)\\.([a-z-]+)");
    int named = 0;
    for (Reason reason : Reason.values()) {
      Matcher keys = key.matcher(Explanation.undo(reason));
      while (keys.find()) {
        named++;
        int section = reference.indexOf("## `guard." + keys.group(1) + "`");
        assertThat(section).as("section of " + keys.group()).isNotNegative();
        assertThat(reference.stream().skip(section + 1L).takeWhile(line -> !line.startsWith("## ")))
            .as(keys.group())
            .anyMatch(line -> line.startsWith("| `" + keys.group(2) + "`"));
      }
    }
    assertThat(named).isPositive();
  }

  @Test
  void why_nonsense_isNotFoundAndSaysSo() throws Exception {
    HttpResponse<String> nonsense = get("/api/v1/why/%00../..");
    assertThat(nonsense.statusCode()).isEqualTo(404);
    assertThat(JSON.readTree(nonsense.body()).at("/error").stringValue())
        .isEqualTo("An id has 10 letters and digits.");
  }

  @Test
  void reload_outcomes_areTold() throws Exception {
    HttpResponse<String> applied = send(post("/api/v1/reload").header("X-Gabion", "1"));
    assertThat(applied.statusCode()).isEqualTo(200);
    assertThat(JSON.readTree(applied.body()).at("/changed/0").stringValue())
        .isEqualTo("guard.budgets.prefix-requests");
    guard.outcome = new Reloader.Outcome.Refused(List.of("one", "two"));
    HttpResponse<String> refused = send(post("/api/v1/reload").header("X-Gabion", "1"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(JSON.readTree(refused.body()).at("/problems/1").stringValue()).isEqualTo("two");
  }

  @Test
  void reload_whileOneRuns_conflictsAndTheRestStillAnswers() throws Exception {
    guard.gate = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(
            post("/api/v1/reload").header("X-Gabion", "1").build(),
            HttpResponse.BodyHandlers.ofString());
    await().until(() -> send(post("/api/v1/reload").header("X-Gabion", "1")).statusCode() == 409);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    guard.gate.countDown();
    assertThat(first.get().statusCode()).isEqualTo(200);
  }

  @Test
  void post_fromAPageOfOthers_isRefused() throws Exception {
    assertThat(send(post("/api/v1/reload")).statusCode()).as("no X-Gabion").isEqualTo(403);
    assertThat(
            send(post("/api/v1/reload")
                    .header("X-Gabion", "1")
                    .header("Origin", "https://evil.example"))
                .statusCode())
        .isEqualTo(403);
    assertThat(
            send(post("/api/v1/reload").header("X-Gabion", "1").header("Origin", "null"))
                .statusCode())
        .isEqualTo(403);
    String own = "http://127.0.0.1:" + server.address().getPort();
    assertThat(
            send(post("/api/v1/reload").header("X-Gabion", "1").header("Origin", own)).statusCode())
        .isEqualTo(200);
  }

  @Test
  void host_ofOthers_isRefused() throws Exception {
    for (String good :
        new String[] {
          "localhost",
          "LOCALHOST:9080",
          "127.0.0.1",
          "[::1]:9080",
          "admin.example.org",
          "192.0.2.1:80"
        }) {
      assertThat(host(good)).as(good).startsWith("HTTP/1.1 200");
    }
    for (String bad :
        new String[] {
          "evil.example",
          "localhost.evil.example",
          "127.0.0.1.evil.example",
          "localhost:80:80",
          "::1",
          "",
          "a@localhost",
          "localhost:x"
        }) {
      assertThat(host(bad)).as(bad).startsWith("HTTP/1.1 40");
    }
    assertThat(raw("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(
            raw(
                "GET /healthz HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "Host: evil.example\r\n"
                    + "Connection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void token_isNeededForAllButHealth() throws Exception {
    server.close();
    server = start(Optional.of(TOKEN), List.of());
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    HttpResponse<String> without = get("/metrics");
    assertThat(without.statusCode()).isEqualTo(401);
    assertThat(without.headers().firstValue("www-authenticate")).hasValue("Bearer");
    assertThat(send(to("/metrics").header("Authorization", "Bearer wrong")).statusCode())
        .isEqualTo(401);
    assertThat(send(to("/metrics").header("Authorization", "Bearer ")).statusCode()).isEqualTo(401);
    assertThat(send(to("/metrics").header("Authorization", "Basic " + TOKEN)).statusCode())
        .isEqualTo(401);
    assertThat(send(to("/metrics").header("Authorization", "bearer " + TOKEN)).statusCode())
        .isEqualTo(200);
    assertThat(send(post("/api/v1/reload").header("X-Gabion", "1")).statusCode()).isEqualTo(401);
  }

  @Test
  void start_openToTheWorldWithoutToken_refuses() {
    var config =
        new GuardConfig.Admin(
            Optional.of(new InetSocketAddress("0.0.0.0", 0)), List.of(), Optional.empty());
    assertThatThrownBy(
            () ->
                AdminServer.start(
                    config, "1", guard, guard, refusals, metrics, InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("token");
  }

  @Test
  void start_portInUse_saysWhichOne() {
    var config = new GuardConfig.Admin(Optional.of(server.address()), List.of(), Optional.empty());
    assertThatThrownBy(
            () ->
                AdminServer.start(
                    config, "1", guard, guard, refusals, metrics, InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(String.valueOf(server.address().getPort()));
  }

  @Test
  void methodsAndPaths_notServed_areRefusedCleanly() throws Exception {
    assertThat(get("/nothing").statusCode()).isEqualTo(404);
    HttpResponse<String> wrong = send(post("/metrics").header("X-Gabion", "1"));
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("allow")).hasValue("GET, HEAD");
    assertThat(get("/api/v1/reload").statusCode()).isEqualTo(405);
    assertThat(raw("OPTIONS /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 405");
    String head = raw("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertThat(head)
        .startsWith("HTTP/1.1 200")
        .containsIgnoringCase("content-length: 3")
        .endsWith("\r\n\r\n");
  }

  @Test
  void pipelined_severalInOnePacket_areAnsweredInOrder() throws Exception {
    String one = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String reload =
        "POST /api/v1/reload HTTP/1.1\r\n"
            + "Host: localhost\r\n"
            + "X-Gabion: 1\r\n"
            + "Content-Length: 0\r\n\r\n";
    String last = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    String answers = raw(one + reload + one + last);
    assertThat(answers.split("HTTP/1.1 200")).hasSize(5);
    assertThat(answers).containsSubsequence("ok\n", "applied", "ok\n", "ready\n");
  }

  @Test
  void hostileBytes_areRefusedAndTheNextIsServed() throws Exception {
    String pad = "x".repeat(20_000);
    assertThat(raw("GET /" + pad + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
    assertThat(raw("GET / HTTP/1.1\r\nHost: localhost\r\nX: " + pad + "\r\n\r\n"))
        .startsWith("HTTP/1.1 4");
    assertThat(
            raw(
                "POST /api/v1/reload HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "X-Gabion: 1\r\n"
                    + "Content-Length: 1000000\r\n\r\n"))
        .startsWith("HTTP/1.1 413");
    assertThat(raw("\u0000\u0001\u0002\r\n\r\n")).startsWith("HTTP/1.1 4");
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void connections_tooMany_areClosedAndRoomComesBack() throws Exception {
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < AdminServer.MAX_CONNECTIONS; i++) {
      held.add(new Socket(InetAddress.getLoopbackAddress(), server.address().getPort()));
    }
    try (Socket more = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      more.setSoTimeout(20_000);
      InputStream in = more.getInputStream();
      assertThat(in.read()).isEqualTo(-1);
    }
    for (Socket socket : held) {
      socket.close();
    }
    await().ignoreExceptions().until(() -> get("/healthz").statusCode() == 200);
  }
}

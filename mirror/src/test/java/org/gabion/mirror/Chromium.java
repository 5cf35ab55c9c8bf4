package org.gabion.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A real Chromium without a window, driven by its DevTools protocol on loopback: enough to open a
/// page, give it files, and hear what it asked for and complained of.
///
/// Used by one thread; closing it ends the browser.
public final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final long PATIENCE_SECONDS = 30;
  private static final java.time.Duration PATIENCE = java.time.Duration.ofSeconds(PATIENCE_SECONDS);

  private final Path profile;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Long, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final WebSocket socket;
  private final String session;
  private long calls;

  /// Starts a browser; the test is skipped where there is none.
  public Chromium(Path profile) throws Exception {
    assumeTrue(
        Files.isExecutable(PROGRAM),
        "chromium is not on this machine; on Debian or Ubuntu: sudo apt-get install -y chromium");
    this.profile = profile;
    process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--headless",
                // Root, as in a container, can not use the sandbox; the pages are our own.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--no-default-browser-check",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("chromium.txt").toFile())
            .start();
    List<String> port = awaitPort();
    socket =
        http.newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + port.getFirst() + port.get(1)), new Ear())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    String target =
        call("", "Target.createTarget", Map.of("url", "about:blank")).get("targetId").asString();
    session =
        call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asString();
    for (String domain : List.of("Page", "Network", "Runtime", "Log")) {
      call(domain + ".enable", Map.of());
    }
    call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
  }

  private List<String> awaitPort() throws IOException {
    Path file = profile.resolve("DevToolsActivePort");
    await()
        .atMost(PATIENCE)
        .until(
            () -> !process.isAlive() || Files.exists(file) && Files.readAllLines(file).size() == 2);
    if (process.isAlive()) {
      return Files.readAllLines(file);
    }
    close();
    throw new IOException(
        "chromium did not start: " + Files.readString(profile.resolve("chromium.txt")));
  }

  /// Opens a page and waits until it is loaded; what was heard before is forgotten.
  public void open(URI page) throws Exception {
    events.clear();
    call("Page.navigate", Map.of("url", page.toString()));
    await().atMost(PATIENCE).until(() -> heard("Page.loadEventFired").findAny().isPresent());
  }

  /// Waits until an expression is true.
  public void until(String expression) {
    await().atMost(PATIENCE).until(() -> value(expression).asBoolean());
  }

  /// Gives files or a folder to an element that takes them.
  public void choose(String selector, Path file) throws Exception {
    String root = call("DOM.getDocument", Map.of()).at("/root/nodeId").asString();
    JsonNode found =
        call("DOM.querySelector", Map.of("nodeId", Long.parseLong(root), "selector", selector));
    call(
        "DOM.setFileInputFiles",
        Map.of("files", List.of(file.toString()), "nodeId", found.get("nodeId").asLong()));
  }

  /// What the page asked for, except itself, whose addresses are `file:` and `data:`.
  public List<String> requests() {
    return heard("Network.requestWillBeSent")
        .map(event -> event.at("/request/url").asString())
        .toList();
  }

  /// What the page complained of.
  public List<String> complaints() {
    return Stream.concat(
            heard("Runtime.exceptionThrown"),
            Stream.concat(heard("Log.entryAdded"), heard("Runtime.consoleAPICalled")))
        .map(JsonNode::toString)
        .toList();
  }

  private Stream<JsonNode> heard(String method) {
    return events.stream()
        .filter(event -> event.get("method").asString().equals(method))
        .map(event -> event.get("params"));
  }

  /// How the page is shown.
  ///
  /// @param scheme `light` or `dark`
  public void show(int width, int height, String scheme) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /// The value of an expression, waited for if it is a promise.
  public JsonNode value(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of(
                "expression", expression,
                "awaitPromise", true,
                "returnByValue", true,
                "userGesture", true));
    assertThat(result.has("exceptionDetails")).as(result.toString()).isFalse();
    return result.at("/result/value");
  }

  public JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    return call(session, method, parameters);
  }

  private JsonNode call(String to, String method, Map<String, ?> parameters) throws Exception {
    long id = ++calls;
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    Map<String, Object> message =
        new java.util.HashMap<>(Map.of("id", id, "method", method, "params", parameters));
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    socket.sendText(JSON.writeValueAsString(message), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode reply = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (reply.has("error")) {
      throw new IOException(method + ": " + reply.get("error"));
    }
    return reply.get("result");
  }

  /// What axe-core, the usual checker of accessibility, finds wrong below an element.
  public List<String> violations(String selector) throws Exception {
    call("Page.setBypassCSP", Map.of("enabled", true));
    try (InputStream in =
        Objects.requireNonNull(Chromium.class.getResourceAsStream("/axe.min.js"))) {
      value(new String(in.readAllBytes(), StandardCharsets.UTF_8) + "\n;0");
    }
    JsonNode result =
        value("axe.run('" + selector + "', {resultTypes: ['violations']}).then(r => r.violations)");
    List<String> violations = new ArrayList<>();
    result.forEach(
        violation ->
            violations.add(
                violation.get("id").asString() + ": " + violation.at("/nodes/0/html").asString()));
    return violations;
  }

  @Override
  public void close() {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    process.destroy();
    process.onExit().orTimeout(5, TimeUnit.SECONDS).exceptionally(e -> process).join();
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(handle -> handle.onExit().join());
    http.shutdownNow();
  }

  /// Puts messages together and gives each to who waits for it.
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonNode message = JSON.readTree(text.toString());
        text.setLength(0);
        if (message.has("id")) {
          Objects.requireNonNull(answers.remove(message.get("id").asLong())).complete(message);
        } else {
          events.add(message);
        }
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }
}

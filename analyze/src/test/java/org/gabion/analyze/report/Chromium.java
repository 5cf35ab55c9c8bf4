package org.gabion.analyze.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
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
/// page, press keys, take pictures, and hear what the page asked for and complained of.
///
/// Used by one thread; closing it ends the browser.
final class Chromium implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PROGRAM = Path.of("/usr/bin/chromium");
  private static final long PATIENCE_SECONDS = 30;

  private final Path profile;
  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Long, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();
  private final WebSocket socket;
  private final String session;
  private long calls;

  /// Starts a browser; the test is skipped where there is none.
  Chromium(Path profile) throws Exception {
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

  private List<String> awaitPort() throws IOException, InterruptedException {
    Path file = profile.resolve("DevToolsActivePort");
    for (int i = 0; i < PATIENCE_SECONDS * 20; i++) {
      if (Files.exists(file) && Files.readAllLines(file).size() == 2) {
        return Files.readAllLines(file);
      }
      if (!process.isAlive()) {
        break;
      }
      Thread.sleep(50);
    }
    close();
    throw new IOException(
        "chromium did not start: " + Files.readString(profile.resolve("chromium.txt")));
  }

  /// Opens a file and waits until it is loaded; what was heard before is forgotten.
  void open(Path page) throws Exception {
    events.clear();
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    for (int i = 0; i < PATIENCE_SECONDS * 100; i++) {
      if (heard("Page.loadEventFired").findAny().isPresent()) {
        return;
      }
      Thread.sleep(10);
    }
    throw new IOException("not loaded: " + page);
  }

  /// What the page asked for, except itself, whose addresses are `file:` and `data:`.
  List<String> requests() {
    return heard("Network.requestWillBeSent")
        .map(event -> event.at("/request/url").asString())
        .toList();
  }

  /// What the page complained of.
  List<String> complaints() {
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
  void show(int width, int height, String scheme) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /// The value of an expression, waited for if it is a promise.
  JsonNode value(String expression) throws Exception {
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

  /// Presses and lets go a key that has a name, such as `Tab` or `Enter`.
  void press(String key, int code, String text) throws Exception {
    for (String type : List.of("keyDown", "keyUp")) {
      call(
          "Input.dispatchKeyEvent",
          Map.of(
              "type", type,
              "key", key,
              "code", key,
              "windowsVirtualKeyCode", code,
              "text", type.equals("keyDown") ? text : ""));
    }
  }

  /// The page as a picture, down to a height; 0 for all of it.
  byte[] picture(int width, int height) throws Exception {
    long whole = value("document.documentElement.scrollHeight").asLong();
    JsonNode answer =
        call(
            "Page.captureScreenshot",
            Map.of(
                "format",
                "png",
                "captureBeyondViewport",
                true,
                "clip",
                Map.of(
                    "x",
                    0,
                    "y",
                    0,
                    "width",
                    width,
                    "height",
                    height == 0 ? whole : height,
                    "scale",
                    1)));
    return Base64.getDecoder().decode(answer.get("data").asString());
  }

  /// The page as it is printed.
  byte[] pdf() throws Exception {
    JsonNode answer =
        call(
            "Page.printToPDF",
            Map.of("preferCSSPageSize", true, "paperWidth", 8.27, "paperHeight", 11.69));
    return Base64.getDecoder().decode(answer.get("data").asString());
  }

  JsonNode call(String method, Map<String, ?> parameters) throws Exception {
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

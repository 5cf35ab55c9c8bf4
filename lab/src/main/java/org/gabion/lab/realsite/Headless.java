package org.gabion.lab.realsite;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.gabion.lab.demo.Child;
import org.gabion.lab.load.LoopbackSockets;
import org.gabion.lab.load.OutsideProgram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A real Chromium without a window, driven by its DevTools protocol; it finds no host but
/// 127.0.0.1. Used by one thread.
final class Headless implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration PAGE = Duration.ofSeconds(20);
  private static final long LOOK_MILLIS = 15;

  /// What the page shows; `ready` when nothing is to come.
  private static final String LOOK =
      """
      (() => {
        const main = document.querySelector('#content') ?? document.body;
        const heading = document.querySelector('h1');
        const images = [...document.images];
        return {
          ready: document.readyState === 'complete'
              && !document.querySelector('meta[http-equiv="refresh" i]')
              && images.every(image => image.complete),
          address: location.pathname,
          title: document.title,
          text: main.innerText,
          links: [...main.querySelectorAll('a')].map(a => a.textContent),
          images: [...main.querySelectorAll('img')].map(i => i.naturalWidth + 'x' + i.naturalHeight),
          broken: images.filter(i => i.naturalWidth === 0).map(i => i.src),
          colour: heading ? getComputedStyle(heading).color : '',
        };
      })()
      """;

  private final Child process;
  private final Map<Long, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Queue<JsonNode> events = new ConcurrentLinkedQueue<>();
  private final WebSocket socket;
  private final String session;
  private long calls;

  private Headless(Child process, WebSocket.Builder builder, URI address)
      throws IOException, InterruptedException {
    this.process = process;
    this.socket = await(builder.buildAsync(address, new Ear()), "connecting to the browser");
    String target =
        call("", "Target.createTarget", Map.of("url", "about:blank")).get("targetId").asString();
    this.session =
        call("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
            .get("sessionId")
            .asString();
    for (String domain : List.of("Page", "Network", "Runtime")) {
      call(session, domain + ".enable", Map.of());
    }
  }

  /// Starts a browser.
  static Headless start(Path folder)
      throws IOException, InterruptedException, OutsideProgram.Missing {
    Path profile = Files.createDirectories(folder.resolve("profile"));
    Child process =
        Child.start(
            "browser",
            List.of(
                OutsideProgram.CHROMIUM.require().toString(),
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
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"),
            Map.of(),
            folder.resolve("browser.txt"),
            _ -> {});
    try {
      Path file = profile.resolve("DevToolsActivePort");
      long deadline = System.nanoTime() + START.toNanos();
      while (!Files.exists(file) || Files.readAllLines(file).size() < 2) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException(process.failure());
        }
        Thread.sleep(LOOK_MILLIS);
      }
      List<String> port = Files.readAllLines(file);
      URI address = URI.create("ws://127.0.0.1:" + port.getFirst() + port.get(1));
      return new Headless(process, LoopbackSockets.webSocket(address), address);
    } catch (IOException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  /// What a reader sees of a page.
  ///
  /// @param address the path at which the reader ends up
  /// @param links their words, of the page's own part
  /// @param images sizes of those of the page's own part
  /// @param failures what did not come, of all that the page asked for
  record View(
      String address,
      String title,
      String text,
      List<String> links,
      List<String> images,
      String colour,
      List<String> failures) {}

  /// Opens a page and waits until it, its pictures and what it leads to by itself are there.
  View open(URI page) throws IOException, InterruptedException {
    events.clear();
    call(session, "Page.navigate", Map.of("url", page.toString()));
    long deadline = System.nanoTime() + PAGE.toNanos();
    while (System.nanoTime() < deadline) {
      if (events.stream().anyMatch(Headless::isLoaded)) {
        JsonNode seen = value(LOOK);
        if (seen.path("ready").asBoolean()) {
          return view(seen);
        }
      }
      Thread.sleep(LOOK_MILLIS);
    }
    throw new IOException(page + " was not shown whole in " + PAGE.toSeconds() + " s");
  }

  private static boolean isLoaded(JsonNode event) {
    return event.get("method").asString().equals("Page.loadEventFired");
  }

  private View view(JsonNode seen) {
    List<String> failures = new ArrayList<>(texts(seen.path("broken")));
    for (JsonNode event : events) {
      JsonNode told = event.path("params");
      switch (event.get("method").asString()) {
        case "Network.responseReceived" -> {
          int status = told.at("/response/status").asInt();
          String url = told.at("/response/url").asString();
          boolean isPage = told.path("type").asString().equals("Document");
          // A browser asks for that one by itself, now and then.
          if (status >= 400 && !isPage && !url.endsWith("/favicon.ico")) {
            failures.add(status + " " + url);
          }
        }
        case "Network.loadingFailed" -> {
          if (!told.path("canceled").asBoolean()) {
            failures.add(told.path("type").asString() + ": " + told.path("errorText").asString());
          }
        }
        default -> {
          // Of no interest here.
        }
      }
    }
    return new View(
        seen.path("address").asString(),
        seen.path("title").asString(),
        seen.path("text").asString().strip(),
        texts(seen.path("links")),
        texts(seen.path("images")),
        seen.path("colour").asString(),
        failures);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(one -> texts.add(one.asString()));
    return texts;
  }

  /// The value of an expression; an empty one while the page changes.
  JsonNode value(String expression) throws IOException, InterruptedException {
    return call(
            session,
            "Runtime.evaluate",
            Map.of("expression", expression, "awaitPromise", true, "returnByValue", true))
        .at("/result/value");
  }

  private JsonNode call(String to, String method, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    long id = ++calls;
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    Map<String, Object> message =
        new HashMap<>(Map.of("id", id, "method", method, "params", parameters));
    if (!to.isEmpty()) {
      message.put("sessionId", to);
    }
    WebSocket sent =
        await(socket.sendText(JSON.writeValueAsString(message), true), method + " was not sent");
    JsonNode reply = await(answer, method + " was not answered");
    if (sent.isOutputClosed()) {
      throw new IOException(process.failure());
    }
    // A page that is just being left has no value to give.
    return reply.has("result") ? reply.get("result") : JSON.createObjectNode();
  }

  private static <T> T await(CompletableFuture<T> future, String what)
      throws IOException, InterruptedException {
    try {
      return future.get(START.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(what + ": " + e, e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    process.close();
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
        CompletableFuture<JsonNode> waiting =
            message.has("id") ? answers.remove(message.get("id").asLong()) : null;
        if (waiting != null) {
          waiting.complete(message);
        } else if (message.has("method")) {
          events.add(message);
        }
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }
}

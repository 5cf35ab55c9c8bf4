package org.gabion.lab.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BrowserTest {
  private static final String PAGE =
      """
      <link rel="stylesheet" href="/a.css"><img src="/b.svg"><a href="/next">next</a>
      """;

  private final Queue<String> seen = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile int assetStatus = 200;

  BrowserTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void open() {
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  @Test
  void open_pageWithAssets_isServedAndTellsWhereToGo() throws IOException {
    try (Browser browser = browser(Duration.ofSeconds(20))) {
      Browser.Page page = browser.open("/", "");
      assertThat(page.trouble()).isEmpty();
      assertThat(page.links().pages()).containsExactly("/next");
      assertThat(seen).anyMatch(s -> s.startsWith("/a.css")).anyMatch(s -> s.startsWith("/b.svg"));
    }
  }

  @Test
  void open_secondPage_bringsCookieRefererAndEntityTags() throws IOException {
    try (Browser browser = browser(Duration.ofSeconds(20))) {
      browser.open("/", "");
      seen.clear();
      assertThat(browser.open("/next", "/").trouble()).isEmpty();
      assertThat(seen).hasSize(3).allMatch(s -> s.contains("cookie=visit=7"));
      assertThat(seen).anyMatch(s -> s.startsWith("/next") && s.contains("referer=http://"));
      assertThat(seen).anyMatch(s -> s.startsWith("/a.css") && s.contains("tag=\"1\""));
    }
  }

  @Test
  void open_assetFails_pageIsNotServed() throws IOException {
    assetStatus = 503;
    try (Browser browser = browser(Duration.ofSeconds(20))) {
      assertThat(browser.open("/", "").trouble()).contains("asset 503");
    }
  }

  @Test
  void open_pageRefused_saysItsStatus() throws IOException {
    try (Browser browser = browser(Duration.ofSeconds(20))) {
      assertThat(browser.open("/refused", "").trouble()).contains("page 429");
    }
  }

  @Test
  void open_serverThatNeverAnswers_isNotInTime() throws IOException {
    try (Browser browser = browser(Duration.ofMillis(100))) {
      assertThat(browser.open("/hang", "").trouble()).contains("page not in time");
    }
  }

  private Browser browser(Duration patience) throws IOException {
    InetSocketAddress site = new InetSocketAddress("127.0.0.1", server.getAddress().getPort());
    return new Browser(InetAddress.getByName("127.20.1.7"), site, patience, "test");
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    List<String> tags = exchange.getRequestHeaders().getOrDefault("If-None-Match", List.of());
    seen.add(
        "%s cookie=%s referer=%s tag=%s"
            .formatted(
                path,
                exchange.getRequestHeaders().getFirst("Cookie"),
                exchange.getRequestHeaders().getFirst("Referer"),
                tags.isEmpty() ? "" : tags.getFirst()));
    if (path.equals("/hang")) {
      return; // the exchange stays open until the server stops
    }
    boolean asset = path.endsWith(".css") || path.endsWith(".svg");
    int status = path.equals("/refused") ? 429 : asset ? assetStatus : 200;
    exchange.getResponseHeaders().set("ETag", "\"1\"");
    exchange.getResponseHeaders().set("Set-Cookie", "visit=7; Path=/; HttpOnly");
    if (!tags.isEmpty()) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      byte[] body = (asset ? "x" : PAGE).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }
}

package org.gabion.mirror.capture;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.gabion.core.snapshot.Digest;

/// A site on loopback that the test makes up, with a real web server; it writes down what it is
/// asked.
final class TestSite implements AutoCloseable {
  static final Digest SITE = Digest.of("the site of the tests".getBytes(StandardCharsets.UTF_8));
  static final String HTML = "text/html; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Page> pages = new ConcurrentHashMap<>();
  private final Queue<Asked> asked = new ConcurrentLinkedQueue<>();
  private final Timing timing;
  private volatile Page otherwise = exchange -> send(exchange, 404, HTML, "<h1>Not here</h1>");

  /// @param at by the timing of the test
  record Asked(String method, String target, Map<String, List<String>> headers, long at, int port) {
    String header(String name) {
      return headers.entrySet().stream()
          .filter(each -> each.getKey().equalsIgnoreCase(name))
          .map(each -> each.getValue().getFirst())
          .findFirst()
          .orElse("");
    }

    boolean isSecond() {
      return header("User-Agent").contains("second");
    }
  }

  @FunctionalInterface
  interface Page {
    void answer(HttpExchange exchange) throws IOException;
  }

  TestSite(Timing timing) throws IOException {
    this.timing = timing;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    page(OwnershipProof.PATH, "text/plain", "# ours\ngabion-site " + SITE + "\n");
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      asked.add(
          new Asked(
              exchange.getRequestMethod(),
              exchange.getRequestURI().toString(),
              Map.copyOf(exchange.getRequestHeaders()),
              timing.nanos(),
              exchange.getRemoteAddress().getPort()));
      pages.getOrDefault(exchange.getRequestURI().getRawPath(), otherwise).answer(exchange);
    }
  }

  static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
    send(exchange, status, type, body.getBytes(StandardCharsets.UTF_8));
  }

  static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
    if (!type.isEmpty()) {
      exchange.getResponseHeaders().set("Content-Type", type);
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  TestSite page(String path, Page page) {
    pages.put(path, page);
    return this;
  }

  TestSite page(String path, String type, String body) {
    return page(path, exchange -> send(exchange, 200, type, body));
  }

  TestSite html(String path, String body) {
    return page(path, HTML, "<!doctype html><html><body>" + body + "</body></html>");
  }

  TestSite redirect(String path, int status, String to) {
    return page(
        path,
        exchange -> {
          exchange.getResponseHeaders().set("Location", to);
          send(exchange, status, "", "");
        });
  }

  TestSite otherwise(Page page) {
    otherwise = page;
    return this;
  }

  TestSite without(String path) {
    pages.remove(path);
    return this;
  }

  URI root() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  CrawlConfig config() {
    return CrawlConfig.of(root(), SITE);
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  long asked(String path) {
    return asked.stream()
        .filter(each -> URI.create(each.target()).getRawPath().equals(path))
        .count();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}

package org.gabion.mirror.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A server for WebDAV that lies, talks without end or falls silent.
@Timeout(value = 30, unit = TimeUnit.SECONDS)
final class WebDavHostileTest {
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    over.countDown();
    server.stop(0);
  }

  private WebDavTarget target() throws TargetFault {
    return new WebDavTarget(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/copies/"),
        Optional.empty(),
        Optional.empty(),
        InstantSource.system(),
        Duration.ofSeconds(1));
  }

  private void answer(int status, String body) {
    server.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static String entry(String href) {
    return "<D:response><D:href>"
        + href
        + "</D:href><D:propstat><D:prop><D:getcontentlength>1</D:getcontentlength>"
        + "<D:getlastmodified>Mon, 12 Jan 1998 09:25:56 GMT</D:getlastmodified>"
        + "</D:prop></D:propstat></D:response>";
  }

  private static String list(String... hrefs) {
    return "<?xml version=\"1.0\"?><D:multistatus xmlns:D=\"DAV:\">"
        + String.join("", List.of(hrefs).stream().map(WebDavHostileTest::entry).toList())
        + "</D:multistatus>";
  }

  @Test
  void list_withNamesThatLeadElsewhere_leavesThemOut() throws Exception {
    answer(
        207,
        list(
            "/copies/r/",
            "/copies/r/good.html",
            "/copies/r/..%2f..%2fother",
            "/copies/r/%2e%2e",
            "/elsewhere/bad.html",
            "/copies/r/a%0d%0ab",
            "ht tp://%%%"));
    try (WebDavTarget target = target()) {
      assertThat(target.list("r")).containsExactly("good.html");
    }
  }

  @Test
  void sweep_ofNamesThatLeadElsewhere_deletesNothingThere() throws Exception {
    answer(207, list("/copies/", "/copies/~part-..%2f..%2fx", "/copies/~part-1-1"));
    try (WebDavTarget target = target()) {
      target.sweep();
    }
    assertThat(asked)
        .containsExactly(
            "PROPFIND /copies/", "DELETE /copies/~part-1-1", "PROPFIND /copies/.gabion/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no XML",
        "",
        "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/hostname\">]><D:multistatus"
            + " xmlns:D=\"DAV:\"><D:response><D:href>/copies/r/&b;</D:href></D:response>"
            + "</D:multistatus>",
        "<D:multistatus xmlns:D=\"DAV:\"><D:response>"
      })
  void list_thatIsNone_isAFaultOrEmptyAndReadsNoFile(String body) throws Exception {
    answer(207, body);
    try (WebDavTarget target = target()) {
      assertThatThrownBy(() -> target.list("r"))
          .isInstanceOf(TargetFault.class)
          .hasMessageContaining("PROPFIND");
    }
  }

  @Test
  void body_withoutEnd_isCutAtTheLimit() throws Exception {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] piece = new byte[10_000];
          try (var out = exchange.getResponseBody()) {
            while (over.getCount() > 0) {
              out.write(piece);
            }
          }
        });
    try (WebDavTarget target = target()) {
      assertThatThrownBy(() -> target.get(".gabion/head", 50_000))
          .isInstanceOf(TargetFault.class)
          .hasMessageContaining("larger than 50000 bytes");
    }
  }

  @Test
  void body_thatFallsSilent_isAFaultThatMayPass() throws Exception {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    try (WebDavTarget target = target()) {
      assertThatThrownBy(() -> target.get(".gabion/head", 50_000))
          .isInstanceOfSatisfying(
              TargetFault.class,
              fault -> assertThat(fault.kind()).isEqualTo(TargetFault.Kind.PASSING))
          .hasMessageContaining("can not GET");
      over.countDown();
    }
  }
}

package org.gabion.lab.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.gabion.lab.load.HttpConnection;
import org.gabion.lab.load.HttpConnection.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SampleSiteTest {
  private SampleSite site;

  @BeforeEach
  void open() throws IOException {
    site = SampleSite.open(new SampleSite.Config(0, 4, Duration.ofMillis(1), 64, 100));
  }

  @AfterEach
  void close() throws IOException {
    site.close();
  }

  @Test
  void get_page_comesWithTypeTagAndKeepAlive() throws IOException {
    try (HttpConnection reader = from("127.20.1.7")) {
      Answer page = reader.exchange(get("/", ""), deadline());
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.field("content-type")).isEqualTo("text/html; charset=utf-8");
      assertThat(page.field("etag")).startsWith("\"");
      assertThat(page.body()).contains("The Quayside Courier");
      assertThat(page.keep()).isTrue();
      Answer asset = reader.exchange(get("/assets/site.css", ""), deadline());
      assertThat(asset.field("content-type")).isEqualTo("text/css; charset=utf-8");
    }
    assertThat(site.figures().rendered()).isEqualTo(1);
    assertThat(site.figures().readerPages()).isEqualTo(1);
    assertThat(site.figures().assets()).isEqualTo(1);
    assertThat(site.figures().bogusRequests()).isZero();
    assertThat(site.figures().pageTime().total()).isEqualTo(1);
  }

  @Test
  void get_knownEntityTag_isNotModified() throws IOException {
    try (HttpConnection reader = from("127.20.1.7")) {
      String tag = reader.exchange(get("/images/logo.svg", ""), deadline()).field("etag");
      Answer again =
          reader.exchange(get("/images/logo.svg", "If-None-Match: " + tag + "\r\n"), deadline());
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
  }

  @Test
  void head_page_hasNoBody() throws IOException {
    try (HttpConnection reader = from("127.20.1.7")) {
      Answer head = reader.exchange("HEAD /articles/1 HTTP/1.1\r\nHost: site\r\n\r\n", deadline());
      assertThat(head.status()).isEqualTo(200);
      assertThat(Integer.parseInt(head.field("content-length"))).isPositive();
      assertThat(reader.exchange(get("/robots.txt", ""), deadline()).status()).isEqualTo(200);
    }
  }

  @Test
  void answer_otherMethodOrTarget_isRefused() throws IOException {
    try (HttpConnection reader = from("127.20.1.7")) {
      assertThat(reader.exchange(get("/nothing", ""), deadline()).status()).isEqualTo(404);
      String delete = "DELETE / HTTP/1.1\r\nHost: site\r\n\r\n";
      assertThat(reader.exchange(delete, deadline()).status()).isEqualTo(405);
    }
  }

  @Test
  void get_connectionClose_isAnsweredAndClosed() throws IOException {
    try (HttpConnection reader = from("127.20.1.7")) {
      Answer answer = reader.exchange(get("/robots.txt", "Connection: close\r\n"), deadline());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.keep()).isFalse();
    }
  }

  @Test
  void figures_floodAddressDirectlyOrThroughAProxy_isCountedApart() throws IOException {
    try (HttpConnection bogus = from("127.66.3.1");
        HttpConnection proxy = from("127.0.0.1");
        HttpConnection liar = from("127.20.9.7")) {
      bogus.exchange(get("/", ""), deadline());
      proxy.exchange(get("/", "X-Forwarded-For: 127.20.1.7, 127.66.8.2\r\n"), deadline());
      proxy.exchange(get("/", "X-Forwarded-For: 127.66.8.2, 127.20.1.7\r\n"), deadline());
      liar.exchange(get("/", "X-Forwarded-For: 127.66.8.2\r\n"), deadline());
    }
    assertThat(site.figures().bogusRequests()).isEqualTo(2);
    assertThat(site.figures().readerPages()).isEqualTo(2);
    assertThat(site.figures().rendered()).isEqualTo(4);
  }

  @Test
  void parse_lineOfFigures_isTheSameFigures() throws IOException {
    try (HttpConnection reader = from("127.20.1.7")) {
      reader.exchange(get("/", ""), deadline());
    }
    String line = site.figures().toLine();
    assertThat(SiteFigures.parse(line).orElseThrow().toLine()).isEqualTo(line);
    assertThat(SiteFigures.parse("site-ready 8080")).isEmpty();
  }

  private HttpConnection from(String address) throws IOException {
    InetSocketAddress target = new InetSocketAddress("127.0.0.1", site.port());
    return HttpConnection.open(InetAddress.getByName(address), target, deadline());
  }

  private static String get(String target, String fields) {
    return "GET %s HTTP/1.1\r\nHost: site\r\n%s\r\n".formatted(target, fields);
  }

  private static long deadline() {
    return System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
  }
}

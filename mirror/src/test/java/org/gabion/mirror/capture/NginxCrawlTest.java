package org.gabion.mirror.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A crawl of a folder that a real nginx serves, with gzip, validators, redirects and a page for
/// what is not there.
final class NginxCrawlTest {
  private static final Path NGINX = Path.of("/usr/sbin/nginx");
  private static final int ARTICLES = 40;

  @TempDir private Path folder;
  private Process nginx;
  private URI root;

  @BeforeEach
  void start() throws IOException {
    assumeThat(NGINX).as("skipped: apt-get install nginx-light").isExecutable();
    site();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    root = URI.create("http://127.0.0.1:" + port + "/");
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log stderr crit;
        events { worker_connections 64; }
        http {
          types { text/html html; text/css css; image/png png; application/rss+xml rss;
            application/xml xml; }
          default_type application/octet-stream;
          log_format asked '$status $http_accept_encoding $uri';
          access_log access.log asked;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          gzip on; gzip_min_length 100; gzip_types text/css; gzip_vary on;
          server {
            listen 127.0.0.1:%d;
            root site;
            charset utf-8;
            error_page 404 /404.html;
            location = /old { return 301 /news/; }
            location = /far { return 302 https://elsewhere.example/page; }
            location = /account { add_header Cache-Control private; return 200 "you"; }
          }
        }
        """
            .formatted(port));
    nginx =
        new ProcessBuilder(NGINX.toString(), "-e", "stderr", "-p", folder + "/", "-c", "nginx.conf")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile())
            .start();
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(
            () -> {
              try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
              }
            });
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (nginx != null) {
      nginx.destroy();
      if (!nginx.waitFor(5, TimeUnit.SECONDS)) {
        nginx.destroyForcibly();
      }
    }
  }

  private void site() throws IOException {
    StringBuilder links = new StringBuilder();
    for (int i = 0; i < ARTICLES; i++) {
      links.append("<a href=\"/news/article%20").append(i).append(".html\">a</a>\n");
      file("news/article " + i + ".html", "<h1>Article " + i + "</h1>" + "text ".repeat(i * 100));
    }
    file("news/index.html", links.toString());
    file(
        "index.html",
        "<link rel=stylesheet href=style.css><a href=/news>n</a><a href=/old>o</a>"
            + "<a href=/far>f</a><a href=/account>a</a><a href=/missing>m</a>"
            + "<a href=large.png>l</a><a href=feed.rss>f</a>");
    file("style.css", "@import url(more.css);" + "a { color: red } ".repeat(50));
    file("more.css", "body { color: blue }");
    file("feed.rss", "<rss><channel><item><link>/from-feed.html</link></item></channel></rss>");
    file("from-feed.html", "from the feed");
    file("404.html", "<h1>Nothing here</h1>");
    file(".well-known/gabion-site", OwnershipProof.line(TestSite.SITE) + "\n");
    byte[] large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    Files.write(folder.resolve("site/large.png"), large);
  }

  private void file(String name, String content) throws IOException {
    Path file = folder.resolve("site").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private KeptPages crawl(KeptPages sink) throws IOException {
    new CrawlCapture(
            CrawlConfig.of(root, TestSite.SITE).withLimits(CrawlLimits.USUAL.withRate(20, 4)),
            FileCrawlMemory.open(folder.resolve("memory")),
            CrawlListener.NONE,
            new Random(2),
            new SimulatedTiming())
        .capture(sink);
    return sink;
  }

  private List<String> log() throws IOException {
    return Files.readAllLines(folder.resolve("access.log"), StandardCharsets.UTF_8);
  }

  @Test
  void capture_folderServedByNginx_isTheFolderByteForByte() throws IOException {
    KeptPages kept = crawl(new KeptPages());

    Map<String, String> wanted = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve("site"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = "/" + folder.resolve("site").relativize(file).toString().replace(" ", "%20");
        wanted.put(path, Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    wanted.remove(OwnershipProof.PATH);
    wanted.put("/", wanted.remove("/index.html"));
    wanted.put("/news/", wanted.remove("/news/index.html"));
    wanted.put(NotFoundPage.KEY.toString(), wanted.remove("/404.html"));
    for (String redirect : List.of("/news", "/old", "/far")) {
      wanted.put(redirect, "");
    }
    Map<String, String> got = new TreeMap<>();
    kept.pages()
        .forEach(
            (key, page) -> got.put(key, new String(page.content(), StandardCharsets.ISO_8859_1)));
    assertThat(got.keySet()).isEqualTo(wanted.keySet());
    assertThat(got.equals(wanted)).isTrue();
    assertThat(kept.page("/news").head().location()).contains("/news/");
    assertThat(kept.page("/old").head().location()).contains("/news/");
    assertThat(kept.page("/far").head().location()).contains("https://elsewhere.example/page");
    assertThat(kept.page(NotFoundPage.KEY.toString()).head().status()).isEqualTo(404);
    assertThat(kept.missed().keySet()).containsExactly("/account");
    assertThat(kept.reason("/account")).isEqualTo("private");
    // An image with a strong ETag is sent once, and asked about once.
    assertThat(log().stream().filter(line -> line.endsWith(" /large.png")))
        .containsExactlyInAnyOrder("200 gzip /large.png", "304 gzip /large.png");
  }

  @Test
  void capture_again_isAnsweredWithoutContents() throws IOException {
    KeptPages first = crawl(new KeptPages());
    int before = log().size();

    KeptPages second = crawl(first.next());

    assertThat(second.pages().keySet()).isEqualTo(first.pages().keySet());
    second
        .pages()
        .forEach(
            (key, page) -> {
              assertThat(page.content()).as(key).isEqualTo(first.page(key).content());
              assertThat(page.head()).as(key).isEqualTo(first.page(key).head());
            });
    List<String> asked = log().subList(before, log().size());
    assertThat(asked.stream().filter(line -> line.startsWith("200")))
        .as("only the proof and what is private")
        .allMatch(line -> line.endsWith("/gabion-site") || line.endsWith("/account"));
    assertThat(asked.stream().filter(line -> line.startsWith("304")).count())
        .isGreaterThan(2 * ARTICLES);
  }
}
